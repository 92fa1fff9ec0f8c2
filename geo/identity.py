"""Ids that survive the night: this morning's centres get the ids of the places they are (decision 0006)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.centre_matching import Centre, Matching, Reach, distance_m, match_centres
from geo.errors import BadParameterError, require_columns
from geo.registry import REGISTRY_COLUMNS, as_date, known_places, update_registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geo.registry import KnownPlace

__all__ = ["CarriedIdentities", "carry_identities", "update_registry"]

LOCATION_COLUMNS = [
    "number", "x_m", "y_m", "location_id", "name", "change_kind", "change_text", "previous_number",
    "first_listed_date", "n_mornings_listed", "first_x_m", "first_y_m", "other_location_id",
]  # fmt: skip
CHANGE_COLUMNS = ["location_id", "change_kind", "name", "other_location_id", "change_text"]

# Base 32 without i, l, o and u: an id is read out on the phone.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 7


@dataclass(frozen=True)
class CarriedIdentities:
    """`locations`: one row per centre, with its id; `changes`: one row per place that came, left or changed."""

    locations: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Carried:
    """One centre with its identity; `place` is the known place that it stays, None when its id is new."""

    centre: Centre
    location_id: str
    change_kind: str
    change_text: str
    place: KnownPlace | None = None
    other: KnownPlace | None = None
    previous_number: int | None = None


def carry_identities(
    centres: pd.DataFrame,
    registry: pd.DataFrame,
    *,
    as_of_date: date,
    match_radius_m: float,
    moved_note_m: float,
    drift_limit_m: float,
    return_days: int,
) -> CarriedIdentities:
    """Give each of this morning's centres the id of the place it is, or a new one.

    The rule stands in `docs/decisions/0006-stable-location-ids.md`. Row order does not matter, and the same
    morning on the same registry gives the same ids.

    Parameters
    ----------
    centres
        One row per location: `number`, `x_m`, `y_m` (EPSG:26986, metres). May be empty.
    registry
        Every place listed before this morning, columns of `contracts.PLACE_REGISTRY`. Empty on the first
        morning.
    as_of_date
        This morning; the registry must be from before it.
    match_radius_m
        A centre at most this far from a place's last centre may be that place.
    moved_note_m
        A place that moved further than this since yesterday is noted as moved.
    drift_limit_m
        A centre further than this from a place's first centre is no longer that place.
    return_days
        A place off the list keeps its id when it comes back at most this many days after its last morning.

    Returns
    -------
    `locations`, one row per centre, by number: `LOCATION_COLUMNS`; `name` is missing where a new name is
    wanted. `changes`, one row per place that is not simply kept: `CHANGE_COLUMNS`; empty on the first
    morning, when there is nothing to compare with.

    Raises
    ------
    MissingColumnError
        A frame lacks a column.
    BadParameterError
        A distance is negative, a number occurs twice, a coordinate is missing, or the registry is not from
        before.

    Notes
    -----
    One-to-one matching is the linear sum assignment [Kuhn 1955], as solved by scipy [Crouse 2016].
    """
    reach = Reach(match_radius_m, moved_note_m, drift_limit_m)
    _check_parameters(reach, return_days=return_days)
    _check_registry(registry, as_of_date=as_of_date)
    today = _sorted_centres(centres)
    yesterday, earlier = known_places(registry, as_of_date=as_of_date, return_days=return_days)
    matching = match_centres(today, yesterday, earlier, reach=reach)
    new_ids = _new_ids(today, as_of_date=as_of_date, taken=set(registry["location_id"]))
    carried = [
        _carry(i, centre, matching, new_ids[i], reach=reach, is_first_morning=registry.empty)
        for i, centre in enumerate(today)
    ]
    return CarriedIdentities(
        locations=_location_frame(carried, as_of_date=as_of_date),
        changes=_change_frame(carried, matching, reach=reach, is_first_morning=registry.empty),
    )


def _check_parameters(reach: Reach, *, return_days: int) -> None:
    if min(reach.match_radius_m, reach.moved_note_m, reach.drift_limit_m, return_days) < 0:
        raise BadParameterError(f"distances and days must not be negative: {reach}, {return_days} days")


def _check_registry(registry: pd.DataFrame, *, as_of_date: date) -> None:
    require_columns(registry, REGISTRY_COLUMNS, what="registry rows")
    newest = max((as_date(value) for value in registry["last_listed_date"]), default=None)
    if newest is not None and newest >= as_of_date:
        raise BadParameterError(f"the registry is not from before {as_of_date}: it holds {newest}")


def _sorted_centres(centres: pd.DataFrame) -> list[Centre]:
    """Return the centres in an order of their own, so that the frame's order cannot decide anything."""
    require_columns(centres, ["number", "x_m", "y_m"], what="centres")
    columns = [centres[name].tolist() for name in ("number", "x_m", "y_m")]
    found = [Centre(int(number), float(x_m), float(y_m)) for number, x_m, y_m in zip(*columns, strict=True)]
    if not all(np.isfinite((centre.x_m, centre.y_m)).all() for centre in found):
        raise BadParameterError("a centre lacks its coordinates")
    if len({centre.number for centre in found}) < len(found):
        raise BadParameterError("a number stands for two centres")
    return sorted(found, key=lambda centre: (centre.x_m, centre.y_m, centre.number))


def _new_ids(centres: Sequence[Centre], *, as_of_date: date, taken: set[str]) -> list[str]:
    """Return the id each centre would get as a new place; made from the morning and the metre it lies on."""
    ids = []
    for centre in centres:
        seed = f"{as_of_date.isoformat()} {round(centre.x_m)} {round(centre.y_m)}"
        attempt = 0
        while (location_id := _id_from(f"{seed} {attempt}")) in taken:
            attempt += 1
        taken.add(location_id)
        ids.append(location_id)
    return ids


