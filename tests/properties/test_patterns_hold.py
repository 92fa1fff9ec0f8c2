"""Nothing but where and when incidents were decides a place's pattern: not names, order, origin or direction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.expected_ranges import expect_windows
from geo.patterns import PatternRule, find_patterns
from geo.trends import mann_kendall

RULE = PatternRule(reach_m=150, steps_back=1, false_share=0.2, trend_chance=0.2)
SIDE, N_WEEKS = 9, 12
PLACED = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1), st.integers(0, N_WEEKS - 1), st.integers(1, 9))
CITIES = st.lists(PLACED, min_size=1, max_size=60)


def city(placed):
    axis = 100.0 * np.arange(SIDE) + 50
    x_m, y_m = (each.ravel() for each in np.meshgrid(axis, axis, indexing="ij"))
    counts = np.zeros((SIDE * SIDE, N_WEEKS), np.int64)
    for column, row, week, n in placed:
        counts[column * SIDE + row, week] += n
    return counts, x_m, y_m


def same(one, other):
    assert one.codes.tolist() == other.codes.tolist()
    assert (one.scores == other.scores).all()
    assert (one.is_hot == other.is_hot).all()
    assert one.line == other.line


@given(placed=CITIES, seed=st.integers(0, 99))
def test_relabelling_and_reordering_the_cells_changes_nothing(placed, seed):
    counts, x_m, y_m = city(placed)
    order = np.random.default_rng(seed).permutation(x_m.size)
    found = find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE)

    shuffled = find_patterns(counts[order], x_m=x_m[order], y_m=y_m[order], rule=RULE)

    assert shuffled.codes.tolist() == found.codes[order].tolist()
    assert (shuffled.scores == found.scores[order]).all()


@given(placed=CITIES, shift=st.integers(-4000, 4000))
def test_shifting_the_city_changes_nothing(placed, shift):
    counts, x_m, y_m = city(placed)

    moved = find_patterns(counts, x_m=x_m + 100.0 * shift, y_m=y_m - 50.0 * shift, rule=RULE)

    same(find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE), moved)


@given(placed=CITIES, angle=st.floats(0, 6.2831))
def test_turning_the_city_by_any_angle_changes_nothing(placed, angle):
    counts, x_m, y_m = city(placed)
    x_then = np.cos(angle) * x_m - np.sin(angle) * y_m
    y_then = np.sin(angle) * x_m + np.cos(angle) * y_m

    same(find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE), find_patterns(counts, x_m=x_then, y_m=y_then, rule=RULE))


@given(placed=CITIES, times=st.integers(2, 7))
def test_counting_everything_several_times_makes_nothing_hotter(placed, times):
    counts, x_m, y_m = city(placed)
    found = find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE)

    again = find_patterns(times * counts, x_m=x_m, y_m=y_m, rule=RULE)

    assert again.scores == pytest.approx(found.scores, abs=1e-9)


@given(series=st.lists(st.integers(0, 6), min_size=2, max_size=30))
def test_a_series_played_backwards_has_the_opposite_trend(series):
    values = np.array([series, series[::-1]], dtype=float)

    found = mann_kendall(values)

    assert found.z[0] == -found.z[1]
    assert found.p[0] == found.p[1]


@given(
    counts=st.lists(st.integers(0, 9), min_size=30, max_size=60),
    later=st.lists(st.integers(0, 9), min_size=7, max_size=7),
    scale=st.sampled_from([0.25, 0.5, 2.0, 8.0]),
)
def test_what_is_expected_does_not_depend_on_the_window_itself_nor_on_the_unit_of_exposure(counts, later, scale):
    exposure = np.linspace(0.5, 1.5, len(counts))

    def expected(values, exposures):
        return expect_windows(
            np.array([values]), exposures, n_steps=7, half_life_steps=20, min_past_steps=10
        )[0, -1]  # fmt: skip

    assert expected(counts, exposure) == expected([*counts[:-7], *later], exposure)
    assert expected(counts, scale * exposure) == pytest.approx(expected(counts, exposure))
