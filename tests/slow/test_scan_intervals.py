"""How often chance alone is told as a cluster: many seeded months in which place and time are drawn apart."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.signals.scans import Draws, Limits, ScanResult, scan_bernoulli, scan_cases, scan_poisson

N_RUNS, N_REPLICATIONS = 2_000, 99
N_PLACES, N_DAYS, N_CASES, _N_PEOPLE = 30, 40, 150, 2_000
START = date(2024, 1, 1)
LIMITS = Limits(START, START + timedelta(days=N_DAYS - 1), max_radius=250.0, max_days=7)
# Both sides of a binomial band that a right scan leaves once in ten thousand times.
_OUTSIDE = 0.5e-4


def quiet_month(seed: int, *, n_cases: int = N_CASES) -> tuple[pd.DataFrame, pd.Series, np.ndarray, np.ndarray]:
    """Cases whose places and days are drawn apart, both unevenly; the places, and how likely each is."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 1_000, (N_PLACES, 2))
    share = rng.dirichlet(np.full(N_PLACES, 1.5))
    day_share = rng.dirichlet(np.full(N_DAYS, 5.0))
    place, day = rng.choice(N_PLACES, n_cases, p=share), rng.choice(N_DAYS, n_cases, p=day_share)
    dates = [START + timedelta(days=int(number)) for number in day]
    return pd.DataFrame({"location_id": place, "date": dates, "n_cases": 1}), pd.Series(range(N_PLACES)), xy, share


def by_permutation(seed: int) -> ScanResult:
    cases, ids, xy, _ = quiet_month(seed)
    return scan_cases(cases, ids, xy, limits=LIMITS, draws=Draws(N_REPLICATIONS, seed, 1))


def within_weekdays(seed: int) -> ScanResult:
    cases, ids, xy, _ = quiet_month(seed)
    return scan_cases(cases, ids, xy, limits=LIMITS, draws=Draws(N_REPLICATIONS, seed, 1), adjust_weekdays=True)


def by_poisson(seed: int) -> ScanResult:
    _, ids, xy, share = quiet_month(seed)
    rng = np.random.default_rng([seed, 1])
    days = rng.integers(0, N_DAYS, N_CASES)
    cases = pd.DataFrame(
        {
            "location_id": rng.choice(N_PLACES, N_CASES, p=share),
            "date": [START + timedelta(days=int(number)) for number in days],
            "n_cases": 1,
        }
    )
    people = pd.DataFrame({"location_id": ids, "date": START, "is_day": False, "n_people": share})
    return scan_poisson(cases, people, ids, xy, limits=LIMITS, draws=Draws(N_REPLICATIONS, seed, 1))


def by_bernoulli(seed: int) -> ScanResult:
    # Among few people the highest ratio is often the same one, and a tie counts against a signal.
    everybody, ids, xy, _ = quiet_month(seed, n_cases=_N_PEOPLE)
    is_case = np.random.default_rng([seed, 2]).permutation(_N_PEOPLE) < _N_PEOPLE // 3
    return scan_bernoulli(
        everybody[is_case], everybody[~is_case], ids, xy, limits=LIMITS, draws=Draws(N_REPLICATIONS, seed, 1)
    )


@pytest.mark.slow
@pytest.mark.parametrize("scan", [by_permutation, within_weekdays, by_poisson, by_bernoulli])
def test_an_interval_of_so_many_days_comes_once_in_so_many_quiet_days(scan):
    maxima = (scan(seed).clusters["recurrence_interval_days"] for seed in range(N_RUNS))
    intervals = np.array([own.iloc[0] if len(own) else 1.0 for own in maxima])

    for days in (2, 5, 10, 20):
        n_signals = int((intervals >= days * (1 - 1e-9)).sum())
        low, high = stats.binom(N_RUNS, 1 / days).ppf([_OUTSIDE, 1 - _OUTSIDE])
        assert low <= n_signals <= high, (days, n_signals)
    # Beyond a tenth of the replications the tail of a fitted distribution is told, which is nearly right only.
    n_rare = int((intervals >= 50).sum())
    assert n_rare <= stats.binom(N_RUNS, 1.5 / 50).ppf(1 - _OUTSIDE), n_rare
