"""High-response locations: disks by greedy coverage, the unit of the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column

if TYPE_CHECKING:
    from geo.points import IntArray

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
    Greedy maximum coverage (Nemhauser, Wolsey and Fisher 1978: at least 1 - 1/e of the best), as `geo.heavy_disks`
    takes it. Chosen against cells, hexagons, density clusters and street segments in `../shared/METHODS.md` section 3.
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
    from geo.heavy_disks import prepare_ground, take_heaviest  # noqa: PLC0415 - loads the compiler

    taken = take_heaviest(
        prepare_ground(places.x_m, places.y_m, radius_m=radius_m),
        weight,
        n_incidents,
        n_disks=max_locations,
        min_incidents=min_incidents,
    )
    held_weight, held_incidents = (
        np.bincount(taken.numbers, weights=values, minlength=taken.centres.size + 1)[1:]
        for values in (weight, n_incidents)
    )
    disks = pd.DataFrame(
        {
            "number": np.arange(1, taken.centres.size + 1, dtype=np.int64),
            "x_m": places.x_m[taken.centres],
            "y_m": places.y_m[taken.centres],
            "weight": held_weight,
            "n_incidents": held_incidents.astype(np.int64),
        }
    )
    return CoveredDisks(disks, taken.numbers[places.group_of_row])
