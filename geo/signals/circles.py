"""Circles round every place, each grown place by place until it is too wide or holds too many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    Floats: TypeAlias = npt.NDArray[np.float64]
    Indexes: TypeAlias = npt.NDArray[np.int64]

# The reference program's sphere (user guide, "Coordinates file"); only where a limit in km falls does it matter.
EARTH_RADIUS_KM = 6_367.0
# So that a place "exactly 200 m away" is within 200 m however its coordinates were rounded.
_SLACK = 1 + 1e-9
_CELLS_AT_ONCE = 4_000_000
# Above this many pairs of places a table of all distances is as quick as a search, and needs less memory.
_MOST_PAIRS = 5_000_000
_MOST_PLACES = 10_000
_DEGREES_LAT, _DEGREES_LON = 90.0, 180.0


@dataclass(frozen=True)
class Places:
    """Distinct coordinates, in the order of their coordinates, and the place of each location.

    `coordinates` is (n_places, 2 or more); `place_of` has one entry per location.
    """

    coordinates: Floats
    place_of: Indexes


@dataclass(frozen=True)
class Circles:
    """`members[starts[c]:starts[c + 1]]` are the places round place `c` by rising distance, itself first.

    `distance` stands beside `members`, in the unit of the coordinates.
    """

    starts: Indexes
    members: npt.NDArray[np.int32]
    distance: Floats


def merge_places(coordinates: Floats) -> Places:
    """Make one place of the locations at identical coordinates.

    Parameters
    ----------
    coordinates
        (n_locations, 2 or more), one unit, finite. They are compared exactly; 0.0 and -0.0 are one.

    Raises
    ------
    BadParameterError
        Not a table of two or more columns, or a coordinate that is not finite.
    """
    table = np.asarray(coordinates, dtype=np.float64) + 0.0
    if table.ndim != 2 or table.shape[1] < 2 or not np.isfinite(table).all():  # noqa: PLR2004 - a plane has two
        raise BadParameterError("coordinates must be finite numbers, two or more for each location")
    distinct, place_of = np.unique(table, axis=0, return_inverse=True)
    return Places(distinct, place_of.reshape(-1).astype(np.int64))


def on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Place latitudes and longitudes (degrees) on a sphere in space; (n, 3), km.

    Straight lines through the sphere order places as great circles do.

    Raises
    ------
    BadParameterError
        A latitude beyond 90 degrees or a longitude beyond 180.
    """
    if (np.abs(lat) > _DEGREES_LAT).any() or (np.abs(lon) > _DEGREES_LON).any():
        raise BadParameterError("latitude must lie within 90 degrees of the equator and longitude within 180")
    phi, theta = np.radians(lat), np.radians(lon)
    return EARTH_RADIUS_KM * np.column_stack(
        [np.cos(theta) * np.cos(phi), np.sin(theta) * np.cos(phi), np.sin(phi)],
    )


def chord_km(distance_km: float) -> float:
    """Return the straight line between two places `distance_km` apart along a great circle."""
    return 2 * EARTH_RADIUS_KM * math.sin(min(distance_km / EARTH_RADIUS_KM, math.pi) / 2)


def lay_circles(places: Floats, weight: Floats, *, max_radius: float, max_weight: float) -> Circles:
    """List round each place the others by rising distance, for as long as both limits hold.

    Parameters
    ----------
    places
        (n_places, 2 or more) distinct coordinates in rising order, as `merge_places` gives them: of places
        equally far the one with the lower coordinates comes first, as in the reference program.
    weight
        What each place holds (cases, or expected cases, or population), one per place, none negative.
    max_radius
        Widest circle, in the unit of the coordinates, inclusive; infinite for none.
    max_weight
        Most that a circle may hold, inclusive. A place that holds more by itself has no circle.

    Raises
    ------
    BadParameterError
        More than 10,000 places and circles so wide that millions of pairs lie within one.
    """
    limit = max_weight * _SLACK
    pairs = _pairs_within(places, max_radius * _SLACK) if math.isfinite(max_radius) else None
    if pairs is None:
        return _from_table(places, weight, max_radius * _SLACK, limit)
    centre, member, distance = pairs
    order = np.lexsort((member, distance, centre))
    centre, member, distance = centre[order], member[order], distance[order]
    first = np.searchsorted(centre, np.arange(len(places)))
    held = np.cumsum(weight[member])
    before = held[first] - weight[member[first]]
    # Only sums of whole numbers are exact, so a difference of sums may be off by a rounding: hence the slack.
    within = held - before[centre] <= limit
    return _as_circles(centre[within], member[within], distance[within], len(places))


def _from_table(places: Floats, weight: Floats, radius: float, limit: float) -> Circles:
    """Lay circles from all distances, some rows at a time."""
    if len(places) > _MOST_PLACES:
        raise BadParameterError(f"{len(places):,} places and so wide a circle are too much; give a smaller radius")
    kept: list[tuple[Indexes, Indexes, Floats]] = []
    step = max(1, _CELLS_AT_ONCE // max(len(places), 1))
    for begin in range(0, len(places), step):
        apart = _distances(places[begin : begin + step, None, :], places[None, :, :])
        order = np.argsort(apart, axis=1, kind="stable")
        near = np.take_along_axis(apart, order, axis=1) <= radius
        row, rank = np.nonzero(near & (np.cumsum(weight[order], axis=1) <= limit))
        kept.append((row + begin, order[row, rank], apart[row, order[row, rank]]))
    centre, member, distance = (np.concatenate(part) for part in zip(*kept, strict=True))
    return _as_circles(centre, member, distance, len(places))


def _pairs_within(places: Floats, radius: float) -> tuple[Indexes, Indexes, Floats] | None:
    """Find each place's places within reach, itself too; None where they are too many to list."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to import, and not every scan is limited by distance

    tree = cKDTree(places)
    if tree.count_neighbors(tree, radius) > _MOST_PAIRS:
        return None
    pairs = tree.query_pairs(radius, output_type="ndarray").astype(np.int64)
    itself = np.arange(len(places))
    centre = np.concatenate([pairs[:, 0], pairs[:, 1], itself])
    member = np.concatenate([pairs[:, 1], pairs[:, 0], itself])
    return centre, member, _distances(places[centre], places[member])


def _distances(here: Floats, there: Floats) -> Floats:
    return np.asarray(np.sqrt(((here - there) ** 2).sum(axis=-1)))


def _as_circles(centre: Indexes, member: Indexes, distance: Floats, n_places: int) -> Circles:
    starts = np.searchsorted(centre, np.arange(n_places + 1)).astype(np.int64)
    return Circles(starts, member.astype(np.int32), distance)
