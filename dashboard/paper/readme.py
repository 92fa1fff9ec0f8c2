"""The readme of a download: what it is, how fresh, for whom it was made, and what it must not be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.paper.definitions import newest_records
from dashboard.paper.provenance import SAMPLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.paper.provenance import Provenance

_FILES = {
    "agenda.csv": "the agenda, one row per item, in the order of the meeting",
    "agenda.geojson": "the agenda as a map layer: an item that has a place carries its point, another none",
    "agenda.parquet": "the same layer as GeoParquet",
    "locations.csv": "the high-response locations by number, with their reasons",
    "locations.geojson": "the locations as points, each at the centre of its disk",
    "locations.parquet": "the same layer as GeoParquet",
    "location_areas.geojson": "the locations as areas: the denser area round each or, where nothing is dense, its disk",
    "location_areas.parquet": "the same layer as GeoParquet",
    "definitions.csv": "what every column means, its unit, source, freshness and what is not counted",
}
_RULES = """What it must not be used for
  Places, never people. Do not join it with any list of persons, and do not look for a person in it.
  A rank says where several agencies are asked for most, not who lives or stays there, and is no proof of need.
  A place's number is this morning's only; its location_id stays the same from morning to morning.
  Outreach and health counts are in no file of this download: they leave the board only after small counts are hidden.
  No licence is granted by this file. Ask the team before you pass it on or publish it.
"""
_FORM = """Form
  CSV: UTF-8 with a byte order mark, commas, lines end in CRLF, text in quotation marks, nothing for "no value".
  A text that a spreadsheet could run as a formula (it starts with = + - @, a tab or a line's end, also after signs
  that do not show) has one apostrophe (') before it. Take that one away to have the text as it came. Figures have none.
  GeoJSON and GeoParquet: EPSG:4326, longitude first. Instants carry their offset; dates are days in New York.
"""


def readme_text(names: Iterable[str], *, told: Provenance) -> str:
    """Return the readme; `names` are the files it goes beside."""
    sample = f"*** {SAMPLE_WORDS}. Nothing in these files is about a real place. ***\r\n\r\n" if told.is_sample else ""
    rebuilt = "yes: a later edit of a ticket may show" if told.is_reconstructed else "no"
    points = "" if told.sees_points else "  It holds no coordinates and no map layer: this role sees no points.\n"
    files = "".join(f"  {told.prefix}{name}: {_FILES[name]}\n" for name in sorted(names))
    text = f"""CRT morning huddle, {told.as_of_date.isoformat()}

As of      {told.as_of_at:%Y-%m-%d %H:%M %Z}: nothing stamped at or after it is counted
Build      {told.build_id}
Published  {told.published_at:%Y-%m-%d %H:%M %Z}
Policy     {told.policy_digest}
Rebuilt from a later snapshot: {rebuilt}
Lookback   {told.lookback_days} days; a place is a disk of {told.radius_m:.0f} m
Newest records: {newest_records(told)}
Actions    as recorded when this was downloaded

Made for the role: {told.role_name}. Another role's download may hold more or less.
{points}
Files
{files}
{_FORM}
{_RULES}"""
    return sample + text.replace("\r\n", "\n").replace("\n", "\r\n")
