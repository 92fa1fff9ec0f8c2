from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.errors import BadParameterError
from geo.expected_ranges import expect_windows, fit_scatter, usual_range

LONG = 1e9


def test_a_steady_place_is_expected_to_go_on():
    counts = np.full((1, 200), 3)

    expected = expect_windows(counts, np.ones(200), n_steps=7, half_life_steps=60, min_past_steps=84)

    assert expected[0, -1] == pytest.approx(21, rel=0.01)


def test_the_past_is_weighed_by_its_age():
    counts = np.array([[8, 0, 0]])

    expected = expect_windows(counts, np.ones(3), n_steps=1, half_life_steps=1, min_past_steps=1)

    # Half a step of prior; 8 counts half as much after one step more, as does the day it stands for.
    assert expected[0, 1:] == pytest.approx([8.5, (4 + 0.5) / 1.5])


def test_only_what_lies_before_a_window_is_looked_at():
    counts = np.zeros((2, 40), np.int64)
    counts[1, -7:] = 50

    expected = expect_windows(counts, np.ones(40), n_steps=7, half_life_steps=LONG, min_past_steps=10)

    assert expected[0, -1] == expected[1, -1] == pytest.approx(7 * 0.5 / 33)


def test_a_busy_season_lifts_what_is_expected_and_a_day_that_is_not_held_does_not():
    exposure = np.ones(20)
    exposure[-2:] = (3.0, 0.0)

    expected = expect_windows(np.ones((1, 20), np.int64), exposure, n_steps=2, half_life_steps=LONG, min_past_steps=5)

    assert expected[0, -1] == pytest.approx(3 * 18.5 / 18)


@pytest.mark.parametrize("min_past", [5, 12])
def test_where_the_past_is_too_short_nothing_is_expected(min_past):
    expected = expect_windows(
        np.ones((1, 20), np.int64), np.ones(20), n_steps=7, half_life_steps=60, min_past_steps=min_past
    )

    assert np.isnan(expected[0]).tolist() == [True] * (min_past + 6) + [False] * (14 - min_past)


def test_where_nothing_of_the_past_was_held_nothing_is_expected():
    expected = expect_windows(np.zeros((1, 9), np.int64), np.zeros(9), n_steps=1, half_life_steps=60, min_past_steps=1)

    assert np.isnan(expected).all()


@pytest.mark.parametrize("scatter", [0.1, 0.5, 2.0])
def test_the_scatter_that_was_put_in_is_found_again(scatter):
    rng = np.random.default_rng(11)
    expected = rng.uniform(1, 12, size=6_000)
    seen = rng.poisson(rng.gamma(1 / scatter, scatter * expected))

    assert fit_scatter(seen, expected) == pytest.approx(scatter, rel=0.12)


def test_counts_that_scatter_no_more_than_chance_have_next_to_none():
    rng = np.random.default_rng(12)

    assert fit_scatter(rng.poisson(5.0, size=4_000), np.full(4_000, 5.0)) < 0.02


@pytest.mark.parametrize("share", [0.8, 0.9, 0.95])
def test_the_range_holds_at_least_the_share_asked_for_and_would_not_if_it_were_narrower(share):
    expected, scatter = np.linspace(0.05, 40, 60), 0.4
    low, high = usual_range(expected, scatter=scatter, share=share)

    counts = stats.nbinom(1 / scatter, 1 / (1 + scatter * expected))
    assert (counts.cdf(high) - counts.cdf(low - 1) >= share).all()
    assert (counts.cdf(high - 1) < 1 - (1 - share) / 2).all()
    assert (counts.cdf(low) > (1 - share) / 2 - 1e-9).all()
    assert (low <= high).all()


def test_more_is_usual_where_more_is_expected_and_where_counts_scatter_more():
    even, _ = (usual_range(np.array([2.0, 8.0]), scatter=0.001, share=0.9)[1] for _ in range(2))
    wide = usual_range(np.array([2.0, 8.0]), scatter=1.0, share=0.9)[1]

    # Without scatter a Poisson range: of mean 8 at most 13.
    assert even.tolist() == [5, 13]
    assert (wide > even).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: expect_windows(np.ones((1, 5), int), np.ones(4), n_steps=1, half_life_steps=1, min_past_steps=1),
        lambda: expect_windows(np.ones((1, 5), int), -np.ones(5), n_steps=1, half_life_steps=1, min_past_steps=1),
        lambda: expect_windows(np.ones((1, 5), int), np.ones(5), n_steps=0, half_life_steps=1, min_past_steps=1),
        lambda: expect_windows(np.ones((1, 5), int), np.ones(5), n_steps=1, half_life_steps=0, min_past_steps=1),
        lambda: fit_scatter(np.empty(0, int), np.empty(0)),
        lambda: fit_scatter(np.array([1]), np.array([0.0])),
        lambda: fit_scatter(np.array([-1]), np.array([1.0])),
        lambda: usual_range(np.array([1.0]), scatter=0, share=0.9),
        lambda: usual_range(np.array([1.0]), scatter=1, share=1),
        lambda: usual_range(np.array([np.nan]), scatter=1, share=0.9),
    ],
    ids=[
        "shapes", "negative exposure", "no window", "no half-life", "no window seen", "nothing expected",
        "negative count", "no scatter", "all of it", "not a number",
    ],
)  # fmt: skip
def test_what_no_range_can_be_told_from_is_refused(call):
    with pytest.raises(BadParameterError):
        call()
