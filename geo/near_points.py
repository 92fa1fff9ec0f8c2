"""Who lies near whom, in machine code: points sorted into squares as wide as the radius, each compared with nine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.points import FloatArray, IntArray


@compiled
def list_near(
    x_m: FloatArray,
    y_m: FloatArray,
    point: IntArray,
    first: IntArray,
    runs: IntArray,
    is_asked: npt.NDArray[np.bool_],
    radius_sq: float,
) -> Any:
    """List for each point that is asked about the points within the radius, itself included.

    Parameters
    ----------
    x_m, y_m, point, first, runs
        Points in squares, as `geo.heavy_disks.prepare_ground` sorts them.
    is_asked
        One entry per point, in the order before sorting.
    radius_sq
        The radius, squared.

    Returns
    -------
    `starts` and `near`: `near[starts[p]:starts[p + 1]]` are the neighbours of point p, ascending; none of a point that
    is not asked about.
    """
    found = np.empty(point.size, np.int64)
    starts = np.zeros(point.size + 1, np.int64)
    for square in range(first.size - 1):
        for one in range(first[square], first[square + 1]):
            if is_asked[point[one]]:
                starts[point[one] + 1] = _find_near(x_m, y_m, one, runs[square], radius_sq, found)
    starts = np.cumsum(starts)
    near = np.empty(starts[-1], np.int64)
    for square in range(first.size - 1):
        for one in range(first[square], first[square + 1]):
            if is_asked[point[one]]:
                n_found = _find_near(x_m, y_m, one, runs[square], radius_sq, found)
                listed = near[starts[point[one]] : starts[point[one]] + n_found]
                # One by one: to copy a slice, the compiler also compiles the words of an error, for seconds.
                for position in range(n_found):
                    listed[position] = point[found[position]]
                listed.sort()
    return starts, near


@compiled
def _find_near(x_m: FloatArray, y_m: FloatArray, one: int, runs: IntArray, radius_sq: float, found: IntArray) -> int:
    """Write down who in the nine squares lies within the radius of one; return how many do."""
    n_found = 0
    for across in range(3):
        for other in range(runs[across, 0], runs[across, 1]):
            dx, dy = x_m[other] - x_m[one], y_m[other] - y_m[one]
            if dx * dx + dy * dy <= radius_sq:
                found[n_found] = other
                n_found += 1
    return n_found
