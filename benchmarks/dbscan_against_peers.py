"""Our exact weighted DBSCAN against its peers: time as ratios of one process, labels bit for bit, peak memory.

`python -m benchmarks.dbscan_against_peers`. Two sets of made-up tickets on two towns of the sample, side by side and
stretched to the City's density: tickets that repeat the addresses, and pins set by hand of which no two are equal.
The package `dbscan` is not locked; for its lines: `.venv/bin/uv pip install dbscan`, and afterwards `make setup`
takes it away again. Seconds are noise, ratios count: each peer in turn, the best of its rounds, once by the clock on
the wall and once in processor time, which a busy machine distorts less (all but `dbscan` run in one thread).
"""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree
from sklearn.cluster import DBSCAN

from geo.collapse import collapse_rows
from geo.dbscan import weighted_dbscan
from geo.points import distinct_points
from pipelines.sample.city import lay_city
from pipelines.sample.pulls import hot_pull
from pipelines.settings import load_reference, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Labels = npt.NDArray[np.int64]

RADIUS_M, MIN_TICKETS = 30.0, 20
SNAPPED, PINS = "snapped", "pins"
SETS = ((SNAPPED, 1_000_000), (SNAPPED, 2_500_000), (PINS, 2_500_000))
ROUNDS, SLOW_ROUNDS = 9, 1
SEED = 20_261_015
MOST_GB = 4.0  # of neighbour lists; what a machine shared with others can spare

# Two towns of 6 km by 5 km with 93,000 addresses, stretched, make the City's 126 square kilometres.
_STRETCH, _APART_M, _GROWTH = 1.45, 9_500.0, 2.0
_HOT_SHARE = 0.15  # then a ticket has some 130 others within 30 m at a million, as the City's own have
_HAND_M = 10.0
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Tickets:
    """Where the tickets are, metres."""

    x_m: npt.NDArray[np.float64]
    y_m: npt.NDArray[np.float64]

    @property
    def points(self) -> npt.NDArray[np.float64]:
        """Return one row per ticket, as the peers want them."""
        return np.column_stack((self.x_m, self.y_m))


def make_tickets(kind: str, n_tickets: int) -> Tickets:
    """Draw tickets; the same arguments give the same tickets."""
    rng = np.random.default_rng(SEED)
    tables = [
        load_reference(project_paths().reference_dir, f"sample_{n}") for n in ("streets", "places", "neighborhoods")
    ]
    x_m, y_m, shares = [], [], []
    for town in range(2):
        city = lay_city(*tables, growth=_GROWTH, rng=rng)
        hot, weight = hot_pull(city, growth=_GROWTH, rng=rng), city.column("weight")
        x_m.append(236_000.0 + city.column("east_m") * _STRETCH + town * _APART_M)
        y_m.append(900_000.0 + city.column("north_m") * _STRETCH)
        shares.append((_HOT_SHARE * hot + (1 - _HOT_SHARE) * weight / weight.sum()) / 2)
    address = rng.choice(sum(map(len, shares)), n_tickets, p=np.concatenate(shares))
    drawn = Tickets(np.concatenate(x_m)[address], np.concatenate(y_m)[address])
    if kind == SNAPPED:
        return drawn
    return Tickets(*(axis + rng.normal(0, _HAND_M, n_tickets) for axis in (drawn.x_m, drawn.y_m)))


def ours(tickets: Tickets) -> Labels:
    """All tickets in, labels for all tickets out, collapse included."""
    weight = np.ones(tickets.x_m.size)
    return weighted_dbscan(tickets.x_m, tickets.y_m, weight, radius_m=RADIUS_M, min_weight=MIN_TICKETS)


def sklearn_on_all(tickets: Tickets) -> Labels:
    """scikit-learn as everyone calls it."""
    return DBSCAN(eps=RADIUS_M, min_samples=MIN_TICKETS).fit(tickets.points).labels_


