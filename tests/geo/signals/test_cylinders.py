"""Long periods with many cases: there windows are looked at many at a time, behind a bound."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.signals.cylinders import Likelihood, alias_table, choose_cases, draw_cells, permute_cases, ratio_of
from geo.signals.scans import Draws, Limits, scan_bernoulli, scan_cases, scan_poisson
from tests.support.plain_scan import (
    START,
    location_ids,
    long_form,
    plain_bernoulli,
    plain_best,
    plain_clusters,
    plain_poisson,
)

N_LOCATIONS, N_DAYS = 5, 60
NONE = Draws(n_replications=0)


def crowded(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.uniform(0.2, 2, N_LOCATIONS)[:, None], (N_LOCATIONS, N_DAYS))
    counts[0, 20:29] += rng.poisson(1, 9)
    counts[1, -6:] += rng.poisson(1, 6)
    return counts, rng.poisson(3, (N_LOCATIONS, N_DAYS)), rng.uniform(0, 9, (N_LOCATIONS, 2))


@pytest.mark.parametrize("is_prospective", [True, False])
@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_long_period_a_scan_finds_what_its_definition_finds(model, is_prospective, seed):
    cases, controls, coordinates = crowded(seed)
    total, ids = cases.sum(), location_ids(N_LOCATIONS)
    limits = Limits(START, START + timedelta(days=N_DAYS - 1), max_days=25, is_prospective=is_prospective)
    if model == "permutation":
        measure = np.outer(cases.sum(axis=1), cases.sum(axis=0)) / total
        result = scan_cases(long_form(cases), ids, coordinates, limits=limits, draws=NONE)
    elif model == "poisson":
        people = np.arange(2.0, 2.0 + N_LOCATIONS)
        measure = np.outer(people / people.sum(), np.full(N_DAYS, total / N_DAYS))
        frame = pd.DataFrame({"location_id": ids, "date": START, "is_day": False, "n_people": people})
        result = scan_poisson(long_form(cases), frame, ids, coordinates, limits=limits, draws=NONE)
    else:
        measure = (cases + controls).astype(float)
        result = scan_bernoulli(long_form(cases), long_form(controls), ids, coordinates, limits=limits, draws=NONE)

    def ratio(n_cases, inside):
        if model == "bernoulli":
            return plain_bernoulli(n_cases, inside, total, measure.sum())
        return plain_poisson(n_cases, inside, total)

    best = plain_best(
        coordinates,
        cases,
        measure,
        ratio,
        longest=25,
        is_prospective=is_prospective,
        weight=measure.sum(axis=1),
    )
    assert [
        (set(row.location_ids), row.start_date, row.n_cases, pytest.approx(row.log_likelihood_ratio, rel=1e-9))
        for row in result.clusters.itertuples()
    ] == [
        ({f"L{n}" for n in own.locations}, START + timedelta(days=own.begin), own.n_cases, own.ratio)
        for own in plain_clusters(best, coordinates)
    ]


@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
def test_in_a_long_period_no_replication_misses_its_highest_ratio(model, monkeypatch):
    """The same draws, once with the bound and once with every window weighed by itself."""
    from geo.signals import cylinders  # noqa: PLC0415 - its kernels are replaced below

    cases, controls, coordinates = crowded(7)
    ids, draws = location_ids(N_LOCATIONS), Draws(15, 3, 1)
    limits = Limits(START, START + timedelta(days=N_DAYS - 1), max_days=25, is_prospective=False)
    people = pd.DataFrame({"location_id": ids, "date": START, "is_day": False, "n_people": 1.0})
    run = {
        "permutation": lambda: scan_cases(long_form(cases), ids, coordinates, limits=limits, draws=draws),
        "poisson": lambda: scan_poisson(long_form(cases), people, ids, coordinates, limits=limits, draws=draws),
        "bernoulli": lambda: scan_bernoulli(
            long_form(cases), long_form(controls), ids, coordinates, limits=limits, draws=draws
        ),
    }[model]
    quick = run().maxima
    for kernel in ("_scan", "best_of_each_centre", f"{model}_maxima"):
        monkeypatch.setattr(cylinders, kernel, getattr(cylinders, kernel).py_func)
    monkeypatch.setattr(cylinders, "_may_beat", lambda *_: True)

    assert run().maxima == pytest.approx(quick, rel=1e-12)


@pytest.mark.parametrize("is_bernoulli", [True, False])
def test_a_ratio_is_that_of_the_likelihoods_and_zero_without_an_excess(is_bernoulli):
    likelihood = Likelihood(is_bernoulli, n_cases=20.0, n_population=50.0)
    plain = (
        (lambda c, m: plain_bernoulli(c, m, 20, 50)) if is_bernoulli else lambda c, m: plain_poisson(c, m * 20 / 50, 20)
    )
    for n_inside in range(2, 21):
        for people in range(n_inside, 31 + n_inside):
            assert ratio_of(likelihood, float(n_inside), float(people)) == pytest.approx(
                plain(n_inside, float(people)), abs=1e-12
            )


def spread(counts, shares):
    return stats.chisquare(counts, np.asarray(shares) * np.sum(counts)).pvalue


def test_cases_are_drawn_as_often_as_their_cells_weigh():
    weight = np.array([0.0, 1.0, 3.0, 0.5, 5.5])
    keep, other = alias_table(weight)
    cells = np.empty(60_000, np.int64)
    draw_cells(np.uint64(9), keep, other, cells.size, cells)
    counts = np.bincount(cells, minlength=5)

    assert counts[0] == 0
    assert spread(counts[1:], weight[1:] / 10) > 1e-4


def test_every_deal_of_places_to_times_comes_equally_often():
    homes = np.array([0, 1, 2, 2], dtype=np.int32)
    dealt = np.empty(2, np.int64)
    counts = np.zeros((3, 3))
    for seed in range(12_000):
        permute_cases(np.uint64(seed * 7919), homes, np.array([0, 4]), np.array([0, 2]), homes.copy(), dealt)
        counts[dealt[0], dealt[1]] += 1
    pairs = np.array([[0, 1, 2], [1, 0, 2], [2, 2, 2]]) / 12

    assert counts[0, 0] == counts[1, 1] == 0
    assert spread(counts[pairs * (counts > 0) > 0], pairs[pairs * (counts > 0) > 0]) > 1e-4


def test_each_category_is_dealt_its_own_places_only():
    homes = np.array([0, 0, 1, 7, 8, 9], dtype=np.int32)
    dealt = np.empty(4, np.int64)
    for seed in range(200):
        permute_cases(np.uint64(seed), homes, np.array([0, 3, 6]), np.array([0, 1, 4]), homes.copy(), dealt)

        assert dealt[0] in {0, 1}
        assert sorted(dealt[1:]) == [7, 8, 9]


def test_everybody_is_equally_often_a_case():
    everybody = np.arange(7)
    counts = np.zeros(7)
    for seed in range(9_000):
        chosen = everybody.copy()
        choose_cases(np.uint64(seed * 104_729), everybody, 3, chosen)
        assert sorted(chosen) == list(range(7))
        counts[chosen[:3]] += 1

    assert spread(counts, np.full(7, 1 / 7)) > 1e-4
    assert math.isclose(counts.sum(), 27_000)
