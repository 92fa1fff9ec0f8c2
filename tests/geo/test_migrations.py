from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.migrations import MoveRules, find_migrations
from tests.support.daily_counts import FIRST_DATE, draw, frame

NAMES = ("system_code", "category_code", "type_name")
RULES = MoveRules(window_days=28, min_days=14, min_tickets=12, start_share=0.1, fall_share=0.5, range_sd=3)
N_DAYS, START = 160, 100
BASKET, DEBRIS = ("legacy", "litter", "Empty Litter Basket"), ("new", "litter", "Litter & Debris")
# What keeps each system held on every day, in a category of its own.
OTHERS = {("legacy", "other", "General Comments"): 20.0, ("new", "animals", "Lost Pet"): 10.0}


def step(before, after, *, at=START, n_days=N_DAYS):
    return np.where(np.arange(n_days) < at, before, after)


def city(rates, *, seed=1, n_days=N_DAYS, held=None):
    """Counts a day of the types given by their rates; `held` cuts a system's days: system to (first, end)."""
    rng = np.random.default_rng(seed)
    counts = {key: draw(rate, n_days, rng) for key, rate in {**OTHERS, **rates}.items()}
    for (system, *_), values in counts.items():
        first, end = (held or {}).get(system, (0, n_days))
        values[:first] = 0
        values[end:] = 0
    return frame(counts, NAMES)


def found(daily, topic="Litter & Debris", rules=RULES):
    table = find_migrations(daily, rules=rules)
    return dict(table[table["topic_name"] == topic].iloc[0])


def test_a_topic_that_left_the_legacy_system_moved_and_its_total_is_unchanged():
    told = found(city({BASKET: step(6.5, 0.2), DEBRIS: step(0.0, 6.3)}))

    assert told["status"] == "moved"
    assert told["began_date"] == FIRST_DATE + timedelta(days=START)
    assert told["legacy_types"] == ("Empty Litter Basket",)
    assert told["new_before"] == 0
    assert told["legacy_after"] < 0.2 * told["legacy_before"]
    assert told["expected_low"] <= told["total_after"] <= told["expected_high"]


def test_a_move_over_two_weeks_is_dated_by_its_first_day():
    share = np.clip(0.55 + 0.42 * (np.arange(N_DAYS) - START) / 14, 0.55, 0.97)
    moved = np.where(np.arange(N_DAYS) < START, 0.0, share)

    told = found(city({BASKET: 6.5 * (1 - moved), DEBRIS: 6.5 * moved}))

    assert (told["status"], told["began_date"]) == ("moved", FIRST_DATE + timedelta(days=START))


@pytest.mark.parametrize("seed", range(40))
def test_a_rise_in_the_new_system_without_a_legacy_fall_is_never_called_a_move(seed):
    assert found(city({BASKET: 6.5, DEBRIS: step(0.0, 6.5)}, seed=seed))["status"] == "not_a_move"


@pytest.mark.parametrize("seed", range(40))
def test_a_season_that_rises_in_both_systems_is_never_called_a_move(seed):
    season = 1 + 0.8 * np.sin(np.linspace(-1.5, 1.5, N_DAYS))

    told = found(city({BASKET: 6 * season, DEBRIS: 5 * season}, seed=seed))

    assert told["status"] == "running_in_both"
    assert told["began_date"] is None


@pytest.mark.parametrize("seed", range(40))
def test_a_topic_that_is_entirely_new_is_never_called_a_move(seed):
    told = found(city({("new", "scooters", "Scooter"): step(0.0, 5.0)}, seed=seed), "Scooter")

    assert told["status"] == "nothing_before"


@pytest.mark.parametrize("seed", range(40))
def test_a_legacy_feed_that_is_late_at_the_end_does_not_look_like_a_move(seed):
    rates = {BASKET: 6.5, DEBRIS: step(0.0, 6.5, at=N_DAYS - 20)}

    told = found(city(rates, seed=seed, held={"legacy": (0, N_DAYS - 18)}))

    assert told["status"] == "legacy_ended"


def test_a_legacy_feed_that_is_late_does_not_touch_a_topic_that_always_ran():
    told = found(city({BASKET: 6.5, DEBRIS: 6.5}, held={"legacy": (0, N_DAYS - 5)}))

    assert told["status"] == "running_in_both"


def test_where_only_the_new_system_is_held_a_rise_cannot_be_told_from_a_move():
    told = found(city({BASKET: 6.5, DEBRIS: step(0.0, 6.3)}, held={"legacy": (0, 0)}))

    assert told["status"] == "legacy_not_held"
    assert told["began_date"] == FIRST_DATE + timedelta(days=START)
    assert np.isnan(told["total_after"])


def test_a_beginning_of_last_week_is_too_early_to_tell():
    at = N_DAYS - 6

    assert found(city({BASKET: step(6.5, 0.2, at=at), DEBRIS: step(0.0, 6.3, at=at)}))["status"] == "too_early"


def test_a_move_with_a_rise_on_top_says_that_the_total_changed():
    told = found(city({BASKET: step(6.5, 0.2), DEBRIS: step(0.0, 9.0)}))

    assert told["status"] == "moved_total_changed"
    assert told["total_after"] > told["expected_high"]


def test_a_rise_of_which_less_than_half_left_the_legacy_system_is_not_a_move():
    assert found(city({BASKET: step(6.5, 0.2), DEBRIS: step(0.0, 20.0)}))["status"] == "not_a_move"


def test_a_small_topic_beside_a_large_category_cannot_be_told():
    assert found(city({BASKET: 60.0, DEBRIS: step(0.0, 1.0)}))["status"] == "too_few"


def test_a_topic_with_a_handful_of_tickets_is_not_dated():
    told = found(city({BASKET: 6.5, DEBRIS: step(0.0, 0.1)}))

    assert (told["status"], told["began_date"]) == ("too_small", None)


def test_a_topic_that_runs_from_the_first_day_without_a_legacy_type_runs_in_the_new_system_only():
    assert found(city({BASKET: 6.5}), "Lost Pet")["status"] == "running_in_new"


def test_two_topics_that_began_together_share_one_move():
    cans = ("new", "litter", "Overflowing Can")

    told = found(city({BASKET: step(8.0, 0.2), DEBRIS: step(0.0, 4.0), cans: step(0.0, 4.0)}))

    assert told["status"] == "moved"
    assert told["topics"] == ("Litter & Debris", "Overflowing Can")


def test_the_order_of_the_rows_changes_nothing():
    daily = city({BASKET: step(6.5, 0.2), DEBRIS: step(0.0, 6.3)})

    shuffled = daily.sample(frac=1, random_state=3)

    assert find_migrations(shuffled, rules=RULES).equals(find_migrations(daily, rules=RULES))


def test_without_the_new_system_there_is_no_topic():
    daily = city({BASKET: 6.5})

    assert find_migrations(daily[daily["system_code"] == "legacy"], rules=RULES).empty
    assert find_migrations(daily[:0], rules=RULES).empty


def test_a_frame_without_its_columns_and_rules_that_cannot_hold_are_refused():
    with pytest.raises(MissingColumnError, match="type_name"):
        find_migrations(city({}).drop(columns="type_name"), rules=RULES)
    with pytest.raises(BadParameterError, match="above window_days"):
        MoveRules(window_days=7, min_days=14, min_tickets=12, start_share=0.1, fall_share=0.5, range_sd=3)
    with pytest.raises(BadParameterError, match="range_sd"):
        MoveRules(window_days=28, min_days=14, min_tickets=12, start_share=0.1, fall_share=0.5, range_sd=0)