def sklearn_on_distinct(tickets: Tickets) -> Labels:
    """scikit-learn on distinct points with weights; lent our collapse, because np.unique alone takes longer."""
    collapsed = collapse_rows(tickets.x_m, tickets.y_m, np.ones(tickets.x_m.size))
    model = DBSCAN(eps=RADIUS_M, min_samples=MIN_TICKETS)
    return model.fit(collapsed.places[:, :2], sample_weight=collapsed.places[:, 2]).labels_[collapsed.place_of_row]


def tree_with_lexsort(tickets: Tickets) -> Labels:
    """scipy alone: distinct points by sorting (`geo.points`, quicker than np.unique), then pairs from a cKDTree."""
    distinct = distinct_points(tickets.x_m, tickets.y_m)
    order = np.argsort(distinct.first_row)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    points = np.column_stack((distinct.x_m, distinct.y_m))[order]
    weight = np.bincount(distinct.group_of_row).astype(np.float64)[order]
    return tree_labels(points, weight)[rank[distinct.group_of_row]]


def tree_with_our_collapse(tickets: Tickets) -> Labels:
    """scipy lent our collapse, which is then most of its time and of ours."""
    collapsed = collapse_rows(tickets.x_m, tickets.y_m, np.ones(tickets.x_m.size))
    points, weight = np.ascontiguousarray(collapsed.places[:, :2]), collapsed.places[:, 2]
    return tree_labels(points, weight)[collapsed.place_of_row]


