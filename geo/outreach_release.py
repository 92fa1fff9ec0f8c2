"""Every outreach figure of a morning, released at once: city, zones and places, beside what earlier mornings told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.complementary import Answers
from geo.earlier_mornings import EarlierMornings, ToldMorning, ToldPart, least_and_reach
from geo.errors import BadParameterError, require_columns
from geo.frames import row_dicts
from geo.nested_release import Beside, release_nested
from geo.released_counts import Blank, may_see
from geo.sum_trees import UNBOUNDED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from geo.released_counts import Audience, Thresholds

WHOLE_CITY = "city"
_REST = "rest of "
_RELEASED = ["level", "location_id", "measure_code", "measure_name", "column_class", "n_events", "blank"]
_TOLD = {
    "as_of_date": "datetime64[us]",
    "location_id": "str",
    "measure_code": "str",
    "n_least": "int64",
    "n_greatest": "int64",
    "n_reach": "int64",
    "is_small": "bool",
    "is_hidden": "bool",
}


@dataclass(frozen=True)
class OutreachTables:
    """The raw outreach figures of one build; nothing outside `release_outreach` reads them.

    `locations`, `zones` and `city` are the tables `location_outreach`, `zone_outreach`, `city_outreach`;
    `location_zones` gives each place its zone; `zone_order` holds every zone, fewest 311 tickets first; `answers` says
    which measures exclude each other.
    """

    locations: pd.DataFrame
    zones: pd.DataFrame
    city: pd.DataFrame
    location_zones: pd.DataFrame
    zone_order: tuple[str, ...]
    answers: tuple[Answers, ...]


@dataclass(frozen=True)
class EarlierTold:
    """What screens of earlier mornings told of the city and its zones, and over how many days each sum is.

    Parameters
    ----------
    as_of_date
        This morning; what was told on it or later is not looked at.
    window_days
        The lookback: each figure is the sum over so many days before its morning.
    rows
        `told_bounds` of each earlier morning, in any order; no row where nothing was told yet.
    """

    as_of_date: date
    window_days: int
    rows: pd.DataFrame


def release_outreach(
    tables: OutreachTables, *, audience: Audience, thresholds: Thresholds, earlier: EarlierTold | None = None
) -> pd.DataFrame:
    """Release every outreach figure of a build to an audience: city, zones and places together.

    Released apart, a sum less the parts that show would give a hidden part back. What of a zone lies at none of its
    places is a part too: it is never shown, and it counts in the sums as if it could be.

    Parameters
    ----------
    tables
        The build's outreach figures and what belongs to what.
    audience, thresholds
        Who is looking, and the reviewed thresholds.
    earlier
        What earlier mornings told of the city and its zones: with this morning's figures it must give nothing back.

    Returns
    -------
    `level` (`city`, `zone` or `place`), `location_id` (the place's or the zone's id, `WHOLE_CITY` for the city),
    `measure_code`, `measure_name`, `column_class`, `n_events`, `blank`: the rows of the classes the audience may see,
    those of places only where it may see places.
    """
    if tables.city.empty:
        return tables.city.assign(location_id=WHOLE_CITY, level="city")[_RELEASED]
    zone_of = dict(zip(tables.location_zones["location_id"], tables.location_zones["zone_id"], strict=True))
    # The city's rows outside every place are the zones' rests, zone by zone.
    places = tables.locations[tables.locations["location_id"].isin(list(zone_of))]
    rests = _rests(tables.zones, places.assign(zone_id=places["location_id"].map(zone_of)))
    counts = pd.concat(
        [
            tables.city.assign(level="city", node_id=WHOLE_CITY),
            tables.zones.assign(level="zone", node_id=tables.zones["zone_id"]),
            rests,
            places.assign(level="place", node_id=places["location_id"]),
        ],
        ignore_index=True,
    ).drop(columns=["location_id", "zone_id"], errors="ignore")
    released = release_nested(
        counts,
        nodes=_nodes(tables, zone_of),
        answers=tables.answers,
        audience=audience,
        thresholds=thresholds,
        beside=None if earlier is None else _beside(earlier, sorted(tables.zone_order)),
    ).rename(columns={"node_id": "location_id"})
    return seen_outreach(released.loc[released["level"] != "rest", _RELEASED], audience)


def seen_outreach(released: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """Return what an audience may see of the outreach figures released for everybody, or for more than it may see."""
    levels = ("city", "zone", "place") if audience.sees_places else ("city", "zone")
    is_seen = released["column_class"].map(lambda name: may_see(name, audience)).astype(bool)
    return released[released["level"].isin(levels) & is_seen].reset_index(drop=True)


def told_bounds(
    released: pd.DataFrame, tables: OutreachTables, *, thresholds: Thresholds, as_of_date: date
) -> pd.DataFrame:
    """Return what a morning's screens say of the city's and the zones' figures, for the mornings after it.

    Parameters
    ----------
    released
        `release_outreach` for everybody.
    tables, thresholds
        What it was released from and with.
    as_of_date
        The morning.

    Returns
    -------
    `as_of_date`, `location_id`, `measure_code`, `n_least` and `n_greatest` (between which the count lies by what stands
    on the screen, `UNBOUNDED` where nothing limits it), `n_reach` (how many it must be able to be for its
    places' sake), `is_small` (so the screen calls it), `is_hidden` (and no zero); no row of a measure that is late or
    not collected.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        It was released for somebody who may not see everything: what is zero could not be told from what is hidden.
    """
    require_columns(released, _RELEASED, what="released figures")
    hidden = (Blank.SUPPRESSED, Blank.SUPPRESSED_COMPLEMENTARY)
    above_zero = _above_zero(tables)
    places_of = {
        str(zone_id): rows["location_id"].tolist() for zone_id, rows in tables.location_zones.groupby("zone_id")
    }
    rows = []
    for code, own in released.groupby("measure_code", sort=True):
        if own["blank"].isin([Blank.LATE, Blank.NOT_COLLECTED]).any():
            continue
        # Where a zero shows, or any figure, what is hidden is no zero.
        least_hidden = 0 if own["blank"].isin(hidden).all() and (own["blank"] != Blank.SUPPRESSED).all() else 1
        if "city" not in set(own["level"]):
            raise BadParameterError(f"{code} has no figure of the city: it was not released for everybody")
        told = {str(row["location_id"]): _told_of(row, least_hidden, thresholds) for row in row_dicts(own)}
        for area_id in own.loc[own["level"] != "place", "location_id"]:
            least, greatest, is_small = told[area_id]
            by_places, reach = least_and_reach(told[place] for place in places_of.get(area_id, ()) if place in told)
            least = least if least == greatest else max(least, by_places)
            is_hidden = least != greatest and (area_id, code) in above_zero
            rows.append((as_of_date, area_id, code, least, greatest, reach, is_small, is_hidden))
    return pd.DataFrame(rows, columns=[*_TOLD]).astype(_TOLD)


def answers_of(measures: pd.DataFrame) -> tuple[Answers, ...]:
    """Return which measures exclude each other, from the reviewed table `outreach_measures`."""
    grouped = measures[measures["answer_group"] != ""].groupby(["answer_of", "answer_group"], sort=True)
    return tuple(Answers(str(bounding), tuple(rows["measure_code"])) for (bounding, _), rows in grouped)


def _told_of(row: Mapping[str, Any], least_hidden: int, thresholds: Thresholds) -> ToldPart:
    """Return what a released figure says; `least_hidden` is what one hidden for another's sake is at the least."""
    if row["blank"] == Blank.SUPPRESSED:
        return ToldPart(1, thresholds.below(str(row["column_class"])) - 1, is_small=True)
    if row["blank"] == Blank.SUPPRESSED_COMPLEMENTARY:
        return ToldPart(least_hidden, UNBOUNDED, is_small=False)
    return ToldPart(int(row["n_events"]), int(row["n_events"]), is_small=False)


def _above_zero(tables: OutreachTables) -> set[tuple[str, str]]:
    areas = pd.concat([tables.city.assign(zone_id=WHOLE_CITY), tables.zones], ignore_index=True)
    counted = areas[areas["n_events"].fillna(0) > 0]
    return set(zip(counted["zone_id"], counted["measure_code"], strict=True))


def _beside(earlier: EarlierTold, zone_ids: Sequence[str]) -> Beside:
    """Return the earlier mornings by measure, the city first and then the zones by id, as `release_nested` asks."""
    node_ids = [WHOLE_CITY, *zone_ids]
    told = earlier.rows[pd.to_datetime(earlier.rows["as_of_date"]) < pd.Timestamp(earlier.as_of_date)]
    measures: dict[str, EarlierMornings] = {}
    for code, rows in told.groupby("measure_code", sort=True):
        mornings = [_morning(of_morning, node_ids) for _, of_morning in rows.groupby("as_of_date", sort=True)]
        # Other zones are another city: only what was told since they are these can be laid beside this morning.
        n_other = max((n for n, each in enumerate(mornings, start=1) if each is None), default=0)
        same = tuple(each for each in mornings[n_other:] if each is not None)
        measures[str(code)] = EarlierMornings(earlier.window_days, same)
    rests = frozenset(f"{_REST}{zone_id}" for zone_id in zone_ids)
    return Beside(measures, tuple(node_ids), earlier.as_of_date.toordinal(), rests)


def _morning(rows: pd.DataFrame, node_ids: Sequence[str]) -> ToldMorning | None:
    if sorted(rows["location_id"]) != sorted(node_ids):
        return None
    ordered: Any = rows.set_index("location_id").loc[list(node_ids)]
    return ToldMorning(
        pd.Timestamp(rows["as_of_date"].iloc[0]).toordinal(),
        least=tuple(ordered["n_least"].tolist()),
        greatest=tuple(ordered["n_greatest"].tolist()),
        is_small=tuple(ordered["is_small"].tolist()),
        is_hidden=tuple(ordered["is_hidden"].tolist()),
        reach=tuple(ordered["n_reach"].tolist()),
    )


def _rests(zones: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return for each zone and measure what lies at none of the zone's places."""
    at_places = places.groupby(["zone_id", "measure_code"])["n_events"].sum()
    keys = pd.MultiIndex.from_frame(zones[["zone_id", "measure_code"]])
    rest = zones["n_events"] - at_places.reindex(keys).fillna(0).to_numpy()
    return zones.assign(level="rest", node_id=_REST + zones["zone_id"], n_events=rest)


def _nodes(tables: OutreachTables, zone_of: dict[str, str]) -> pd.DataFrame:
    """Return the tree, in the order in which parts are hidden for another's sake: it is public and tells no count.

    Rests first, which no screen shows; then places; of zones those with the fewest 311 tickets first.
    """
    zone_ids = list(tables.zone_order)
    nodes = [
        (WHOLE_CITY, ""),
        *((zone_id, WHOLE_CITY) for zone_id in zone_ids),
        *((f"{_REST}{zone_id}", zone_id) for zone_id in zone_ids),
        *sorted(zone_of.items()),
    ]
    return pd.DataFrame(nodes, columns=["node_id", "parent_id"])
