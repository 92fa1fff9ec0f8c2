"""High-response locations: disks by greedy coverage, the unit of the agenda."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column, neighbours_within

if TYPE_CHECKING:
    from geo.points import DistinctPoints, FloatArray, IntArray, Neighbours

_COLUMNS = ("x_m", "y_m", "weight", "n_incidents")


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
    ties. Chosen against cells, hexagons, density clusters and street segments in `../shared/METHODS.md`
    section 3.
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
    neighbours = neighbours_within(places.x_m, places.y_m, radius_m=radius_m)
    taken, number_of_place = _take_heaviest(
        neighbours, weight, n_incidents, max_locations=max_locations, min_incidents=min_incidents
    )
    return CoveredDisks(_disk_table(taken, places), number_of_place[places.group_of_row])


def _take_heaviest(
    neighbours: Neighbours,
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
    waiting = _all_disks(neighbours, weight, n_incidents)
    heapq.heapify(waiting)
    taken: list[tuple[float, float, int]] = []
    while waiting and len(taken) < max_locations:
        bound = heapq.heappop(waiting)
        centre = bound[2]
        covered = neighbours.of(centre)
        held = (-_sum(weight_left[covered]), -_sum(incidents_left[covered]), centre)
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


def _all_disks(neighbours: Neighbours, weight: FloatArray, n_incidents: FloatArray) -> list[tuple[float, float, int]]:
    if weight.size == 0:
        return []
    starts = neighbours.starts[:-1]
    disk_weight = np.add.reduceat(weight[neighbours.indices], starts)
    disk_incidents = np.add.reduceat(n_incidents[neighbours.indices], starts)
    return list(zip((-disk_weight).tolist(), (-disk_incidents).tolist(), range(weight.size), strict=True))


def _sum(values: FloatArray) -> float:
    # The same way of summing as for all disks at once: another order of additions could differ in the last
    # bit, and the bounds of the heap would no longer be bounds.
    return float(np.add.reduceat(values, [0])[0])


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
