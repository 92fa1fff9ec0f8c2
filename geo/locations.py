"""High-response locations: disks by greedy coverage, the unit of the agenda."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.points import DistinctPoints, FloatArray, IntArray

_COLUMNS = ("x_m", "y_m", "weight", "n_incidents")
_ROUNDING_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class CoveredDisks:
    """The disks, heaviest first, and whose disk each input row is in.

    `disks` has one row per disk: `number` (1, 2, ...), `x_m`, `y_m` (EPSG:26986, metres), `weight` and
    `n_incidents` (what the disk covers that no earlier disk covered). `disk_numbers` is aligned with the
    input rows; 0 is in none.
    """

    disks: pd.DataFrame
    disk_numbers: IntArray


def cover_disks(points: pd.DataFrame, *, radius_m: float, max_locations: int, min_incidents: int = 1) -> CoveredDisks:
    """Choose disks greedily: take the heaviest, remove what it covers, repeat.

    Every distinct coordinate that still carries weight is a candidate centre, so centres are more than
    `radius_m` apart. Ties go to the larger `n_incidents`, then the smaller x, then the smaller y. Each point
    belongs to the first disk that covers it.

    Parameters
    ----------
    points
        Any number of rows per coordinate: `x_m`, `y_m` (EPSG:26986, metres), `weight` (at least 0),
        `n_incidents` (an incident that is split over several rows must be counted in one of them only). Row
        order does not matter.
    radius_m
        Radius of a disk, metres, inclusive: what one crew walks as one stop.
    max_locations
        Most disks to take, at least 1.
    min_incidents
        A disk with fewer incidents left in it than this is not taken.

    Returns
    -------
    `CoveredDisks`; no disks, with the same columns, when nothing qualifies.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        `radius_m` is not above zero, `max_locations` below 1, a value not finite or a weight or count below
        0.

    Notes
    -----
    Greedy maximum coverage (Nemhauser, Wolsey and Fisher 1978: at least 1 - 1/e of the best). What a disk
    still holds only shrinks, so a heap of upper bounds suffices (the lazy greedy of Minoux 1978): an entry is
    checked when it surfaces, by summing afresh. Subtracting would be no faster and would let rounding decide
    ties. The first bound of a disk is what lies in the nine squares round its centre, so that only the centres
    of heavy squares are ever measured. Chosen against cells, hexagons, density clusters and street segments in
    `../shared/METHODS.md` section 3.
    """
    require_columns(points, _COLUMNS, what="points")
    require_positive(radius_m, name="radius_m")
    if max_locations < 1:
        raise BadParameterError(f"max_locations must be at least 1, got {max_locations}")
    x_m, y_m = (finite_column(points, name, what="points") for name in ("x_m", "y_m"))
    places = distinct_points(x_m, y_m)
    weight, n_incidents = (
        places.total(finite_column(points, name, what="points", minimum=0)) for name in ("weight", "n_incidents")
    )
    reach = _Reach(places.x_m, places.y_m, radius_m=radius_m)
    taken, number_of_place = _take_heaviest(
        reach, weight, n_incidents, max_locations=max_locations, min_incidents=min_incidents
    )
    return CoveredDisks(_disk_table(taken, places), number_of_place[places.group_of_row])


def _take_heaviest(
    reach: _Reach,
    weight: FloatArray,
    n_incidents: FloatArray,
    *,
    max_locations: int,
    min_incidents: int,
) -> tuple[list[tuple[float, float, int]], IntArray]:
    """Run the greedy; return (-weight, -n_incidents, centre) per disk and the disk number of each place."""
    weight_left, incidents_left = weight.copy(), n_incidents.copy()
    number_of_place = np.zeros(weight.size, dtype=np.int64)
    # Places are sorted by x, then y, so their position is the tie-break.
    bounds = reach.bounds(weight)
    waiting = [(-bound, -math.inf, centre) for centre, bound in enumerate(bounds.tolist())]
    heapq.heapify(waiting)
    taken: list[tuple[float, float, int]] = []
    while waiting and len(taken) < max_locations:
        bound = heapq.heappop(waiting)
        centre = bound[2]
        covered = reach.of(centre)
        held = (-float(weight_left[covered].sum()), -float(incidents_left[covered].sum()), centre)
        if weight_left[centre] == 0 or -held[1] < min_incidents:
            continue
        if held != bound:
            heapq.heappush(waiting, held)
            continue
        taken.append(held)
        number_of_place[covered[number_of_place[covered] == 0]] = len(taken)
        weight_left[covered] = 0
        incidents_left[covered] = 0
    return taken, number_of_place


class _Reach:
    """Who lies within the radius of whom, told one at a time: points sorted into squares as wide as the radius."""

    def __init__(self, x_m: FloatArray, y_m: FloatArray, *, radius_m: float) -> None:
        self._x_m, self._y_m, self._radius_sq = x_m, y_m, radius_m * radius_m
        # A hair wider than the radius: rounding must not put a point at the edge two squares away.
        side_m = radius_m * (1 + _ROUNDING_SLACK)
        columns, rows = (
            np.floor((values - values.min(initial=math.inf)) / side_m).astype(np.int64) for values in (x_m, y_m)
        )
        # An empty row between two columns, so that the square above the last one is none of the next column's.
        self._n_rows = int(rows.max(initial=0)) + 2
        self._key_of_point = columns * self._n_rows + rows
        self._by_square = np.argsort(self._key_of_point, kind="stable")
        self._keys = self._key_of_point[self._by_square]

    def bounds(self, weight: FloatArray) -> FloatArray:
        """Return for each point a little more than what lies in its square and the eight round it."""
        before = np.concatenate(([0.0], np.cumsum(weight[self._by_square])))
        held = sum((before[past] - before[first] for first, past in self._runs(self._key_of_point)), np.float64(0))
        return np.asarray(held + _ROUNDING_SLACK * before[-1], np.float64)

    def of(self, point: int) -> IntArray:
        """Return the points within the radius of one, itself included, ascending; compared without a square root."""
        runs = self._runs(self._key_of_point[point])
        near = np.concatenate([self._by_square[first:past] for first, past in runs])
        dx, dy = self._x_m[near] - self._x_m[point], self._y_m[near] - self._y_m[point]
        return np.asarray(np.sort(near[dx * dx + dy * dy <= self._radius_sq]), np.int64)

    def _runs(self, key: npt.ArrayLike) -> list[tuple[IntArray, IntArray]]:
        """Return where, among the sorted points, each of the three columns round a square begins and ends."""
        return [
            (
                np.searchsorted(self._keys, np.asarray(key) + across * self._n_rows - 1, side="left"),
                np.searchsorted(self._keys, np.asarray(key) + across * self._n_rows + 1, side="right"),
            )
            for across in (-1, 0, 1)
        ]


def _disk_table(taken: list[tuple[float, float, int]], places: DistinctPoints) -> pd.DataFrame:
    centres = np.array([centre for _, _, centre in taken], dtype=np.int64)
    return pd.DataFrame(
        {
            "number": np.arange(1, len(taken) + 1, dtype=np.int64),
            "x_m": places.x_m[centres],
            "y_m": places.y_m[centres],
            "weight": np.array([-weight for weight, _, _ in taken], dtype=np.float64),
            "n_incidents": np.array([-n_incidents for _, n_incidents, _ in taken]).astype(np.int64),
        }
    )
