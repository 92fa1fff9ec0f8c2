"""The space-time permutation scan against the prototype it was measured by: ratio, equal results, how cost grows.

`python -m benchmarks.scan`. A made-up year on 2,000 places with about 9,000 cases and a planted outbreak; circles of
500 m, windows of 28 days, 999 replications, all in one process after a warm-up. The prototype lies outside the
project (`../shared/samples/methods/scan.py`); where it is not, only our own times are told. Seconds are noise, ratios
count: both in turn, the best of the rounds.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.signals.scans import ScanResult, scan_permutation
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOTYPE = PROJECT_ROOT.parent / "shared" / "samples" / "methods" / "scan.py"
N_PLACES, N_DAYS, N_CASES, N_REPLICATIONS = 2_000, 365, 9_000, 999
MAX_RADIUS_M, MAX_DAYS = 500.0, 28
END = date(2015, 12, 31)
ROUNDS, SEED = 7, 20_261_122
_ON_HILLS, _EQUAL = 0.5, 1e-9
_SIDE_M, _HILL_M, _N_HILLS, _OUTBREAK, _OUTBREAK_M, _OUTBREAK_DAYS = 11_000.0, 900.0, 25, 14, 150.0, 6


@dataclass(frozen=True)
class Year:
    """Places on the plane, and one row per case: its place and its day before the end."""

    xy_m: np.ndarray
    place: np.ndarray
    age_days: np.ndarray

    def cases(self) -> pd.DataFrame:
        """Return the cases as the scan takes them."""
        rows = pd.DataFrame({"location_id": self.place, "age_days": self.age_days})
        counted = rows.groupby(["location_id", "age_days"]).size().rename("n_cases").reset_index()
        counted["date"] = [END - timedelta(days=int(age)) for age in counted.pop("age_days")]
        return counted

    def places(self) -> pd.DataFrame:
        """Return the places as the scan takes them."""
        return pd.DataFrame({"location_id": np.arange(len(self.xy_m)), "x_m": self.xy_m[:, 0], "y_m": self.xy_m[:, 1]})


def make_year(n_cases: int, *, n_places: int = N_PLACES) -> Year:
    """Draw a year: places half on hills and half anywhere, few places with most cases, one outbreak at the end."""
    rng = np.random.default_rng(SEED)
    hills = rng.uniform(0, _SIDE_M, (_N_HILLS, 2))
    on_hills = hills[rng.integers(0, _N_HILLS, n_places)] + rng.normal(0, _HILL_M, (n_places, 2))
    anywhere = rng.uniform(0, _SIDE_M, (n_places, 2))
    xy_m = np.where(rng.random((n_places, 1)) < _ON_HILLS, on_hills, anywhere)
    weight = rng.lognormal(0, 1, n_places)
    place = rng.choice(n_places, n_cases, p=weight / weight.sum())
    age = rng.integers(0, N_DAYS, n_cases)
    near = np.flatnonzero(((xy_m - hills[0]) ** 2).sum(axis=1) < _OUTBREAK_M**2)
    place[:_OUTBREAK], age[:_OUTBREAK] = rng.choice(near, _OUTBREAK), rng.integers(0, _OUTBREAK_DAYS, _OUTBREAK)
    return Year(xy_m, place, age)


def scan(year: Year, *, n_replications: int = N_REPLICATIONS) -> ScanResult:
    """Run our scan over a year."""
    return scan_permutation(
        year.cases(),
        year.places(),
        start_date=END - timedelta(days=N_DAYS - 1),
        end_date=END,
        max_radius_m=MAX_RADIUS_M,
        max_days=MAX_DAYS,
        n_replications=n_replications,
        seed=SEED,
    )


def best_of(rounds: int, *runs: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Return the best seconds of each run, all in turn in every round."""
    best = [float("inf")] * len(runs)
    for _ in range(rounds):
        for number, run in enumerate(runs):
            begin = clock()
            run()
            best[number] = min(best[number], clock() - begin)
    return best


def load_prototype() -> Any:
    """Import the prototype where it is, else return None."""
    if not PROTOTYPE.exists():
        return None
    spec = importlib.util.spec_from_file_location("prototype_scan", PROTOTYPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["prototype_scan"] = module  # its compiled kernels look for their module here
    spec.loader.exec_module(module)
    return module


def compare(prototype: Any) -> None:
    """Print our time, the prototype's, their ratio, and whether the clusters are the same."""
    year = make_year(N_CASES)
    ours = scan(year)

    def theirs() -> Any:
        return prototype.stp_prospective(
            year.xy_m, year.place, -year.age_days, 0, MAX_DAYS,
            max_radius=MAX_RADIUS_M, R=N_REPLICATIONS, seed=SEED,
        )  # fmt: skip

    print(f"{N_PLACES:,} places, {N_DAYS} days, {N_CASES:,} cases, {N_REPLICATIONS} replications")
    if prototype is None:
        (seconds,) = best_of(ROUNDS, lambda: scan(year))
        print(f"ours {seconds:.3f} s; no prototype at {PROTOTYPE.relative_to(PROJECT_ROOT.parent)} to compare with")
        return
    clusters, _ = theirs()
    mine, others = ours.clusters["log_likelihood_ratio"].to_numpy(), np.array([c["llr"] for c in clusters])
    most = min(len(mine), len(others))
    # The prototype breaks ties between circles otherwise, so far down the lists may part.
    apart = np.flatnonzero(np.abs(mine[:most] - others[:most]) > _EQUAL)
    same = int(apart[0]) if apart.size else most
    print(f"ratios equal to 1e-9 for the first {same} clusters of {len(mine)} and {len(others)}: {mine[:5].round(6)}")
    for name, clock in (("clock", time.perf_counter), ("processor", time.process_time)):
        seconds, prototype_seconds = best_of(ROUNDS, lambda: scan(year), theirs, clock=clock)
        ratio = seconds / prototype_seconds
        print(f"{name}: ours {seconds:.3f} s, prototype {prototype_seconds:.3f} s: {ratio:.2f} of its time")


def show_growth() -> None:
    """Print how seconds of the processor (both threads together) grow with cases and with replications."""
    scan(make_year(1_000), n_replications=9)
    for n_cases in (2_250, 4_500, 9_000, 18_000, 36_000):
        year = make_year(n_cases)
        (seconds,) = best_of(3, lambda year=year: scan(year), clock=time.process_time)
        print(f"{n_cases:>7,} cases, {N_REPLICATIONS:>5,} replications: {seconds:.3f} s")
    year = make_year(N_CASES)
    for n_replications in (99, 999, 9_999):
        (seconds,) = best_of(3, lambda n=n_replications: scan(year, n_replications=n), clock=time.process_time)
        print(f"{N_CASES:>7,} cases, {n_replications:>5,} replications: {seconds:.3f} s")


if __name__ == "__main__":
    compare(load_prototype())
    show_growth()