def _id_from(seed: str) -> str:
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:5], "big")
    letters = [_LETTERS[number >> 5 * place & 31] for place in range(_ID_LENGTH)]
    return "L" + "".join(letters)


def _carry(
    i: int, centre: Centre, matching: Matching, new_id: str, *, reach: Reach, is_first_morning: bool
) -> _Carried:
    if place := matching.same.get(i):
        return _carry_same(centre, place, [taken for taken, by in matching.merged if by == i], reach=reach)
    if place := matching.returned.get(i):
        text = f"Back on the list; last listed on {_said_day(place.last_listed_date)}"
        return _Carried(centre, place.location_id, "returned", text, place)
    if place := matching.handed_over.get(i):
        gap_m = distance_m(centre, place.first_x_m, place.first_y_m)
        text = f"Now {gap_m:.0f} m from where {place.said} was first listed, so listed as a new place"
        return _Carried(centre, new_id, "moved", text, other=place, previous_number=place.last_number)
    if place := matching.split.get(i):
        return _Carried(centre, new_id, "split", f"Split from {place.said}", other=place)
    if place := _left_nearby(centre, matching.vanished, reach=reach):
        gap_m = distance_m(centre, place.x_m, place.y_m)
        text = f"New on the list, {gap_m:.0f} m from {place.said}, which left it"
        return _Carried(centre, new_id, "new", text, other=place)
    text = "First morning on record" if is_first_morning else "New on the list"
    return _Carried(centre, new_id, "new", text)


def _left_nearby(centre: Centre, vanished: Sequence[KnownPlace], *, reach: Reach) -> KnownPlace | None:
    """Return the nearest place that left this morning within the drift limit: people will ask after it by name."""
    gaps = [(distance_m(centre, place.x_m, place.y_m), place.location_id, place) for place in vanished]
    near = min(gaps, default=None, key=lambda gap: gap[:2])
    return near[2] if near and near[0] <= reach.drift_limit_m else None


def _carry_same(centre: Centre, place: KnownPlace, taken_in: list[KnownPlace], *, reach: Reach) -> _Carried:
    """Name the change of a place that is still itself: what it took in matters more than how far it moved."""
    gap_m = distance_m(centre, place.x_m, place.y_m)
    if taken_in:
        kind, text = "merged", "Took in " + " and ".join(other.said for other in taken_in)
    elif gap_m > reach.moved_note_m:
        kind, text = "moved", f"Moved {gap_m:.0f} m since the morning before"
    else:
        kind, text = "kept", f"On the list since {_said_day(place.first_listed_date)}"
    other = taken_in[0] if taken_in else None
    return _Carried(centre, place.location_id, kind, text, place, other, place.last_number)


def _said_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _location_frame(carried: list[_Carried], *, as_of_date: date) -> pd.DataFrame:
    rows = [
        (
            each.centre.number,
            each.centre.x_m,
            each.centre.y_m,
            each.location_id,
            each.place.name if each.place else None,
            each.change_kind,
            each.change_text,
            each.previous_number,
            each.place.first_listed_date if each.place else as_of_date,
            each.place.n_mornings_listed + 1 if each.place else 1,
            each.place.first_x_m if each.place else each.centre.x_m,
            each.place.first_y_m if each.place else each.centre.y_m,
            each.other.location_id if each.other else None,
        )
        for each in sorted(carried, key=lambda each: each.centre.number)
    ]
    frame = pd.DataFrame(rows, columns=LOCATION_COLUMNS)
    texts = dict.fromkeys(("location_id", "name", "change_kind", "change_text", "other_location_id"), "str")
    metres = dict.fromkeys(("x_m", "y_m", "first_x_m", "first_y_m"), "float64")
    whole = {"number": "int64", "n_mornings_listed": "int64", "previous_number": "Int64"}
    return frame.astype(texts | metres | whole | {"first_listed_date": "object"})


def _change_frame(carried: list[_Carried], matching: Matching, *, reach: Reach, is_first_morning: bool) -> pd.DataFrame:
    # On the first morning nothing changed since the morning before: twenty "new" places would be a false alarm.
    rows: list[tuple[str | None, ...]] = []
    if not is_first_morning:
        rows = [*_came_or_changed(carried), *_left(carried, matching, reach=reach)]
    frame = pd.DataFrame(rows, columns=CHANGE_COLUMNS).astype("str")
    return frame.sort_values(["location_id", "change_kind"], ignore_index=True)


def _came_or_changed(carried: list[_Carried]) -> Iterator[tuple[str | None, ...]]:
    for each in carried:
        # Who took in another is told in the row of the place that was taken in.
        if each.change_kind not in ("kept", "merged"):
            name = each.place.name if each.place else None
            other_id = each.other.location_id if each.other else None
            yield each.location_id, each.change_kind, name, other_id, each.change_text


def _left(carried: list[_Carried], matching: Matching, *, reach: Reach) -> Iterator[tuple[str | None, ...]]:
    for place, i in matching.merged:
        text = f"Merged into number {carried[i].centre.number} of this morning"
        yield place.location_id, "merged", place.name, carried[i].location_id, text
    for i, place in matching.handed_over.items():
        text = (
            f"Listed as a new place, number {carried[i].centre.number}: "
            f"more than {reach.drift_limit_m:.0f} m from where it was first listed"
        )
        yield place.location_id, "vanished", place.name, carried[i].location_id, text
    for place in matching.vanished:
        text = f"No longer on the list; it was number {place.last_number}"
        yield place.location_id, "vanished", place.name, None, text
