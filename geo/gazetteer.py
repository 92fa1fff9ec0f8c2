"""Places people say, from the tickets' own addresses and a reviewed table of squares, parks and stations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.errors import BadParameterError, require_columns
from geo.place_matching import match_texts
from geo.place_names import name_locations
from geo.place_text import PlaceText, name_key, read_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Gazetteer", "build_gazetteer", "match_texts", "name_locations"]

SPLIT_M = 200.0
"""One label at points further apart than this names several places: 10 Everett St stands in four towns."""

INTERSECTION_COLUMNS = ["label", "x_m", "y_m", "n", "first_street", "second_street", "hints", "familiarity"]
ADDRESS_COLUMNS = ["label", "x_m", "y_m", "n", "street", "street_label", "house_number", "hints"]
PLACE_COLUMNS = ["label", "x_m", "y_m", "radius_m", "name_keys"]


@dataclass(frozen=True)
class Gazetteer:
    """Where things are, in the working CRS (EPSG:26986, metres).

    `intersections` has `label` ("Beach St & Utica St", the two streets in alphabetical order), `x_m`,
    `y_m`, `n` (tickets), the street keys `first_street` and `second_street`, and `hints` (towns and ZIPs,
    joined by "|"). `addresses` has `label`, `x_m`, `y_m`, `n`, `street` (key), `street_label`,
    `house_number`, `hints`. `places` has `label`, `x_m`, `y_m`, `radius_m`, `name_keys` (joined by "|").
    One row per place on the ground.
    """

    intersections: pd.DataFrame
    addresses: pd.DataFrame
    places: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Point:
    x_m: float
    y_m: float
    n_tickets: int
    place: PlaceText


def build_gazetteer(labelled_points: pd.DataFrame, named_places: pd.DataFrame) -> Gazetteer:
    """Make a gazetteer from points that carry the City's own wording and the table of named places.

    The point of a label is the median of its tickets. A label whose points lie further apart than `SPLIT_M`
    is several places (the same two streets meeting twice, the same address in two towns): they are split,
    never averaged. Row order does not matter.

    Parameters
    ----------
    labelled_points
        One row per distinct text and point: `place_text`, `x_m`, `y_m` (EPSG:26986, metres), `n_tickets`.
        Points that stand for "no geocode" must be gone before.
    named_places
        One row per square, park, station or area: `place_name`, `aliases` (joined by "|"), `x_m`, `y_m`,
        `radius_m`.

    Returns
    -------
    The gazetteer.

    Raises
    ------
    MissingColumnError
        A frame lacks a column.
    BadParameterError
        One name or alias stands for two named places.
    """
    require_columns(labelled_points, ["place_text", "x_m", "y_m", "n_tickets"], what="labelled points")
    require_columns(named_places, ["place_name", "aliases", "x_m", "y_m", "radius_m"], what="named places")
    groups = _points_by_label(labelled_points)
    intersections = [
        _intersection_row(points)
        for key, group in groups.items()
        if key[0] == "intersection"
        for points in _split_apart(group)
    ]
    addresses = [
        _address_row(points) for key, group in groups.items() if key[0] == "address" for points in _split_apart(group)
    ]
    address_frame = _sorted_frame(addresses, ADDRESS_COLUMNS)
    return Gazetteer(
        intersections=_with_familiarity(_sorted_frame(intersections, INTERSECTION_COLUMNS[:-1]), address_frame),
        addresses=address_frame,
        places=_named_place_frame(named_places),
    )


def _with_familiarity(intersections: pd.DataFrame, addresses: pd.DataFrame) -> pd.DataFrame:
    """Add the tickets of the lesser known of the two streets: people know a corner when they know both."""
    by_street = pd.concat(
        [
            addresses.set_index("street")["n"],
            intersections.set_index("first_street")["n"],
            intersections.set_index("second_street")["n"],
        ]
    )
    tickets = by_street.groupby(level=0).sum()
    first, second = (intersections[name].map(tickets) for name in ("first_street", "second_street"))
    return intersections.assign(familiarity=np.minimum(first, second).astype("int64"))


def _points_by_label(labelled_points: pd.DataFrame) -> dict[tuple[object, ...], list[_Point]]:
    """Group points by what their text means; a distinct text is read once, because City texts repeat."""
    columns = [labelled_points[name].tolist() for name in ("place_text", "x_m", "y_m", "n_tickets")]
    readings: dict[str, PlaceText] = {}
    groups: dict[tuple[object, ...], list[_Point]] = defaultdict(list)
    for text, x_m, y_m, n_tickets in zip(*columns, strict=True):
        if not isinstance(text, str):
            continue
        place = readings.get(text)
        if place is None:
            place = readings.setdefault(text, read_place(text))
        if place.kind != "name":
            key = (place.kind, place.house_number, *(street.key for street in place.streets))
            groups[key].append(_Point(x_m, y_m, n_tickets, place))
    return groups


def _split_apart(points: list[_Point]) -> list[list[_Point]]:
    """Split points into groups that no gap of more than `SPLIT_M` runs through."""
    if len(points) == 1:
        return [points]
    xy = np.array([(point.x_m, point.y_m) for point in points])
    if np.ptp(xy, axis=0).max() <= SPLIT_M / 2:
        return [points]
    pairs = cKDTree(xy).query_pairs(SPLIT_M, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    n_parts, part_of = connected_components(links, directed=False)
    return [[point for point, part in zip(points, part_of, strict=True) if part == k] for k in range(n_parts)]


def _intersection_row(points: list[_Point]) -> tuple[object, ...]:
    first, second = _commonest_streets(points)
    keys = [street.key for street in points[0].place.streets]
    # The name must not depend on which street a caller said first.
    return " & ".join(sorted((first, second))), *_middle(points), keys[0], keys[1], _joined_hints(points)


def _address_row(points: list[_Point]) -> tuple[object, ...]:
    (street_label,) = _commonest_streets(points)
    place = points[0].place
    label = f"{place.house_number} {street_label}"
    return (
        label, *_middle(points), place.streets[0].key, street_label, place.house_number, _joined_hints(points)
    )  # fmt: skip


def _commonest_streets(points: list[_Point]) -> tuple[str, ...]:
    """Return the spelling most tickets use; the first in the alphabet where two are equal."""
    if len(points) == 1:
        return tuple(street.label for street in points[0].place.streets)
    tickets: dict[tuple[str, ...], int] = defaultdict(int)
    for point in points:
        tickets[tuple(street.label for street in point.place.streets)] += point.n_tickets
    return min(tickets, key=lambda labels: (-tickets[labels], labels))


def _middle(points: list[_Point]) -> tuple[float, float, int]:
    """Return the ticket-weighted median point and the number of tickets."""
    if len(points) == 1:
        return points[0].x_m, points[0].y_m, points[0].n_tickets
    n_tickets = sum(point.n_tickets for point in points)
    return (
        _weighted_median((point.x_m, point.n_tickets) for point in points),
        _weighted_median((point.y_m, point.n_tickets) for point in points),
        n_tickets,
    )


def _weighted_median(weighted: Iterable[tuple[float, int]]) -> float:
    """Return the smallest value with half of the weight at or under it."""
    values, weights = zip(*sorted(weighted), strict=True)
    return float(values[np.searchsorted(np.cumsum(weights), sum(weights) / 2)])


def _joined_hints(points: list[_Point]) -> str:
    if len(points) == 1:
        return "|".join(sorted(points[0].place.hints))
    return "|".join(sorted(frozenset().union(*(point.place.hints for point in points))))


def _sorted_frame(rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["label", "x_m", "y_m"], ignore_index=True)


def _named_place_frame(named_places: pd.DataFrame) -> pd.DataFrame:
    columns = [named_places[name].tolist() for name in ("place_name", "aliases", "x_m", "y_m", "radius_m")]
    rows: list[tuple[object, ...]] = []
    owner: dict[str, str] = {}
    for place_name, aliases, x_m, y_m, radius_m in zip(*columns, strict=True):
        names = [place_name, *(aliases.split("|") if isinstance(aliases, str) else ())]
        keys = sorted({name_key(name) for name in names} - {""})
        for key in keys:
            if key in owner:
                raise BadParameterError(f"{key!r} names both {owner[key]} and {place_name}")
            owner[key] = place_name
        rows.append((place_name, float(x_m), float(y_m), float(radius_m), "|".join(keys)))
    return _sorted_frame(rows, PLACE_COLUMNS)
