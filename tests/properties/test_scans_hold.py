from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.signals.circles import lay_circles, merge_places
from geo.signals.cylinders import (
    Cylinders,
    Likelihood,
    alias_table,
    bernoulli_maxima,
    choose_cases,
    draw_cells,
    permutation_maxima,
    permute_cases,
    poisson_maxima,
)
from geo.signals.scans import Draws, Limits, scan_bernoulli, scan_cases, scan_permutation, scan_poisson
from tests.support.plain_scan import (
    START,
    location_ids,
    long_form,
    plain_bernoulli,
    plain_best,
    plain_clusters,
    plain_maximum,
    plain_poisson,
)

NONE = Draws(n_replications=0, n_threads=1)
# A small lattice: repeated coordinates and equal distances are the rule, not the exception.
LATTICE = st.tuples(st.integers(0, 4), st.integers(0, 4))
RADII = st.sampled_from([1.0, 2**0.5, 2.0, math.inf])


@st.composite
def studies(draw, *, is_lattice=True, n_categories=1):
    n_locations, n_days = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    if is_lattice:
        coordinates = np.array(draw(st.lists(LATTICE, min_size=n_locations, max_size=n_locations)), dtype=float)
    else:
        coordinates = np.random.default_rng(draw(st.integers(0, 2**32))).uniform(0, 10, (n_locations, 2))
    shape = (n_categories, n_locations, n_days)
    n_cells = int(np.prod(shape))
    cells = draw(st.lists(st.integers(0, 3), min_size=n_cells, max_size=n_cells))
    counts = np.array(cells, dtype=np.int64).reshape(shape) * draw(st.sampled_from([1, 1, 5]))
    longest = draw(st.integers(1, n_days))
    limits = Limits(
        start_date=START,
        end_date=START + timedelta(days=n_days - 1),
        max_radius=draw(RADII),
        max_population_pct=draw(st.sampled_from([50.0, 100.0, 20.0])),
        max_days=longest,
        is_prospective=draw(st.booleans()),
    )
    return coordinates, counts, limits


def in_plain_words(result, n_cases_a_measure=1.0):
    return [
        (
            frozenset(row.location_ids),
            (row.start_date - START).days,
            (row.end_date - START).days + 1,
            row.n_cases,
            pytest.approx(row.n_expected / n_cases_a_measure, rel=1e-9),
            pytest.approx(row.log_likelihood_ratio, rel=1e-9, abs=1e-12),
        )
        for row in result.clusters.itertuples()
    ]


def by_definition(clusters):
    return [
        (frozenset(f"L{n}" for n in own.locations), own.begin, own.end, own.n_cases, own.measure, own.ratio)
        for own in clusters
    ]


def plain_of(coordinates, counts, measure, ratio_of, limits, *, weight):
    best = plain_best(
        coordinates,
        counts,
        measure,
        ratio_of,
        longest=limits.max_days,
        is_prospective=limits.is_prospective,
        weight=weight,
        max_radius=limits.max_radius,
        max_pct=limits.max_population_pct,
    )
    return by_definition(plain_clusters(best, coordinates))


@given(study=studies(n_categories=2))
def test_the_permutation_scan_finds_what_its_definition_finds(study):
    coordinates, both, limits = study
    counts = both[0]
    total = counts.sum()
    measure = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(total, 1)

    result = scan_cases(long_form(counts), location_ids(len(coordinates)), coordinates, limits=limits, draws=NONE)

    expected = plain_of(
        coordinates, counts, measure, lambda c, m: plain_poisson(c, m, total), limits, weight=counts.sum(axis=1)
    )
    assert in_plain_words(result) == expected


@given(study=studies(n_categories=2, is_lattice=False))
def test_within_categories_the_expectation_is_the_sum_of_each_categorys(study):
    coordinates, both, limits = study
    counts, total = both.sum(axis=0), both.sum()
    measure = sum(np.outer(one.sum(axis=1), one.sum(axis=0)) / max(one.sum(), 1) for one in both)
    cases = pd.concat([long_form(one, sort=name) for one, name in zip(both, "ab", strict=True)])

    result = scan_cases(
        cases,
        location_ids(len(coordinates)),
        coordinates,
        limits=limits,
        draws=NONE,
        category_columns=["sort"],
    )

    expected = plain_of(
        coordinates, counts, measure, lambda c, m: plain_poisson(c, m, total), limits, weight=counts.sum(axis=1)
    )
    assert in_plain_words(result) == expected


