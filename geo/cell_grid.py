"""Points sorted into cells of which each is a hair smaller than the reach, only the occupied ones.

The cells are squares whose diagonal is a hair below the reach, so all points of a cell are within reach of one
another, and whatever a point reaches lies at most two cells away. Only occupied cells are kept, in the order of
their keys (row by row): what a cell can reach in one row is then one run of sorted points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    Floats: TypeAlias = npt.NDArray[np.float64]
    Ints: TypeAlias = npt.NDArray[np.int32]

CELLS_AWAY = 2
"""How many cells away a point within reach can lie, along a row and across rows."""

_ROWS = 2 * CELLS_AWAY + 1
_DIGIT_BITS = 11
_KEY_BITS = 63


class Grid(NamedTuple):
    """Points in the order of their cells.

    `x`, `y`, `weight` and `place` (the point's number before sorting) have one entry per point, `starts` one per
    occupied cell and one more, `runs[cell, row]` the first and one past the last occupied cell within two columns
    in each of the five rows within two rows.
    """

    x: Floats
    y: Floats
    weight: Any
    place: Ints
    starts: Ints
    runs: npt.NDArray[np.int32]


@compiled
def sort_into_cells(
    places: Floats, weight: Any, x_from: float, y_from: float, cells_per_m: float, n_columns: int
) -> Grid:
    """Sort points into cells; time and memory grow with the points, not with the area they are spread over.

    Parameters
    ----------
    places
        One row per point: x, y and whatever follows.
    weight
        One per point: whole numbers as int64, which the machine may add in any order, or float64.
    x_from, y_from
        The lowest coordinates.
    cells_per_m
        Reciprocal of a cell's side.
    n_columns
        Columns of cells, with two to spare on each side, so that a run never reaches into another row.
    """
    n = places.shape[0]
    keys = np.empty(n, np.int64)
    for i in range(n):
        column = np.int64((places[i, 0] - x_from) * cells_per_m) + CELLS_AWAY
        keys[i] = np.int64((places[i, 1] - y_from) * cells_per_m) * n_columns + column
    keys, order = _sorted_keys(keys)
    x, y, by_cell = np.empty(n), np.empty(n), np.empty(n, weight.dtype)
    for k in range(n):
        x[k], y[k], by_cell[k] = places[order[k], 0], places[order[k], 1], weight[order[k]]
    starts = _cell_starts(keys)
    return Grid(x, y, by_cell, order, starts, _runs(keys[starts[:-1]], n_columns))


@compiled
def _sorted_keys(keys: Any) -> Any:
    """Sort by digits of eleven bits, lowest first, as many as the largest key has; stable."""
    order = np.arange(keys.size).astype(np.int32)
    keys_then, order_then = np.empty_like(keys), np.empty_like(order)
    highest = keys.max()
    shift = 0
    while shift < _KEY_BITS and highest >> shift:
        position = np.zeros((1 << _DIGIT_BITS) + 1, np.int64)
        for key in keys:
            position[((key >> shift) & ((1 << _DIGIT_BITS) - 1)) + 1] += 1
        position = np.cumsum(position)
        for k in range(keys.size):
            digit = (keys[k] >> shift) & ((1 << _DIGIT_BITS) - 1)
            keys_then[position[digit]], order_then[position[digit]] = keys[k], order[k]
            position[digit] += 1
        keys, keys_then = keys_then, keys
        order, order_then = order_then, order
        shift += _DIGIT_BITS
    return keys, order


@compiled
def _cell_starts(keys: Any) -> Any:
    starts = np.empty(keys.size + 1, np.int32)
    n_cells = 0
    for k in range(keys.size):
        if k == 0 or keys[k] != keys[k - 1]:
            starts[n_cells] = k
            n_cells += 1
    starts[n_cells] = keys.size
    return starts[: n_cells + 1].copy()


@compiled
def _runs(keys: Any, n_columns: Any) -> Any:
    runs = np.empty((keys.size, _ROWS, 2), np.int32)
    for row in range(_ROWS):
        across = (row - CELLS_AWAY) * n_columns
        first, past = 0, 0
        for cell in range(keys.size):
            key = keys[cell] + across
            while first < keys.size and keys[first] < key - CELLS_AWAY:
                first += 1
            while past < keys.size and keys[past] <= key + CELLS_AWAY:
                past += 1
            runs[cell, row, 0], runs[cell, row, 1] = first, past
    return runs
