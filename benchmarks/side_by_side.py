"""How long one morning takes to decide what it may tell of outreach beside the mornings before it.

    python -m benchmarks.side_by_side [mornings]

The peer asks scipy's linprog for the same ranges, count by count, each question from nothing.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from geo.complementary import NestedCounts, hide_nested
from geo.earlier_mornings import EarlierMornings, ToldMorning
from geo.hiding_over_mornings import hide_over_mornings, told_morning
from geo.sum_trees import WHOLE, SumTree

N_ZONES, N_MEASURES, WINDOW_DAYS = 24, 20, 28
BELOW = (5, 11)
NODES = range(N_ZONES + 1)
TREE = SumTree((WHOLE, *(0 for _ in range(N_ZONES))))


def events(n_mornings: int) -> np.ndarray:
    """Return events by measure, day and zone: some zones busy, most not, some measures rare."""
    chance = np.random.default_rng(3)
    rates = chance.gamma(0.6, 1, (N_MEASURES, N_ZONES)) * chance.choice([0.02, 0.05, 0.1, 0.3, 1.0], (N_MEASURES, 1))
    return chance.poisson(rates[:, None, :], (N_MEASURES, n_mornings + WINDOW_DAYS, N_ZONES))


def counted(days: np.ndarray, morning: int) -> dict[str, NestedCounts]:
    sums = days[:, morning : morning + WINDOW_DAYS].sum(axis=1)
    return {
        f"measure {code:02d}": NestedCounts(
            tree=TREE,
            n=[int(of_zones.sum()), *of_zones.tolist()],
            below=[BELOW[code % 2]] * len(NODES),
            labels=[(f"{node:03d}",) for node in NODES],
        )
        for code, of_zones in enumerate(sums)
    }


def ranges_by_linprog(told: list[ToldMorning]) -> int:
    """Ask for the least and the greatest number of each hidden count; returns how many questions that were."""
    first = told[0].day - WINDOW_DAYS
    n_days = told[-1].day - first
    windows = np.zeros((len(told), n_days))
    for number, morning in enumerate(told):
        windows[number, morning.day - WINDOW_DAYS - first : morning.day - first] = 1
    is_open = (
        np.flatnonzero(np.array([np.not_equal(each.least, each.greatest) for each in told])[:, 1:].any(axis=0)) + 1
    )
    if not len(is_open):
        return 0
    least, greatest = np.array([each.least for each in told]), np.array([each.greatest for each in told])
    seen = np.delete(least, [0, *is_open], axis=1).sum(axis=1)
    table = sparse.vstack(
        [sparse.block_diag([windows] * len(is_open)), sparse.hstack([sparse.csr_array(windows)] * len(is_open))]
    ).tocsr()
    low = np.concatenate([*(least[:, node] for node in is_open), least[:, 0] - seen]).astype(float)
    high = np.concatenate([*(greatest[:, node] for node in is_open), greatest[:, 0] - seen]).astype(float)
    is_known = low == high
    rules = {
        "A_eq": table[is_known],
        "b_eq": low[is_known],
        "A_ub": sparse.vstack([-table[~is_known], table[~is_known]]).tocsr(),
        "b_ub": np.concatenate([-low[~is_known], high[~is_known]]),
    }
    hidden = np.flatnonzero(~is_known)
    for row in hidden:
        for sign in (1.0, -1.0):
            linprog(sign * table[[row]].toarray().ravel(), bounds=(0, None), method="highs", **rules)
    return 2 * len(hidden)


def main() -> None:
    """Let mornings pass, and print what the last ones cost."""
    n_mornings = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    days = events(n_mornings)
    history: dict[str, list[ToldMorning]] = {}
    for morning in range(n_mornings):
        measures = counted(days, morning)
        hide_nested(measures)
        n_alone = sum(len(each.hidden) for each in measures.values())
        began = time.process_time()
        earlier = {code: EarlierMornings(WINDOW_DAYS, tuple(told)) for code, told in history.items()}
        hide_over_mornings(measures, (), earlier=earlier, nodes=NODES, day=morning + WINDOW_DAYS)
        own_s = time.process_time() - began
        for code, each in measures.items():
            history.setdefault(code, []).append(told_morning(each, NODES, day=morning + WINDOW_DAYS))
        if morning + 1 not in (15, 30, 60, 90, 120):
            continue
        n_beside = sum(len(each.hidden) for each in measures.values())
        # The peer's time for three measures only, in proportion: all would take too long to wait for.
        began = time.process_time()
        some = [told for told in history.values() if any(any(each.is_hidden) for each in told)][:3]
        n_asked = sum(ranges_by_linprog(told) for told in some)
        peer_s = (time.process_time() - began) * N_MEASURES / max(len(some), 1)
        print(
            f"{morning + 1} mornings, {N_ZONES} zones, {N_MEASURES} measures: {own_s:.1f} s of processor; linprog, "
            f"question by question ({n_asked * N_MEASURES // max(len(some), 1)} of them), about {peer_s / own_s:.0f} "
            f"times that; hidden {n_beside} where each morning for itself hides {n_alone}"
        )


if __name__ == "__main__":
    main()