@given(study=studies(n_categories=2, is_lattice=False))
def test_the_poisson_scan_finds_what_its_definition_finds(study):
    coordinates, both, limits = study
    counts, people = both[0], both[1].sum(axis=1) + 1.0
    total = counts.sum()
    measure = np.outer(people / people.sum(), np.full(counts.shape[1], 1 / counts.shape[1])) * total
    population = pd.DataFrame(
        {"location_id": location_ids(len(people)), "date": START, "is_day": False, "n_people": people}
    )

    result = scan_poisson(
        long_form(counts), population, location_ids(len(people)), coordinates, limits=limits, draws=NONE
    )

    expected = plain_of(
        coordinates, counts, measure, lambda c, m: plain_poisson(c, m, total), limits, weight=measure.sum(axis=1)
    )
    assert in_plain_words(result) == expected


@given(study=studies(n_categories=2))
def test_the_bernoulli_scan_finds_what_its_definition_finds(study):
    coordinates, both, limits = study
    cases, controls = both
    assume(controls.sum())
    people = (cases + controls).astype(float)

    result = scan_bernoulli(
        long_form(cases),
        long_form(controls),
        location_ids(len(coordinates)),
        coordinates,
        limits=limits,
        draws=NONE,
    )

    expected = plain_of(
        coordinates,
        cases,
        people,
        lambda c, n: plain_bernoulli(c, n, cases.sum(), people.sum()),
        limits,
        weight=people.sum(axis=1),
    )
    assert in_plain_words(result, cases.sum() / people.sum()) == expected


def laid_out(coordinates, weight, limits, n_days, **measure):
    """The cylinders and the place of each location, as a scan lays them."""
    places = merge_places(coordinates)
    held = np.bincount(places.place_of, weights=weight, minlength=len(places.coordinates))
    circles = lay_circles(
        places.coordinates,
        held,
        max_radius=limits.max_radius,
        max_weight=limits.max_population_pct / 100 * weight.sum(),
    )
    by_place = np.zeros((len(places.coordinates), n_days + 1))
    np.add.at(by_place[:, 1:], places.place_of, measure["measure"])
    cylinders = Cylinders(
        circles.starts,
        circles.members,
        np.zeros(0),
        np.zeros(n_days + 1),
        np.cumsum(by_place, axis=1),
        limits.max_days,
        limits.is_prospective,
    )
    return places, cylinders


def plain_highest(places, place, time, measure, ratio_of, limits, *, weight):
    counts = np.zeros((len(places.coordinates), measure.shape[1]), dtype=np.int64)
    np.add.at(counts, (place, time), 1)
    best = plain_best(
        places.coordinates,
        counts,
        measure,
        ratio_of,
        longest=limits.max_days,
        is_prospective=limits.is_prospective,
        weight=weight,
        max_radius=limits.max_radius,
        max_pct=limits.max_population_pct,
    )
    return plain_maximum(best)


def summed(places, table):
    total = np.zeros((len(places.coordinates), table.shape[1]))
    np.add.at(total, places.place_of, table)
    return total


SEEDS = np.array([1, 2**63 + 5, 77], dtype=np.uint64)


