"""How long a district's walk is, and how fast it is found: `python -m benchmarks.walking_order`, some ten seconds.

Made-up places, seeded, of three kinds: anywhere in a square of 3 km, in five clusters of it, and along one street. All
peers in one process, on the same places, in turn:

* always to the nearest place left, the walk that ours must never exceed;
* Held and Karp 1962 (doi:10.1137/0110015), exact: the shortest walk that there is, up to `N_EXACT` places;
* for `N_MOST` places, where no exact answer is at hand in seconds, the best of `N_RESTARTS` walks in random order, each
  made shorter by turning stretches round (plain 2-opt, first gain taken, written here and nothing of ours).

Ratios are the walk's length by the peer's; time is the processor's, one walk alone.
"""

from __future__ import annotations

import time
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.walking_order import walk_length_m, walking_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.points import FloatArray, IntArray

SEED = 20261122
N_CASES, N_CASES_MOST = 100, 20
N_EXACT, N_MOST, N_RESTARTS = 10, 30, 200
SIDE_M = 3_000.0
_LEAST_GAIN_M = 1e-6
_START = (0.0, 0.0)


def main() -> None:
    """Print the ratios and times of each kind of place."""
    rng = np.random.default_rng(SEED)
    for name, place in KINDS.items():
        few = [place(rng, N_EXACT) for _ in range(N_CASES)]
        _print_ratios(f"{name}, {N_EXACT} places", few, {"nearest": by_the_nearest, "exact": held_karp})
        many = [place(rng, N_MOST) for _ in range(N_CASES_MOST)]
        peers = {"nearest": by_the_nearest, f"best of {N_RESTARTS}": lambda points: best_of_restarts(points, rng)}
        _print_ratios(f"{name}, {N_MOST} places", many, peers)


def anywhere(rng: np.random.Generator, n_places: int) -> FloatArray:
    """Return places anywhere in a square round the start, metres."""
    return rng.uniform(-SIDE_M / 2, SIDE_M / 2, (n_places, 2))


def clustered(rng: np.random.Generator, n_places: int) -> FloatArray:
    """Return places in five clusters of that square, spread 150 m."""
    centres = anywhere(rng, 5)
    return centres[rng.integers(0, 5, n_places)] + rng.normal(0.0, 150.0, (n_places, 2))


def along_a_street(rng: np.random.Generator, n_places: int) -> FloatArray:
    """Return places along one street through the start, 30 m to either side."""
    return np.column_stack([rng.uniform(-SIDE_M / 2, SIDE_M / 2, n_places), rng.uniform(-30.0, 30.0, n_places)])


KINDS: dict[str, Callable[[np.random.Generator, int], FloatArray]] = {
    "anywhere": anywhere,
    "clustered": clustered,
    "along a street": along_a_street,
}


def by_the_nearest(points_m: FloatArray) -> float:
    """Return the length of the walk that always goes to the nearest place left."""
    left, here, length_m = list(range(len(points_m))), np.array(_START), 0.0
    while left:
        away_m = np.hypot(*(points_m[left] - here).T)
        nearest = int(away_m.argmin())
        length_m += float(away_m[nearest])
        here = points_m[left.pop(nearest)]
    return length_m


def held_karp(points_m: FloatArray) -> float:
    """Return the length of the shortest walk, exactly; memory grows with 2 to the power of the number of places."""
    n_places = len(points_m)
    apart_m = np.hypot(*(points_m[:, None, axis] - points_m[None, :, axis] for axis in (0, 1)))
    best = {(1 << last, last): float(np.hypot(*(points_m[last] - _START))) for last in range(n_places)}
    for size in range(2, n_places + 1):
        for visited in combinations(range(n_places), size):
            mask = sum(1 << place for place in visited)
            for last in visited:
                rest = mask ^ (1 << last)
                best[mask, last] = min(best[rest, each] + apart_m[each, last] for each in visited if each != last)
    return float(min(best[(1 << n_places) - 1, last] for last in range(n_places)))


def best_of_restarts(points_m: FloatArray, rng: np.random.Generator) -> float:
    """Return the length of the shortest of many random walks, each improved by plain 2-opt until nothing is gained."""
    return min(_two_opt(points_m, rng.permutation(len(points_m))) for _ in range(N_RESTARTS))


def _two_opt(points_m: FloatArray, order: IntArray) -> float:
    stops = np.vstack([_START, points_m])
    apart = np.hypot(*(stops[:, None, axis] - stops[None, :, axis] for axis in (0, 1))).tolist()
    walk = [0, *(order + 1).tolist()]
    n_stops, gained = len(walk), True
    while gained:
        gained = False
        for first in range(1, n_stops - 1):
            for last in range(first + 1, n_stops):
                before, after = walk[first - 1], walk[last + 1] if last + 1 < n_stops else None
                gain = apart[before][walk[first]] - apart[before][walk[last]]
                if after is not None:
                    gain += apart[walk[last]][after] - apart[walk[first]][after]
                if gain > _LEAST_GAIN_M:
                    walk[first : last + 1] = walk[first : last + 1][::-1]
                    gained = True
    return sum(apart[here][there] for here, there in pairwise(walk))


def _print_ratios(name: str, cases: Sequence[FloatArray], peers: dict[str, Callable[[FloatArray], float]]) -> None:
    ours, spent_ms = [], []
    theirs: dict[str, list[float]] = {peer: [] for peer in peers}
    peers_ms = dict.fromkeys(peers, 0.0)
    for points in cases:
        begun = time.process_time()
        order = walking_order(points, start_m=_START)
        spent_ms.append((time.process_time() - begun) * 1000)
        ours.append(walk_length_m(points, order, start_m=_START))
        for peer, length_of in peers.items():
            begun = time.process_time()
            theirs[peer].append(length_of(points))
            peers_ms[peer] += (time.process_time() - begun) * 1000 / len(cases)
    print(f"{name}: {np.median(spent_ms):.1f} ms at the median, {max(spent_ms):.1f} at the most")
    for peer, lengths in theirs.items():
        ratio = np.array(ours) / np.array(lengths)
        equal = float((ratio < 1 + 1e-9).mean())
        print(
            f"  ÷ {peer} ({peers_ms[peer]:.1f} ms): mean {ratio.mean():.3f}, least {ratio.min():.3f}, "
            f"most {ratio.max():.3f}; as short or shorter in {equal:.0%}"
        )


if __name__ == "__main__":
    main()
