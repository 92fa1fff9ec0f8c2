"""The published rules, one by one, on sequences made by hand: H hot, C cold, . neither; ten weeks, oldest first."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from geo.errors import BadParameterError
from geo.patterns import PATTERNS, PatternRule, classify, find_patterns

RULE = PatternRule(reach_m=150, steps_back=1, false_share=0.05, trend_chance=0.05)


def named(weeks: str, trend: int = 0) -> str:
    marks = np.array([list(weeks)])
    return str(classify(marks == "H", marks == "C", np.array([trend]))[0])


@pytest.mark.parametrize(
    ("weeks", "trend", "pattern"),
    [
        (".........H", 0, "new"),
        ("CC.......H", 0, "new"),
        (".........H", 1, "new"),
        ("........HH", 0, "consecutive"),
        ("..HHHHHHHH", 1, "consecutive"),
        ("C.......HH", 0, "consecutive"),
        (".HHHHHHHHH", 1, "intensifying"),
        ("HHHHHHHHHH", 1, "intensifying"),
        ("HHHHCHHHHH", 1, "intensifying"),
        (".HHHHHHHHH", 0, "persistent"),
        ("HHHHHHHHHH", 0, "persistent"),
        ("HHHHH.HHHH", 0, "persistent"),
        ("HHHHHHHHHH", -1, "diminishing"),
        (".HHHHHHHHH", -1, "diminishing"),
        ("H........H", 0, "sporadic"),
        ("..HH..HHHH", 1, "sporadic"),
        ("HHHH..HHHH", -1, "sporadic"),
        ("HC.......H", 0, "oscillating"),
        ("HHHHC..HHH", 1, "oscillating"),
        ("HHHHHHHHH.", 0, "historical"),
        ("HHHHHHHHH.", -1, "historical"),
        ("HHHHHHHHHC", 0, "historical"),
        ("..........", 0, "none"),
        ("CCCCCCCCCC", -1, "none"),
        ("HHHHHHHH..", 0, "none"),
        ("H.........", 0, "none"),
        ("H........C", 0, "none"),
    ],
)
def test_each_sequence_has_the_pattern_that_the_published_rules_give_it(weeks, trend, pattern):
    assert named(weeks, trend) == pattern


@pytest.mark.parametrize(("n_hot", "pattern"), [(23, "sporadic"), (24, "persistent")])
def test_of_26_weeks_24_are_nine_tenths_and_23_are_not(n_hot, pattern):
    weeks = "H" * (n_hot - 1) + "." * (26 - n_hot) + "H"

    assert named(weeks) == pattern


def test_nine_of_ten_are_nine_tenths_to_the_last_digit():
    assert named("HHHHHHHH.H") == "persistent"


def test_every_published_name_is_given_to_something_and_no_other_name_is():
    rng = np.random.default_rng(3)
    marks = rng.choice(list("HC."), p=[0.7, 0.05, 0.25], size=(4_000, 6))
    marks[:40] = "H"
    marks[40:80, :5] = "H"

    found = classify(marks == "H", marks == "C", rng.integers(-1, 2, size=4_000))

    assert set(found) <= set(PATTERNS)
    # Nine tenths of six weeks are all six: then none can be historical.
    assert set(PATTERNS) - set(found) == {"historical"}


def test_a_step_cannot_be_hot_and_cold():
    with pytest.raises(BadParameterError, match="hot and cold"):
        classify(np.array([[True]]), np.array([[True]]), np.array([0]))


def _city():
    side = np.arange(30) * 100.0 + 50
    return tuple(axis.ravel() for axis in np.meshgrid(side, side, indexing="ij"))


def _at(x_m, y_m, column, row):
    return int(np.flatnonzero((x_m == 100.0 * column + 50) & (y_m == 100.0 * row + 50))[0])


def test_planted_places_get_the_patterns_they_were_planted_with():
    x_m, y_m = _city()
    counts = np.random.default_rng(5).poisson(0.1, size=(x_m.size, 26))
    new, steady, rising, gone = (_at(x_m, y_m, *spot) for spot in ((4, 4), (14, 4), (4, 24), (24, 24)))
    counts[new, -1] += 14
    counts[steady] += 9
    counts[rising] += 4 + np.arange(26)
    counts[gone, :24] += 12

    found = find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE)

    assert found.codes[[new, steady, rising]].tolist() == ["new", "persistent", "intensifying"]
    assert found.codes[gone] == "historical"
    # Half a kilometre off, nothing was planted.
    assert found.codes[_at(x_m, y_m, 9, 14)] == "none"


def test_hot_is_what_benjamini_and_hochberg_find_over_all_cells_and_weeks():
    x_m, y_m = _city()
    counts = np.random.default_rng(6).poisson(
        np.random.default_rng(7).gamma(0.2, 1, size=(x_m.size, 1)), size=(900, 12)
    )

    found = find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE)

    adjusted = false_discovery_control(found.chances.ravel()).reshape(found.chances.shape)
    assert ((adjusted <= 0.05) == (found.is_hot | found.is_cold)).all()
    assert found.is_hot.any()
    assert found.line == found.chances[adjusted <= 0.05].max()
    assert ((found.chances <= found.line) == (found.is_hot | found.is_cold)).all()


def test_in_a_city_without_any_pattern_hardly_a_place_is_hot():
    x_m, y_m = _city()
    counts = np.random.default_rng(8).poisson(4.0, size=(x_m.size, 26))

    found = find_patterns(counts, x_m=x_m, y_m=y_m, rule=RULE)

    assert found.is_hot.mean() < 0.002


def test_a_city_without_incidents_has_no_pattern_and_no_line():
    x_m, y_m = _city()

    found = find_patterns(np.zeros((900, 12), int), x_m=x_m, y_m=y_m, rule=RULE)

    assert set(found.codes) == {"none"}
    assert found.line == 0


def test_counts_and_cells_must_fit():
    with pytest.raises(BadParameterError, match="coordinates"):
        find_patterns(np.zeros((3, 12), int), x_m=np.zeros(2), y_m=np.zeros(2), rule=RULE)


@pytest.mark.parametrize("changed", [{"false_share": 0}, {"trend_chance": 1}])
def test_a_rule_that_cannot_be_used_is_refused(changed):
    with pytest.raises(BadParameterError):
        PatternRule(**({"reach_m": 150, "steps_back": 1, "false_share": 0.05, "trend_chance": 0.05} | changed))
