"""One morning to take away: agenda and locations in every form, the definitions and a readme beside them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from dashboard.paper import definitions, provenance
from dashboard.paper.areas import location_areas
from dashboard.paper.layers import geojson_bytes, geoparquet_bytes, points_of
from dashboard.paper.readme import readme_text
from dashboard.paper.spreadsheet import csv_bytes

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.paper.provenance import Provenance
    from dashboard.paper.sheets import Sheet

_PLAIN_FILE = 0o644 << 16
_UNIX = 3


def archive_name(told: Provenance) -> str:
    """Return the download's name: "crt-huddle-2026-10-15.zip", "…-SAMPLE.zip" for the made-up city."""
    return f"crt-huddle-{told.as_of_date.isoformat()}{'-SAMPLE' if told.is_sample else ''}.zip"


def file_name(told: Provenance, what: str, *, ending: str) -> str:
    """Return the name of one file taken away: "crt-huddle-2026-10-15-agenda-SAMPLE.pdf"."""
    return f"crt-huddle-{told.as_of_date.isoformat()}-{what}{'-SAMPLE' if told.is_sample else ''}.{ending}"


def morning_files(agenda: Sheet, location: Sheet, locations: pd.DataFrame, *, told: Provenance) -> dict[str, bytes]:
    """Return every file of a download by name.

    Parameters
    ----------
    agenda, location
        The two sheets, made for the same role as `told` says.
    locations
        The published table `locations`: the areas come from it.
    told
        Whose morning it is. A role without points gets tables only: no coordinate, no geometry, no map layer.
    """
    files = {f"{sheet.name}.csv": csv_bytes(sheet.columns, sheet.rows) for sheet in (agenda, location)}
    sheets = [agenda, location]
    if told.sees_points:
        ground, areas = location_areas(location, locations)
        sheets.append(ground)
        for sheet, geometries in ((agenda, points_of(agenda)), (location, points_of(location)), (ground, areas)):
            files[f"{sheet.name}.geojson"] = geojson_bytes(sheet, geometries, told=told.as_json())
            files[f"{sheet.name}.parquet"] = geoparquet_bytes(sheet, geometries, told=told.as_json())
    defined = told.stamped(definitions.definition_rows(sheets, told=told))
    files["definitions.csv"] = csv_bytes((*definitions.COLUMNS, *provenance.COLUMNS), defined)
    files["README.txt"] = readme_text(files, told=told).encode("utf-8-sig")
    return {f"{told.prefix}{name}": files[name] for name in sorted(files)}


def archive(files: dict[str, bytes], *, told: Provenance) -> bytes:
    """Return the files as one zip: the same bytes for the same files, because every date in it is the morning's."""
    packed = io.BytesIO()
    stamp = told.as_of_at.timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archived.writestr(entry, content)
    return packed.getvalue()