@given(study=studies(n_categories=2))
def test_permuted_replications_have_the_ratio_that_their_definition_gives_the_same_draws(study):
    coordinates, both, limits = study
    total, n_days = both.sum(), both.shape[2]
    assume(total)
    measure = sum(np.outer(one.sum(axis=1), one.sum(axis=0)) / max(one.sum(), 1) for one in both)
    weight = both.sum(axis=(0, 2)).astype(float)
    places, cylinders = laid_out(coordinates, weight, limits, n_days, measure=measure)
    kind, location, time = (np.repeat(index, both.ravel()) for index in np.indices(both.shape).reshape(3, -1))
    homes = places.place_of[location].astype(np.int32)
    first = n_days - limits.max_days if limits.is_prospective else 0
    near = time >= first
    home_starts = np.searchsorted(kind, np.arange(3)).astype(np.int64)
    time_starts = np.searchsorted(kind[near], np.arange(3)).astype(np.int64)
    likelihood = Likelihood(is_bernoulli=False, n_cases=float(total), n_population=float(total))

    maxima = permutation_maxima(cylinders, likelihood, SEEDS, homes, home_starts, time[near], time_starts)

    for seed, highest in zip(SEEDS, maxima, strict=True):
        dealt = np.empty(near.sum(), np.int64)
        permute_cases(seed, homes, home_starts, time_starts, homes.copy(), dealt)
        plain = plain_highest(
            places,
            dealt,
            time[near],
            summed(places, measure),
            lambda c, m: plain_poisson(c, m, total),
            limits,
            weight=summed(places, weight[:, None])[:, 0],
        )
        assert highest == pytest.approx(plain, rel=1e-9, abs=1e-12)


@given(study=studies(n_categories=2, is_lattice=False))
def test_poisson_replications_have_the_ratio_that_their_definition_gives_the_same_draws(study):
    coordinates, both, limits = study
    total, n_days = int(both[0].sum()), both.shape[2]
    assume(total)
    measure = (both[1] + 1.0) / (both[1] + 1.0).sum() * total
    places, cylinders = laid_out(coordinates, measure.sum(axis=1), limits, n_days, measure=measure)
    expected = summed(places, measure)
    first = n_days - limits.max_days if limits.is_prospective else 0
    keep, other = alias_table(np.append(expected[:, first:].ravel(), expected[:, :first].sum()))
    likelihood = Likelihood(is_bernoulli=False, n_cases=float(total), n_population=float(total))

    maxima = poisson_maxima(cylinders, likelihood, SEEDS, keep, other, first)

    for seed, highest in zip(SEEDS, maxima, strict=True):
        cells = np.empty(total, np.int64)
        draw_cells(seed, keep, other, total, cells)
        near = cells[cells < expected[:, first:].size]
        plain = plain_highest(
            places,
            near // (n_days - first),
            first + near % (n_days - first),
            expected,
            lambda c, m: plain_poisson(c, m, total),
            limits,
            weight=expected.sum(axis=1),
        )
        assert highest == pytest.approx(plain, rel=1e-9, abs=1e-12)


@given(study=studies(n_categories=2))
def test_bernoulli_replications_have_the_ratio_that_their_definition_gives_the_same_draws(study):
    coordinates, both, limits = study
    n_cases, n_days = int(both[0].sum()), both.shape[2]
    assume(n_cases)
    assume(both[1].sum())
    people = both.sum(axis=0).astype(float)
    places, cylinders = laid_out(coordinates, people.sum(axis=1), limits, n_days, measure=people)
    at_place = summed(places, people)
    everybody = np.repeat(np.arange(at_place.size), at_place.ravel().astype(int)).astype(np.int64)
    first = n_days - limits.max_days if limits.is_prospective else 0
    likelihood = Likelihood(is_bernoulli=True, n_cases=float(n_cases), n_population=float(people.sum()))

    maxima = bernoulli_maxima(cylinders, likelihood, SEEDS, everybody, first)

    for seed, highest in zip(SEEDS, maxima, strict=True):
        shuffled = everybody.copy()
        choose_cases(seed, everybody, n_cases, shuffled)
        chosen = shuffled[:n_cases]
        chosen = chosen[chosen % n_days >= first]
        plain = plain_highest(
            places,
            chosen // n_days,
            chosen % n_days,
            at_place,
            lambda c, n: plain_bernoulli(c, n, n_cases, people.sum()),
            limits,
            weight=at_place.sum(axis=1),
        )
        assert highest == pytest.approx(plain, rel=1e-9, abs=1e-12)


