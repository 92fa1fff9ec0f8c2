"""Names for locations: what people say on a phone, from the gazetteer, never the last ticket's address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import unproject_points
from geo.errors import BadParameterError, require_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy.typing as npt
    import pandas as pd

    from geo.gazetteer import Gazetteer

MAX_NAME_LENGTH = 45
"""Longer names break over three lines of a phone; the corner is left out of them."""

STREET_REACH_M = 150.0
"""Without a square or a corner in reach, a street address at most this far gives the name."""

SMALL_PLACE_M = 120.0
"""In a square no larger than this its name alone says where to go; in a larger park the corner is needed."""

FAMILIAR_M = 40.0
"""A corner of streets with ten times the tickets may lie this much further off and still be what people say."""

_ALLEY = re.compile(r"\b(?:Public|Private) Alley\b", re.IGNORECASE)
_SAID_SHORT = {"Massachusetts Ave": "Mass Ave", "Commonwealth Ave": "Comm Ave"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One thing a centre may be called after; `gap_m` is 0 inside a square or park."""

    label: str
    gap_m: float
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What lies round one centre, nearest first."""

    x_m: float
    y_m: float
    places: tuple[_Candidate, ...]
    corners: tuple[_Candidate, ...]
    addresses: tuple[_Candidate, ...]

    @property
    def closeness(self) -> tuple[float, float, float]:
        """Who is named first where two centres want one name: the nearer to what the name says."""
        nearest = [found[0].gap_m for found in (self.places, self.corners, self.addresses) if found]
        return (nearest[0] if nearest else np.inf, self.x_m, self.y_m)


def name_locations(
    centres: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    place_reach_m: float,
    intersection_reach_m: float,
    taken: Collection[str] = (),
) -> list[str]:
    """Name each location after the square, park or corner that people would say.

    In this order: a named place whose edge lies within `place_reach_m`, the nearest, with a corner in brackets
    where the centre lies outside it or it is a large park; a corner within `intersection_reach_m`; "Albany St
    near 780"; "Place at 42.3312, -71.0763". Of several corners the nearest, unless a little further off there
    is one of streets that many more tickets name (`FAMILIAR_M`); one with a public alley only where there is
    no other. Of two centres that want one name the nearer has it, and the other takes its next.

    Parameters
    ----------
    centres
        One row per location: `x_m`, `y_m` (EPSG:26986, metres).
    gazetteer
        Where things are.
    place_reach_m
        Longest gap between a centre and the edge of a named place, metres, inclusive.
    intersection_reach_m
        Longest distance from a centre to a corner, metres, inclusive.
    taken
        Names that other locations have already (those of the registry): none of them is given again.

    Returns
    -------
    One name per row of `centres`, in its order, all different. A name does not depend on row order.

    Raises
    ------
    MissingColumnError
        `centres` lacks a column.
    BadParameterError
        A reach is negative.
    """
    require_columns(centres, ["x_m", "y_m"], what="centres")
    if place_reach_m < 0 or intersection_reach_m < 0:
        raise BadParameterError(f"a reach must not be negative: {place_reach_m} m, {intersection_reach_m} m")
    around = [
        _look_around(x_m, y_m, gazetteer, place_reach_m=place_reach_m, intersection_reach_m=intersection_reach_m)
        for x_m, y_m in zip(centres["x_m"].tolist(), centres["y_m"].tolist(), strict=True)
    ]
    names = [""] * len(around)
    used = set(taken)
    for i in sorted(range(len(around)), key=lambda i: around[i].closeness):
        names[i] = next(name for name in _possible_names(around[i]) if name not in used)
        used.add(names[i])
    return names


def _look_around(
    x_m: float, y_m: float, gazetteer: Gazetteer, *, place_reach_m: float, intersection_reach_m: float
) -> _Surroundings:
    # A corner of a layer alone names nothing: nobody ever said it.
    stated = gazetteer.intersections[gazetteer.intersections["n"] > 0]
    corners = _nearest(
        stated,
        x_m,
        y_m,
        reach_m=intersection_reach_m,
        bonus_m=FAMILIAR_M * np.log10(stated["familiarity"].to_numpy(np.float64)),
    )
    streets = tuple(corner for corner in corners if not _ALLEY.search(corner.label))
    return _Surroundings(
        x_m=x_m,
        y_m=y_m,
        places=_nearest(gazetteer.places[gazetteer.places["gives_names"]], x_m, y_m, reach_m=place_reach_m),
        corners=streets or corners,
        addresses=_nearest(gazetteer.addresses, x_m, y_m, reach_m=STREET_REACH_M),
    )


def _nearest(
    things: pd.DataFrame,
    x_m: float,
    y_m: float,
    *,
    reach_m: float,
    bonus_m: npt.NDArray[np.float64] | float = 0.0,
) -> tuple[_Candidate, ...]:
    """Return what lies within reach: nearest edge first, less a bonus, then nearest middle, then by label."""
    middle_m = np.hypot(things["x_m"].to_numpy(np.float64) - x_m, things["y_m"].to_numpy(np.float64) - y_m)
    has_edge = "radius_m" in things.columns
    radius_m = things["radius_m"].to_numpy(np.float64) if has_edge else np.zeros(len(things))
    gap_m = np.maximum(middle_m - radius_m, 0.0)
    labels = things["label"].to_numpy(object)
    order = gap_m - bonus_m
    found = sorted(np.flatnonzero(gap_m <= reach_m), key=lambda i: (order[i], middle_m[i], labels[i]))
    return tuple(_Candidate(str(labels[i]), float(gap_m[i]), float(radius_m[i])) for i in found)


def _possible_names(around: _Surroundings) -> Iterator[str]:
    """Yield names, best first, without end."""
    first = None
    for name in _spoken_names(around):
        first = first or name
        yield name
    if first is None:
        lon, lat = unproject_points([around.x_m], [around.y_m])
        first = f"Place at {lat[0]:.4f}, {lon[0]:.4f}"
        yield first
    yield from (f"{first} ({number})" for number in count(2))


def _spoken_names(around: _Surroundings) -> Iterator[str]:
    corners = [corner.label for corner in around.corners]
    for place in around.places[:1]:
        is_inside = place.gap_m == 0.0
        if is_inside and place.radius_m <= SMALL_PLACE_M:
            yield place.label
        in_brackets = (f"{place.label} ({_shortened(corner)})" for corner in corners)
        yield from (name for name in in_brackets if len(name) <= MAX_NAME_LENGTH)
        if is_inside:
            yield place.label
    yield from corners
    for address in around.addresses:
        number, street = address.label.split(" ", maxsplit=1)
        yield f"{street} near {number}"
    yield from (place.label for place in around.places)


def _shortened(corner: str) -> str:
    for street, said in _SAID_SHORT.items():
        corner = corner.replace(street, said)
    return corner
