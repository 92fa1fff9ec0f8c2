"""Exact weighted DBSCAN of points in the plane, for millions of them."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import BadParameterError, require_positive

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.cell_grid import Grid
    from geo.collapse import Collapsed
    from geo.points import FloatArray, IntArray

    BoolArray: TypeAlias = npt.NDArray[np.bool_]

_CELL_SLACK = 1e-6
"""By how much of itself a cell is smaller than a diagonal of the reach allows. Together with the limit below it
covers the rounding of a cell's number: two points of a cell are within reach in doubles, not in theory only."""

_MOST_CELLS_ACROSS = 2**30
_MOST_ROWS = 2**31 - 1
_LARGEST_WHOLE = 2**62
_ROUNDING = 2.0**-52


class _Limits(NamedTuple):
    """What `judge_points` compares a summed weight with; `weight` is what it sums."""

    weight: FloatArray | IntArray
    enough: float
    too_little: float


def weighted_dbscan(
    x_m: FloatArray, y_m: FloatArray, weight: FloatArray, *, radius_m: float, min_weight: float
) -> IntArray:
    """Label the dense area of each point.

    A coordinate is core when the weight within `radius_m` of it, its own included, is at least `min_weight`.
    Core coordinates within `radius_m` of one another share an area; another coordinate within reach of a core
    one is its border.

    Parameters
    ----------
    x_m, y_m
        A plane in metres (EPSG:26986), float64, of equal length. Coordinates may repeat; 0.0 and -0.0 are equal.
    weight
        At least 0, float64, of the same length.
    radius_m
        Reach, metres, inclusive (eps): dx*dx + dy*dy <= radius_m*radius_m, each operation in doubles.
    min_weight
        Weight that makes a coordinate core (min_samples), above 0.

    Returns
    -------
    One label per point: areas numbered from 0 by their first core point in input order, -1 for none. A border
    point within reach of two areas gets the lower number.

    Raises
    ------
    BadParameterError
        A parameter is not above zero or its square no double, a value not finite, a weight below 0, the lengths
        differ, or the points are spread over more than some 700 million times `radius_m`.

    Notes
    -----
    Ester, Kriegel, Sander and Xu 1996; the grid is Gunawan's (2013). The labels are those of
    `sklearn.cluster.DBSCAN(eps, min_samples).fit(X, sample_weight=weight).labels_` wherever the weights sum
    without rounding (whole numbers, halves, ...). Where a sum must be rounded, scikit-learn's depends on the order in
    which its tree holds the points; here the sum within reach is the exact one, rounded once, as
    `math.fsum` gives it, so that which points are core does not hang on the order of the rows.
    """
    _require_parameters(radius_m=radius_m, min_weight=min_weight)
    x_m, y_m, weight = (np.ascontiguousarray(values, dtype=np.float64) for values in (x_m, y_m, weight))
    if not x_m.shape == y_m.shape == weight.shape == (x_m.size,) or x_m.size > _MOST_ROWS:
        raise BadParameterError("x_m, y_m and weight must be of one length, one dimension and below 2**31 points")
    if not x_m.size:
        return np.empty(0, dtype=np.int64)
    # numba takes longer to import than all else that geo needs; a morning without new places never gets here.
    from geo.collapse import collapse_rows  # noqa: PLC0415

    collapsed = collapse_rows(x_m, y_m, weight)
    if collapsed.fault:
        name, least = (("x_m", "finite"), ("y_m", "finite"), ("weight", "finite and at least 0"))[collapsed.fault - 1]
        raise BadParameterError(f"{name} of points must be {least}")
    return _label_places(collapsed, weight, radius_m=radius_m, min_weight=min_weight)[collapsed.place_of_row]


def _require_parameters(*, radius_m: float, min_weight: float) -> None:
    require_positive(radius_m, name="radius_m")
    require_positive(min_weight, name="min_weight")
    if not sys.float_info.min <= radius_m * radius_m < math.inf:
        raise BadParameterError(f"radius_m must have a square that a double can hold, got {radius_m}")


def _label_places(collapsed: Collapsed, row_weight: FloatArray, *, radius_m: float, min_weight: float) -> IntArray:
    from geo.joined_cells import join_cells, label_points, number_areas  # noqa: PLC0415

    limits = _limits(collapsed, min_weight=min_weight)
    grid = _grid(collapsed.places, limits.weight, radius_m=radius_m)
    radius_sq = radius_m * radius_m
    is_core = _core_points(grid, limits, collapsed, row_weight, radius_sq=radius_sq, min_weight=min_weight)
    root = join_cells(grid, radius_sq, is_core)
    return label_points(grid, radius_sq, is_core, number_areas(grid, is_core, root))


def _limits(collapsed: Collapsed, *, min_weight: float) -> _Limits:
    weight = collapsed.places[:, 2]
    if collapsed.is_whole:
        whole = min(math.ceil(min_weight), _LARGEST_WHOLE)
        return _Limits(weight.astype(np.int64), whole, whole)
    # Summing n weights, none below zero, is wrong by less than n roundings of the sum.
    slack = _ROUNDING * (collapsed.place_of_row.size + 2)
    return _Limits(np.ascontiguousarray(weight), min_weight * (1 + slack), min_weight * (1 - slack))


def _grid(places: FloatArray, weight: FloatArray | IntArray, *, radius_m: float) -> Grid:
    from geo.cell_grid import CELLS_AWAY, sort_into_cells  # noqa: PLC0415

    cells_per_m = math.sqrt(2) / (radius_m * (1 - _CELL_SLACK))
    x_from, y_from, _ = places.min(axis=0).tolist()
    x_to, y_to, _ = places.max(axis=0).tolist()
    if not max(x_to - x_from, y_to - y_from) * cells_per_m < _MOST_CELLS_ACROSS:
        raise BadParameterError(
            f"radius_m is too small, {radius_m}, for points spread from {x_from} to {x_to}, {y_from} to {y_to}"
        )
    n_columns = int((x_to - x_from) * cells_per_m) + 1 + 2 * CELLS_AWAY
    return sort_into_cells(places, weight, x_from, y_from, cells_per_m, n_columns)


def _core_points(
    grid: Grid, limits: _Limits, collapsed: Collapsed, row_weight: FloatArray, *, radius_sq: float, min_weight: float
) -> BoolArray:
    from geo.core_points import CORE, UNDECIDED, judge_points, settle_undecided  # noqa: PLC0415

    state = judge_points(grid, radius_sq, limits.enough, limits.too_little)
    if (state == UNDECIDED).any():
        by_place = np.argsort(collapsed.place_of_row, kind="stable")
        counts = np.bincount(collapsed.place_of_row, minlength=collapsed.places.shape[0])
        row_starts = np.concatenate(([0], np.cumsum(counts)))
        settle_undecided(grid, radius_sq, min_weight, state, row_weight[by_place], row_starts)
    is_core: BoolArray = state == CORE
    return is_core