def tree_labels(points: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> Labels:
    """Every pair of distinct points within reach, sums, connected components."""
    n = weight.size
    one, other = cKDTree(points).query_pairs(RADIUS_M * (1 + 1e-9), output_type="ndarray").T
    dx, dy = (points[one] - points[other]).T
    is_near = dx * dx + dy * dy <= RADIUS_M * RADIUS_M
    one, other = one[is_near], other[is_near]
    total = weight + np.bincount(one, weight[other], n) + np.bincount(other, weight[one], n)
    is_core = total >= MIN_TICKETS
    both = is_core[one] & is_core[other]
    links = sparse.coo_array((np.ones(both.sum(), dtype=bool), (one[both], other[both])), shape=(n, n))
    _, group = sparse.csgraph.connected_components(links, directed=False)
    groups, first = np.unique(group[is_core], return_index=True)
    number = np.full(n, n)
    number[groups[np.argsort(first)]] = np.arange(groups.size)
    label = np.where(is_core, number[group], n)
    lowest = label.copy()
    for border, core in ((one, other), (other, one)):
        reaches = ~is_core[border] & is_core[core]
        np.minimum.at(lowest, border[reaches], label[core[reaches]])
    return np.where(lowest < n, lowest, -1)


def pypi_dbscan(tickets: Tickets) -> Labels:
    """Take the package `dbscan` (Wang, Gu and Shun 2020); it has no weights."""
    from dbscan import DBSCAN as PYPI_DBSCAN  # noqa: PLC0415 - may be absent

    labels, _ = PYPI_DBSCAN(tickets.points, eps=RADIUS_M, min_samples=MIN_TICKETS)
    return np.asarray(labels, dtype=np.int64)


PEERS: dict[str, Callable[[Tickets], Labels]] = {
    "ours": ours,
    "scikit-learn, all tickets": sklearn_on_all,
    "scikit-learn, distinct and weights": sklearn_on_distinct,
    "cKDTree, distinct by lexsort": tree_with_lexsort,
    "cKDTree, lent our collapse": tree_with_our_collapse,
    "PyPI dbscan": pypi_dbscan,
}
SLOW = {sklearn_on_all}
LISTS_NEIGHBOURS = {sklearn_on_all, sklearn_on_distinct, tree_with_lexsort, tree_with_our_collapse}


def main() -> None:
    """Print the ratios of every set; or, called by itself with a peer's name, the memory that peer needs."""
    if len(sys.argv) > 1:
        kind, n_tickets, peer = sys.argv[1:]
        print(*peak_mb(PEERS[peer], kind, int(n_tickets)))
        return
    ours(make_tickets(SNAPPED, 1_000))  # compiled before anything is timed
    for kind, n_tickets in SETS:
        compare(kind, n_tickets)


def compare(kind: str, n_tickets: int) -> None:
    """Time every peer that fits on one set, and print what came out."""
    tickets = make_tickets(kind, n_tickets)
    labels = ours(tickets)
    print(f"\n{n_tickets:,} {kind}: {labels.max() + 1:,} areas, {(labels >= 0).mean():.0%} of the tickets in one")
    peers = [name for name in PEERS if fits(name, kind, tickets)]
    told: dict[str, str] = {}
    wall_s, processor_s = dict.fromkeys(peers, math.inf), dict.fromkeys(peers, math.inf)
    for number in range(ROUNDS):
        for name in peers:
            if number < (SLOW_ROUNDS if PEERS[name] in SLOW else ROUNDS):
                begun, begun_processor = time.perf_counter(), time.process_time()
                found = PEERS[name](tickets)
                wall_s[name] = min(wall_s[name], time.perf_counter() - begun)
                processor_s[name] = min(processor_s[name], time.process_time() - begun_processor)
                told[name] = difference(labels, found)
    for name in peers:
        above, whole = measured_apart(kind, n_tickets, name)
        print(
            f"  {name:<36} {wall_s[name]:7.3f} s  wall {wall_s[name] / wall_s['ours']:6.1f} x  "
            f"processor {processor_s[name] / processor_s['ours']:6.1f} x  "
            f"+{above:,.0f} MB (process {whole:,.0f})  {told[name]}",
            flush=True,
        )


def fits(name: str, kind: str, tickets: Tickets) -> bool:
    """Return whether a peer can run; print why not."""
    peer = PEERS[name]
    if peer is pypi_dbscan and importlib.util.find_spec("dbscan") is None:
        print(f"  {name:<36} left out: not installed (.venv/bin/uv pip install dbscan)")
        return False
    lists_all = peer is sklearn_on_all or (kind == PINS and peer in LISTS_NEIGHBOURS)
    gigabytes = neighbours_each(tickets) * tickets.x_m.size * 8 / 1e9 if lists_all else 0.0
    if gigabytes > MOST_GB:
        print(f"  {name:<36} left out: the neighbours it lists take {gigabytes:,.1f} GB before any copy")
        return False
    return True


def neighbours_each(tickets: Tickets, *, n_asked: int = 2_000) -> float:
    """Return how many tickets lie within reach of a ticket, itself included: the mean over some of them."""
    asked = np.random.default_rng(SEED).integers(0, tickets.x_m.size, n_asked)
    lengths = cKDTree(tickets.points).query_ball_point(tickets.points[asked], RADIUS_M, return_length=True)
    return float(np.mean(lengths))


def difference(labels: Labels, found: Labels) -> str:
    """Say how a peer's labels differ; numbers apart, and whether more than border points do."""
    if np.array_equal(labels, found):
        return "labels equal"
    pairs = np.unique(np.column_stack((labels, found)), axis=0, return_counts=True)
    best = dict.fromkeys(pairs[0][:, 0].tolist(), 0)
    for (ours_no, _), count in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
        best[ours_no] = max(best[ours_no], count)
    return f"numbered otherwise; {labels.size - sum(best.values()):,} tickets in another area"


def measured_apart(kind: str, n_tickets: int, name: str) -> tuple[float, float]:
    """Run one peer in a process of its own; return its peak above the input and of the whole process, MB."""
    command = [sys.executable, "-m", "benchmarks.dbscan_against_peers", kind, str(n_tickets), name]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    above, whole = map(float, run.stdout.split())
    return above, whole


def peak_mb(peer: Callable[[Tickets], Labels], kind: str, n_tickets: int) -> tuple[float, float]:
    """Return the peak of resident memory while a peer runs: above what was held before, and altogether."""
    peer(make_tickets(kind, 2_000))  # code loaded and compiled
    tickets = make_tickets(kind, n_tickets)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    before = _resident_mb("VmRSS")
    peer(tickets)
    peak = _resident_mb("VmHWM")
    return peak - before, peak


def _resident_mb(what: str) -> float:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
