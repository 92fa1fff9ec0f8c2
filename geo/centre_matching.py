"""Which of this morning's centres is which known place: the distances of decision 0006, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.registry import KnownPlace

# Smaller than any distance that matters: of two places equally far, the first in id order.
_TIE_M = 1e-6


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre of this morning's list, EPSG:26986, metres."""

    number: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a place may move and stay itself, metres, inclusive."""

    match_radius_m: float
    moved_note_m: float
    drift_limit_m: float


@dataclass(frozen=True, slots=True)
class Matching:
    """Which centre (by position) is which place.

    `same`: a place of yesterday's list. `returned`: a place that was off the list. `handed_over`: a place
    of yesterday that drifted too far, so that the centre is a new place. `split`: the place beside which a
    new one appeared. `merged`: places of yesterday, each with the position of the centre that took it in.
    `vanished`: places of yesterday with nothing near.
    """

    same: dict[int, KnownPlace]
    returned: dict[int, KnownPlace]
    handed_over: dict[int, KnownPlace]
    split: dict[int, KnownPlace]
    merged: list[tuple[KnownPlace, int]]
    vanished: list[KnownPlace]


def match_centres(
    centres: Sequence[Centre], yesterday: Sequence[KnownPlace], earlier: Sequence[KnownPlace], *, reach: Reach
) -> Matching:
    """Match centres to places, one to one: yesterday's first, then those that may come back.

    As many pairs as possible, and of these the least total distance; equal totals go to the place first in
    id order.

    Parameters
    ----------
    centres
        This morning's centres, in an order that does not depend on the frame they came from.
    yesterday, earlier
        Yesterday's list, and places that may come back, each in id order.
    reach
        The distances.
    """
    gap_m = _distances(centres, [(place.x_m, place.y_m) for place in yesterday])
    near = gap_m <= reach.match_radius_m
    same = _pair_up(gap_m, near & ~_has_drifted(centres, yesterday, reach))
    returned = _pair_up_earlier(centres, earlier, free=_free(len(centres), same), reach=reach)
    held = [*same, *returned]
    # Near, and still not the same place: only its drift can have parted the two.
    drifted = near.copy()
    drifted[held, :] = False
    drifted[:, list(same.values())] = False
    handed_over = _pair_up(gap_m, drifted)
    claimed = same | handed_over
    left = [j for j in range(len(yesterday)) if j not in set(claimed.values())]
    merged = {j: int(np.argmin(gap_m[:, j])) for j in left if near[:, j].any()}
    return Matching(
        same={i: yesterday[j] for i, j in same.items()},
        returned={i: earlier[j] for i, j in returned.items()},
        handed_over={i: yesterday[j] for i, j in handed_over.items()},
        split={
            i: yesterday[int(np.argmin(gap_m[i]))]
            for i in range(len(centres))
            if i not in claimed and i not in returned and near[i].any()
        },
        merged=[(yesterday[j], i) for j, i in merged.items()],
        vanished=[yesterday[j] for j in left if j not in merged],
    )


def distance_m(centre: Centre, x_m: float, y_m: float) -> float:
    """Return the straight distance from a centre to a point, metres."""
    return float(np.hypot(centre.x_m - x_m, centre.y_m - y_m))


def _pair_up_earlier(
    centres: Sequence[Centre], earlier: Sequence[KnownPlace], *, free: list[int], reach: Reach
) -> dict[int, int]:
    gap_m = _distances(centres, [(place.x_m, place.y_m) for place in earlier])
    allowed = (gap_m <= reach.match_radius_m) & ~_has_drifted(centres, earlier, reach)
    mask = np.zeros_like(allowed)
    mask[free, :] = True
    return _pair_up(gap_m, allowed & mask)


def _free(n_centres: int, taken: dict[int, int]) -> list[int]:
    return [i for i in range(n_centres) if i not in taken]


def _has_drifted(centres: Sequence[Centre], places: Sequence[KnownPlace], reach: Reach) -> npt.NDArray[np.bool_]:
    firsts = [(place.first_x_m, place.first_y_m) for place in places]
    return _distances(centres, firsts) > reach.drift_limit_m


def _distances(centres: Sequence[Centre], points: list[tuple[float, float]]) -> npt.NDArray[np.float64]:
    from_xy = np.array([(centre.x_m, centre.y_m) for centre in centres], np.float64).reshape(-1, 1, 2)
    to_xy = np.array(points, np.float64).reshape(1, -1, 2)
    return np.asarray(np.hypot(*np.moveaxis(from_xy - to_xy, -1, 0)), np.float64)


def _pair_up(gap_m: npt.NDArray[np.float64], allowed: npt.NDArray[np.bool_]) -> dict[int, int]:
    """Pair rows with columns where allowed: as many as can be, then the least total distance."""
    # One pair that is not allowed must cost more than all that are.
    forbidden_m = (gap_m[allowed].sum() + 1.0) if allowed.any() else 1.0
    ties = np.arange(gap_m.shape[1]) * _TIE_M
    cost = np.where(allowed, gap_m + ties, forbidden_m * (1 + gap_m.size))
    rows, columns = linear_sum_assignment(cost)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {i: j for i, j in pairs if allowed[i, j]}
