"""The pattern of every cell of a city against esda, libpysal and pymannkendall, in turn in one process.

`python -m benchmarks.patterns [ROUNDS]`. A made-up city of 12,321 cells of 100 m and 26 weeks, as sparse as the City's
own ranked incidents (about 0.03 a cell and week, unevenly). Prints clock and processor time of each part, the best of
all rounds, the ratio to ours, and the largest difference of the figures. It says as well how often a trend is found
in a city that never changed, because weeks share incidents with the week before.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import false_discovery_control

from geo.getis_ord import cells_within, gi_star, two_sided
from geo.patterns import classify, find_patterns
from geo.trends import mann_kendall
from pipelines.settings import load_policy, project_paths
from pipelines.steps.patterns import pattern_rule

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE, N_WEEKS, ROUNDS = 111, 26, 5
FALSE_SHARE = 0.05
TREND_CHANCES = (0.05, 0.01)


def main() -> None:
    """Print the table."""
    # Imported here, because importing them is no part of what is timed and they warn about their own futures.
    warnings.simplefilter("ignore")
    import pymannkendall  # noqa: PLC0415
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.weights import DistanceBand, fill_diagonal  # noqa: PLC0415

    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    counts, x_m, y_m = made_up_city()
    rule = pattern_rule(load_policy(project_paths().reference_dir))
    near = cells_within(x_m, y_m, reach_m=rule.reach_m)

    def their_weights() -> Any:
        band = DistanceBand(np.column_stack((x_m, y_m)), threshold=rule.reach_m, binary=True, silence_warnings=True)
        # esda fills the diagonal anew at every call where it is empty: a week then takes it ten times as long.
        starred = fill_diagonal(band, 1)
        starred.transform = "b"
        return starred

    band = their_weights()

    def their_scores() -> Any:
        weeks = [
            G_Local(counts[:, week].astype(float), band, transform="B", star=True, permutations=0).Zs
            for week in range(N_WEEKS)
        ]
        return np.column_stack(weeks)

    def our_scores() -> Any:
        """Score each week against itself alone, as esda does; the product compares with the entire cube."""
        weeks = [gi_star(counts[:, week : week + 1], near, steps_back=0) for week in range(N_WEEKS)]
        return np.hstack(weeks)

    scores = our_scores()

    def their_trends() -> Any:
        return np.array([pymannkendall.original_test(row).z for row in scores])

    def their_layer() -> Any:
        found = their_scores()
        shares = false_discovery_control(two_sided(found), axis=None).reshape(found.shape)
        trends = [pymannkendall.original_test(row) for row in found]
        direction = np.array([np.sign(trend.z) * (trend.p < rule.trend_chance) for trend in trends]).astype(int)
        is_found = shares <= FALSE_SHARE
        return classify(is_found & (found > 0), is_found & (found < 0), direction)

    parts: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "weights, 150 m (libpysal DistanceBand)": (lambda: cells_within(x_m, y_m, reach_m=rule.reach_m), their_weights),
        "Gi* of 26 weeks (esda G_Local, no draws)": (our_scores, their_scores),
        "Mann-Kendall of all cells (pymannkendall)": (lambda: mann_kendall(scores), their_trends),
        "the whole layer, weights to names": (
            lambda: find_patterns(counts, x_m=x_m, y_m=y_m, rule=rule),
            lambda: (their_weights(), their_layer()),
        ),
    }
    print(f"{x_m.size:,} cells, {N_WEEKS} weeks, {counts.mean():.3f} a cell and week; best of {rounds} rounds in turn")
    print(f"{'part':44} {'ours ms':>8} {'cpu':>7} {'theirs ms':>10} {'cpu':>8} {'ratio':>7} {'cpu':>7}")
    for name, (ours, theirs) in parts.items():
        n_rounds = 1 if name.startswith(("Mann-Kendall", "the whole")) else rounds
        own, their = _best(ours, rounds), _best(theirs, n_rounds)
        print(
            f"{name:44} {1e3 * own[0]:8.1f} {1e3 * own[1]:7.1f} {1e3 * their[0]:10.0f} {1e3 * their[1]:8.0f} "
            f"{their[0] / own[0]:7.0f} {their[1] / own[1]:7.0f}",
            flush=True,
        )
    differing = np.abs(scores - their_scores()).max(), np.abs(mann_kendall(scores).z - their_trends()).max()
    print(f"largest difference: Gi* {differing[0]:.1e}, Mann-Kendall {differing[1]:.1e}")
    names, n_cells = np.unique(find_patterns(counts, x_m=x_m, y_m=y_m, rule=rule).codes, return_counts=True)
    print("patterns:", dict(zip(names.tolist(), n_cells.tolist(), strict=True)))
    _steady(near, rule.steps_back)


def made_up_city() -> tuple[Any, Any, Any]:
    """Return counts and centres: most cells hold nothing, some much."""
    rng = np.random.default_rng(1)
    axis = np.arange(SIDE) * 100.0 + 50
    x_m, y_m = (each.ravel() for each in np.meshgrid(axis, axis))
    return rng.poisson(rng.gamma(0.05, 0.6, size=(x_m.size, 1)), size=(x_m.size, N_WEEKS)), x_m, y_m


def _steady(near: Any, steps_back: int) -> None:
    """Say how often a trend is found where nothing ever changed; 5 in 100 would be right."""
    for mean in (0.5, 5.0):
        counts = np.random.default_rng(2).poisson(mean, size=(near.shape[0], N_WEEKS))
        for back in sorted({0, steps_back}):
            chances = mann_kendall(gi_star(counts, near, steps_back=back)).p
            told = ", ".join(f"{100 * (chances < level).mean():.1f} of 100 at {level}" for level in TREND_CHANCES)
            print(f"steady city, {mean} a cell and week, each week with {back} before it: a trend found in {told}")


def _best(work: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Return the shortest clock and the shortest processor time."""
    clocks, processors = [], []
    for _ in range(rounds):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    return min(clocks), min(processors)


if __name__ == "__main__":
    main()
