"""The greedy covering of `geo.locations`, in machine code; its ground is prepared once for however many mornings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

_SLACK = 1e-9
_STALE_SQUARES = 2
"""How many squares away the disk of another centre can still hold what was covered."""


class DiskGround(NamedTuple):
    """Places sorted into squares as wide as the radius.

    `x_m`, `y_m` and `place` have one entry per place, in the order of the squares; `place` is its number before
    sorting. `first` has one entry per occupied square and one more, `column` and `row` one per square;
    `runs[square, across]` are the first and one past the last place in the three squares of that column.
    """

    x_m: FloatArray
    y_m: FloatArray
    place: IntArray
    first: IntArray
    column: IntArray
    row: IntArray
    runs: IntArray
    radius_sq: float


def prepare_ground(x_m: FloatArray, y_m: FloatArray, *, radius_m: float) -> DiskGround:
    """Sort places into squares; whatever their weights of a morning, this stays.

    Parameters
    ----------
    x_m, y_m
        Distinct places, EPSG:26986, metres, finite; sorted by x and then y, because the lower number wins a tie.
    radius_m
        Radius of a disk, metres, above zero.
    """
    # A hair wider than the radius: rounding must not put a place at the edge two squares away.
    side_m = radius_m * (1 + _SLACK)
    columns, rows = (np.floor((at - at.min(initial=np.inf)) / side_m).astype(np.int64) for at in (x_m, y_m))
    # An empty row between two columns, so that the square above the last one is none of the next column's.
    n_rows = int(rows.max(initial=0)) + 2
    keys = columns * n_rows + rows
    order = np.argsort(keys, kind="stable")
    squares, first = np.unique(keys[order], return_index=True)
    runs = np.empty((squares.size, 3, 2), np.int64)
    for across in (-1, 0, 1):
        runs[:, across + 1, 0] = np.searchsorted(keys[order], squares + across * n_rows - 1, side="left")
        runs[:, across + 1, 1] = np.searchsorted(keys[order], squares + across * n_rows + 1, side="right")
    return DiskGround(
        x_m=x_m[order],
        y_m=y_m[order],
        place=order,
        first=np.append(first, order.size),
        column=squares // n_rows,
        row=squares % n_rows,
        runs=runs,
        radius_sq=radius_m * radius_m,
    )


class TakenDisks(NamedTuple):
    """Which place is in which disk: `numbers` has one entry per place, 1 for the heaviest disk's, 0 for none's.

    `centres` has the place in the middle of each disk, the heaviest first.
    """

    numbers: IntArray
    centres: IntArray


def take_heaviest(
    ground: DiskGround, weight: FloatArray, n_incidents: FloatArray, *, n_disks: int, min_incidents: float
) -> TakenDisks:
    """Take the heaviest disk, remove what it covers, and so on: the rule of `geo.locations.cover_disks`.

    Bounds make it quick (the lazy greedy of Minoux 1978): what lies in the nine squares round a centre is the most that
    its disk can hold, so that only the centres of heavy squares are ever measured. Two sets of places whose weights
    differ by less than rounding may come in either order.

    Parameters
    ----------
    ground
        The places.
    weight, n_incidents
        One per place, in the order handed to `prepare_ground`; at least 0. A place without weight is no centre.
    n_disks
        Most disks to take.
    min_incidents
        A disk with fewer incidents left in it than this is not taken.
    """
    numbers = np.zeros(weight.size, np.int64)
    if not weight.size:
        return TakenDisks(numbers, numbers)
    # Doubles, whatever came: for another type of counts the kernels would be compiled a second time.
    weight_left, incidents_left = (np.asarray(each, np.float64)[ground.place] for each in (weight, n_incidents))
    bound, least = _bounds(ground, weight_left)
    # Nothing lies near most squares when only a day's incidents weigh.
    held = np.flatnonzero(bound > least)
    by_bound = held[np.argsort(-bound[held], kind="stable")]
    numbers[ground.place], centres = _take(
        ground, bound, by_bound, weight_left, incidents_left, n_disks, float(min_incidents)
    )
    return TakenDisks(numbers, ground.place[centres])


class _Squares(NamedTuple):
    """What is known of each square: the most that a disk centred in it can hold, and, once measured, its best centre.

    `bound` is exact where `is_measured`; `best` is -1 where no centre of it may be taken.
    """

    bound: Any
    is_measured: Any
    best: Any
    incidents: Any


@compiled
def _take(
    ground: DiskGround,
    bound: FloatArray,
    by_bound: IntArray,
    weight: FloatArray,
    n_incidents: FloatArray,
    n_disks: int,
    min_incidents: float,
) -> tuple[IntArray, IntArray]:
    """Run the greedy square by square: a square is measured only when what could lie in its disks is the most.

    What a disk holds only shrinks, so what a square once had at the best stays a bound for it. Sums are taken afresh
    and always in the order of the squares: two centres that hold the same places tie exactly.
    """
    squares = _Squares(bound, np.zeros(bound.size, np.bool_), np.full(bound.size, -1), np.zeros(bound.size))
    numbers = np.zeros(weight.size, np.int64)
    centres = np.zeros(min(n_disks, weight.size), np.int64)
    n_looked_at, taken = 0, 0
    while taken < centres.size:
        chosen, waiting = _foremost(ground, squares, by_bound[:n_looked_at])
        # A square not looked at yet has at most the bound of the next one.
        if n_looked_at < by_bound.size and (waiting < 0 or bound[by_bound[n_looked_at]] > bound[waiting]):
            waiting = by_bound[n_looked_at]
            n_looked_at += 1
        if waiting >= 0 and bound[waiting] > 0 and (chosen < 0 or bound[waiting] >= bound[chosen]):
            _measure(ground, squares, waiting, weight, n_incidents, min_incidents)
        elif chosen >= 0:
            centres[taken] = squares.best[chosen]
            taken += 1
            _remove(ground, chosen, squares.best[chosen], weight, n_incidents, numbers, taken)
            for s in by_bound[:n_looked_at]:
                across, along = ground.column[s] - ground.column[chosen], ground.row[s] - ground.row[chosen]
                if abs(across) <= _STALE_SQUARES and abs(along) <= _STALE_SQUARES:
                    squares.is_measured[s] = False
        else:
            break
    return numbers, centres[:taken].copy()


@compiled
def _bounds(ground: DiskGround, weight: FloatArray) -> tuple[FloatArray, float]:
    """Return for each square a little more than what lies in it and the eight round it, and that little."""
    before = np.zeros(weight.size + 1)
    for point in range(weight.size):
        before[point + 1] = before[point] + weight[point]
    least = _SLACK * before[-1]
    bound = np.full(ground.first.size - 1, least)
    for s in range(bound.size):
        for across in range(3):
            bound[s] += before[ground.runs[s, across, 1]] - before[ground.runs[s, across, 0]]
    return bound, least


@compiled
def _is_ahead(
    weight: float, incidents: float, place: int, than_weight: float, than_incidents: float, than: int
) -> bool:
    """Compare two centres: the heavier, then the one of more incidents, then the lower place."""
    if weight != than_weight:
        return weight > than_weight
    if incidents != than_incidents:
        return incidents > than_incidents
    return place < than


@compiled
def _foremost(ground: DiskGround, squares: _Squares, looked_at: IntArray) -> tuple[int, int]:
    """Return the measured square of the best centre and the heaviest one not measured; -1 where there is none."""
    chosen, waiting = -1, -1
    for s in looked_at:
        if not squares.is_measured[s]:
            if waiting < 0 or squares.bound[s] > squares.bound[waiting]:
                waiting = s
        elif squares.best[s] >= 0 and (
            chosen < 0
            or _is_ahead(
                squares.bound[s],
                squares.incidents[s],
                ground.place[squares.best[s]],
                squares.bound[chosen],
                squares.incidents[chosen],
                ground.place[squares.best[chosen]],
            )
        ):
            chosen = s
    return chosen, waiting


@compiled
def _measure(
    ground: DiskGround, squares: _Squares, s: int, weight: FloatArray, n_incidents: FloatArray, min_incidents: float
) -> None:
    """Find a square's best centre, and the weight and incidents left in its disk."""
    best, most, most_incidents = -1, 0.0, 0.0
    for centre in range(ground.first[s], ground.first[s + 1]):
        if weight[centre] <= 0:
            continue
        held, incidents = 0.0, 0.0
        for across in range(3):
            for near in range(ground.runs[s, across, 0], ground.runs[s, across, 1]):
                dx, dy = ground.x_m[near] - ground.x_m[centre], ground.y_m[near] - ground.y_m[centre]
                if dx * dx + dy * dy <= ground.radius_sq:
                    held += weight[near]
                    incidents += n_incidents[near]
        if incidents >= min_incidents and (
            best < 0 or _is_ahead(held, incidents, ground.place[centre], most, most_incidents, ground.place[best])
        ):
            best, most, most_incidents = centre, held, incidents
    squares.is_measured[s] = True
    squares.best[s], squares.bound[s], squares.incidents[s] = best, most, most_incidents


@compiled
def _remove(
    ground: DiskGround,
    s: int,
    centre: int,
    weight: FloatArray,
    n_incidents: FloatArray,
    numbers: IntArray,
    number: int,
) -> None:
    """Number the places of a disk that no earlier disk covered, and take their weight away."""
    for across in range(3):
        for near in range(ground.runs[s, across, 0], ground.runs[s, across, 1]):
            dx, dy = ground.x_m[near] - ground.x_m[centre], ground.y_m[near] - ground.y_m[centre]
            if dx * dx + dy * dy <= ground.radius_sq:
                if numbers[near] == 0:
                    numbers[near] = number
                weight[near], n_incidents[near] = 0.0, 0.0