def city(seed, *, n_locations=12, n_days=20, n_cases=60):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 1_000, (n_locations, 2))
    cases = pd.DataFrame(
        {
            "location_id": [f"L{n}" for n in rng.integers(0, n_locations, n_cases)],
            "date": [START + timedelta(days=int(n)) for n in rng.integers(0, n_days, n_cases)],
            "n_cases": 1,
        }
    )
    places = pd.DataFrame({"location_id": location_ids(n_locations), "x_m": xy[:, 0], "y_m": xy[:, 1]})
    return cases, places


def scanned(cases, places, *, start=START, **more):
    settings = {"max_radius_m": 300.0, "max_days": 6, "n_replications": 19, "seed": 3, "n_threads": 1} | more
    return scan_permutation(cases, places, start_date=start, end_date=start + timedelta(days=19), **settings)


def findings(result):
    return [
        (frozenset(row.location_ids), row.start_date, row.end_date, row.n_cases, round(row.log_likelihood_ratio, 7))
        for row in result.clusters.itertuples()
    ]


@given(seed=st.integers(0, 2**32), is_prospective=st.booleans())
def test_the_order_of_rows_and_locations_changes_no_cluster(seed, is_prospective):
    cases, places = city(seed)
    shuffled = cases.sample(frac=1, random_state=seed % 1_000), places.sample(frac=1, random_state=seed % 999)

    assert findings(scanned(*shuffled, is_prospective=is_prospective)) == findings(
        scanned(cases, places, is_prospective=is_prospective)
    )


@given(seed=st.integers(0, 2**32))
def test_new_names_for_the_locations_change_nothing_but_the_names(seed):
    cases, places = city(seed)
    names = {name: f"{(number * 7) % 12:03}x" for number, name in enumerate(places["location_id"])}
    renamed = cases.replace({"location_id": names}), places.replace({"location_id": names})
    old, new = scanned(cases, places), scanned(*renamed)

    assert [(frozenset(map(names.get, found[0])), *found[1:]) for found in findings(old)] == findings(new)
    assert old.maxima.tolist() == new.maxima.tolist()


@given(seed=st.integers(0, 2**32), turn=st.floats(0, 6.28), by=st.floats(-5e5, 5e5))
def test_moving_and_turning_the_map_changes_no_cluster(seed, turn, by):
    cases, places = city(seed)
    x, y = places["x_m"], places["y_m"]
    moved = places.assign(
        x_m=x * math.cos(turn) - y * math.sin(turn) + by, y_m=x * math.sin(turn) + y * math.cos(turn) - by
    )

    here, there = (scanned(cases, where) for where in (places, moved))
    # Between findings that are alike in all but their place only the coordinates decide which comes first.
    assume(here.clusters["log_likelihood_ratio"].round(9).is_unique)

    assert findings(there) == findings(here)


@given(seed=st.integers(0, 2**32), n_days=st.integers(-4_000, 4_000))
def test_another_calendar_changes_no_cluster_but_its_dates(seed, n_days):
    cases, places = city(seed)
    by = timedelta(days=n_days)
    later = scanned(cases.assign(date=[day + by for day in cases["date"]]), places, start=START + by)

    assert [(ids, first - by, last - by, *more) for ids, first, last, *more in findings(later)] == [
        tuple(found) for found in findings(scanned(cases, places))
    ]


@given(seed=st.integers(0, 2**32))
def test_a_case_in_two_rows_is_as_two_cases_in_one_row(seed):
    cases, places = city(seed)
    together = cases.groupby(["location_id", "date"], as_index=False)["n_cases"].sum()

    assert findings(scanned(together, places)) == findings(scanned(cases, places))


@given(seed=st.integers(0, 2**32), n_threads=st.integers(2, 5))
def test_the_number_of_threads_changes_no_figure(seed, n_threads):
    cases, places = city(seed)
    alone, shared = scanned(cases, places), scanned(cases, places, n_threads=n_threads)

    assert alone.maxima.tolist() == shared.maxima.tolist()
    pd.testing.assert_frame_equal(alone.clusters, shared.clusters)
