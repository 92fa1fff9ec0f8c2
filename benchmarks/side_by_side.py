"""How long one morning takes to decide what it may tell of outreach beside the mornings before it.

    python -m benchmarks.side_by_side [mornings]

The peer asks scipy's linprog for the same ranges, count by count, each question from nothing. A few of its questions
are timed and the time of all told in proportion: all of them would take hours.
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
N_ASKED = 3
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


def questions_to_linprog(told: list[ToldMorning]) -> tuple[int, float]:
    """Return how many ends of hidden counts' ranges there are, and what one of them costs, in s of processor."""
    first = told[0].day - WINDOW_DAYS
    n_days = told[-1].day - first
    windows = np.zeros((len(told), n_days))
    for number, morning in enumerate(told):
        windows[number, morning.day - WINDOW_DAYS - first : morning.day - first] = 1
    is_open = (
        np.flatnonzero(np.array([np.not_equal(each.least, each.greatest) for each in told])[:, 1:].any(axis=0)) + 1
    )
    if not len(is_open):
        return 0, 0.0
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
    asked = np.random.default_rng(1).choice(hidden, size=min(N_ASKED, len(hidden)), replace=False)
    began = time.process_time()
    for row in asked:
        linprog(table[[row]].toarray().ravel(), bounds=(0, None), method="highs", **rules)
    return 2 * len(hidden), (time.process_time() - began) / len(asked)


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
        hide_over_mornings(measures, (), earlier=earlier, nodes=NODES, unseen=(), day=morning + WINDOW_DAYS)
        own_s = time.process_time() - began
        for code, each in measures.items():
            history.setdefault(code, []).append(told_morning(each, NODES, day=morning + WINDOW_DAYS))
        if morning + 1 not in (15, 30, 60):
            continue
        n_beside = sum(len(each.hidden) for each in measures.values())
        questions = [questions_to_linprog(told) for told in history.values()]
        n_asked, peer_s = sum(n for n, _ in questions), sum(n * each_s for n, each_s in questions)
        print(
            f"{morning + 1} mornings, {N_ZONES} zones, {N_MEASURES} measures: {own_s:.1f} s of processor; linprog, "
            f"question by question ({n_asked} of them), about {peer_s / own_s:.0f} times that; hidden {n_beside} where "
            f"each morning for itself hides {n_alone}",
            flush=True,
        )


if __name__ == "__main__":
    main()
