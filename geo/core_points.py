"""Which points are core: enough weight within reach, judged as if no sum were ever rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.cell_grid import Grid

    Floats: TypeAlias = npt.NDArray[np.float64]
    States: TypeAlias = npt.NDArray[np.uint8]

NOT_CORE, CORE, UNDECIDED = 0, 1, 2

# Partials share no binary digit, and doubles have 2,098 from the largest to the smallest.
_MOST_PARTIALS = 2098


@compiled
def judge_points(grid: Grid, radius_sq: float, enough: Any, too_little: Any) -> States:
    """Say of each point whether it is core.

    A weight of at least `enough` makes a point core, one below `too_little` does not; between the two, where the
    rounding of the sum could decide, it is `UNDECIDED`.
    """
    state = np.empty(grid.x.size, np.uint8)
    for cell in range(grid.starts.size - 1):
        begin, end = grid.starts[cell], grid.starts[cell + 1]
        if grid.weight[begin:end].sum() >= enough:
            state[begin:end] = CORE
            continue
        for i in range(begin, end):
            total = grid.weight[begin] - grid.weight[begin]  # zero, of the weights' own kind
            for row in range(grid.runs.shape[1]):
                first, past = grid.starts[grid.runs[cell, row, 0]], grid.starts[grid.runs[cell, row, 1]]
                for j in range(first, past):
                    dx, dy = grid.x[i] - grid.x[j], grid.y[i] - grid.y[j]
                    if dx * dx + dy * dy <= radius_sq:
                        total += grid.weight[j]
                if total >= enough:
                    break
            state[i] = CORE if total >= enough else NOT_CORE if total < too_little else UNDECIDED
    return state


@compiled
def settle_undecided(
    grid: Grid, radius_sq: float, min_weight: float, state: States, row_weight: Floats, row_starts: Any
) -> None:
    """Decide what rounding left open: the weights of all rows within reach, summed exactly and rounded once.

    `row_weight[row_starts[p]:row_starts[p + 1]]` are the weights of the rows at place `p`. Shewchuk 1997, as in
    Python's `math.fsum`.
    """
    partials = np.empty(_MOST_PARTIALS)
    for cell in range(grid.starts.size - 1):
        for i in range(grid.starts[cell], grid.starts[cell + 1]):
            if state[i] != UNDECIDED:
                continue
            n_partials = 0
            for row in range(grid.runs.shape[1]):
                for j in range(grid.starts[grid.runs[cell, row, 0]], grid.starts[grid.runs[cell, row, 1]]):
                    dx, dy = grid.x[i] - grid.x[j], grid.y[i] - grid.y[j]
                    if dx * dx + dy * dy <= radius_sq:
                        for r in range(row_starts[grid.place[j]], row_starts[grid.place[j] + 1]):
                            n_partials = _add_exactly(partials, n_partials, row_weight[r])
            state[i] = CORE if _rounded_once(partials, n_partials) >= min_weight else NOT_CORE


@compiled
def _add_exactly(partials: Any, n_partials: Any, value: Any) -> Any:
    kept = 0
    for k in range(n_partials):
        larger, smaller = partials[k], value
        if abs(larger) < abs(smaller):
            larger, smaller = smaller, larger
        value = larger + smaller
        lost = smaller - (value - larger)
        if lost != 0.0:
            partials[kept] = lost
            kept += 1
    partials[kept] = value
    return kept + 1


@compiled
def _rounded_once(partials: Any, n_partials: Any) -> Any:
    k = n_partials - 1
    total, lost = partials[k], 0.0
    while k > 0 and lost == 0.0:
        k -= 1
        before = total
        total = before + partials[k]
        lost = partials[k] - (total - before)
    # Exactly half way between two doubles, as far as `lost` goes: the next partial says to which side.
    if k > 0 and ((lost < 0.0 and partials[k - 1] < 0.0) or (lost > 0.0 and partials[k - 1] > 0.0)):
        nudged = total + 2.0 * lost
        if nudged - total == 2.0 * lost:
            return nudged
    return total
