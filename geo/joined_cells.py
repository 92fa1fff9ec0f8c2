"""Cells of core points joined to areas, areas numbered, points labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.cell_grid import Grid

    Ints: TypeAlias = npt.NDArray[np.int32]
    Flags: TypeAlias = npt.NDArray[np.bool_]

_NO_NUMBER = 2**31 - 1


@compiled
def join_cells(grid: Grid, radius_sq: float, is_core: Flags) -> Ints:
    """Join cells that hold core points within reach of one another; return each cell's root, -1 without core points.

    All core points of a cell belong together, so one pair within reach joins two cells, and two cells that are
    joined already need no distance at all.
    """
    boxes = _core_boxes(grid, is_core)
    parent = np.arange(boxes.shape[0]).astype(np.int32)
    for cell in range(parent.size):
        if boxes[cell, 0] > boxes[cell, 1]:
            continue
        # The rows below looked at this cell from there; of its own row it looks at what comes after it.
        for row in range(grid.runs.shape[1] // 2, grid.runs.shape[1]):
            for other in range(max(grid.runs[cell, row, 0], cell + 1), grid.runs[cell, row, 1]):
                if boxes[other, 0] > boxes[other, 1]:
                    continue
                one_root, other_root = _root(parent, cell), _root(parent, other)
                if one_root != other_root and _are_within_reach(grid, radius_sq, is_core, cell, other, boxes[other]):
                    parent[max(one_root, other_root)] = min(one_root, other_root)
    for cell in range(parent.size):
        # A parent is never above its child, so going upwards one step reaches the root.
        parent[cell] = parent[parent[cell]]
    for cell in range(parent.size):
        if boxes[cell, 0] > boxes[cell, 1]:
            parent[cell] = -1
    return parent


@compiled
def _core_boxes(grid: Any, is_core: Any) -> Any:
    """Return lowest and highest x, lowest and highest y of each cell's core points; lowest above highest for none."""
    boxes = np.empty((grid.starts.size - 1, 4))
    for cell in range(boxes.shape[0]):
        box = boxes[cell]
        box[0], box[1], box[2], box[3] = np.inf, -np.inf, np.inf, -np.inf
        for i in range(grid.starts[cell], grid.starts[cell + 1]):
            if is_core[i]:
                box[0], box[1] = min(box[0], grid.x[i]), max(box[1], grid.x[i])
                box[2], box[3] = min(box[2], grid.y[i]), max(box[3], grid.y[i])
    return boxes


@compiled
def _root(parent: Any, cell: Any) -> Any:
    while parent[cell] != cell:
        parent[cell] = parent[parent[cell]]
        cell = parent[cell]
    return cell


@compiled
def _are_within_reach(grid: Any, radius_sq: Any, is_core: Any, cell: Any, other: Any, box: Any) -> Any:
    for i in range(grid.starts[cell], grid.starts[cell + 1]):
        x, y = grid.x[i], grid.y[i]
        # Rounding keeps order, so no point of the box is nearer than the box, in doubles as in truth.
        dx, dy = max(box[0] - x, x - box[1], 0.0), max(box[2] - y, y - box[3], 0.0)
        if not is_core[i] or dx * dx + dy * dy > radius_sq:
            continue
        for j in range(grid.starts[other], grid.starts[other + 1]):
            dx, dy = x - grid.x[j], y - grid.y[j]
            if is_core[j] and dx * dx + dy * dy <= radius_sq:
                return True
    return False


@compiled
def number_areas(grid: Grid, is_core: Flags, root: Ints) -> Ints:
    """Number the groups of joined cells by their first core point before sorting; return each cell's, -1 for none."""
    first = np.full(root.size, grid.place.size, np.int32)
    for cell in range(root.size):
        for i in range(grid.starts[cell], grid.starts[cell + 1]):
            if is_core[i]:
                first[root[cell]] = min(first[root[cell]], grid.place[i])
    root_of_first = np.full(grid.place.size, -1, np.int32)
    for cell in range(root.size):
        if first[cell] < grid.place.size:
            root_of_first[first[cell]] = cell
    number = np.full(root.size, -1, np.int32)
    n_areas = 0
    for top_cell in root_of_first:
        if top_cell >= 0:
            number[top_cell] = n_areas
            n_areas += 1
    for cell in range(root.size):
        if root[cell] >= 0:
            number[cell] = number[root[cell]]
    return number


@compiled
def label_points(grid: Grid, radius_sq: float, is_core: Flags, number: Ints) -> npt.NDArray[np.int64]:
    """Return the area of each point, as before sorting: a core point's own, a border point's lowest, else -1."""
    label = np.empty(grid.place.size, np.int64)
    for cell in range(grid.starts.size - 1):
        for i in range(grid.starts[cell], grid.starts[cell + 1]):
            if is_core[i]:
                label[grid.place[i]] = number[cell]
                continue
            lowest = _NO_NUMBER
            for row in range(grid.runs.shape[1]):
                for other in range(grid.runs[cell, row, 0], grid.runs[cell, row, 1]):
                    if 0 <= number[other] < lowest and _reaches_core(grid, radius_sq, is_core, i, other):
                        lowest = int(number[other])
            label[grid.place[i]] = -1 if lowest == _NO_NUMBER else lowest
    return label


@compiled
def _reaches_core(grid: Any, radius_sq: Any, is_core: Any, i: Any, other: Any) -> Any:
    for j in range(grid.starts[other], grid.starts[other + 1]):
        dx, dy = grid.x[i] - grid.x[j], grid.y[i] - grid.y[j]
        if is_core[j] and dx * dx + dy * dy <= radius_sq:
            return True
    return False
