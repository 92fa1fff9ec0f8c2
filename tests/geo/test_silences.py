from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.silences import SilenceRules, find_silences
from tests.support.daily_counts import FIRST_DATE, draw, frame

NAMES = ("feed_code", "stream_kind", "stream_code")
RULES = SilenceRules(
    usual_weeks=8,
    windows_days=(1, 2, 3, 5, 7, 14),
    low_share=0.25,
    false_alarms_a_year=4,
    level_swing=0.1,
    told_days=120,
)
N_DAYS = 120
LAST = FIRST_DATE + timedelta(days=N_DAYS - 1)
SHARPS, LITTER, RARE = ("a", "category", "sharps"), ("a", "category", "litter"), ("a", "category", "rare")
WHOLE, OTHER_WHOLE, OTHER_SHARPS = ("a", "feed", ""), ("b", "feed", ""), ("b", "category", "sharps")


def city(rates=None, *, seed=1, n_days=N_DAYS, cut=()):
    """Counts a day of two feeds; `cut` empties the days from one to another of a stream."""
    rng = np.random.default_rng(seed)
    base = {SHARPS: 41.0, LITTER: 30.0, RARE: 0.4, OTHER_SHARPS: 5.0} | (rates or {})
    counts = {key: draw(rate, n_days, rng) for key, rate in base.items()}
    for key, first, end in cut:
        counts[key][first:end] = 0
    for whole in (WHOLE, OTHER_WHOLE):
        counts[whole] = sum(values for (feed, kind, _), values in counts.items() if feed == whole[0] and kind != "feed")
    return counts


def judged(counts, key=SHARPS, *, last=LAST, rules=RULES, **more):
    table = find_silences(frame(counts, NAMES), {"a": last, "b": last}, rules=rules, **more)
    return dict(table.set_index(list(NAMES)).loc[key])


def test_streams_that_flow_are_told_to_flow():
    told = judged(city())

    assert (told["status"], told["since_date"]) == ("flowing", None)
    assert told["usual_per_day"] == pytest.approx(41, rel=0.1)


@pytest.mark.parametrize("n_days", [1, 2, 3, 6, 14, 40, 100])
def test_a_planted_silence_is_found_with_its_first_day_however_long_it_lasts(n_days):
    told = judged(city(n_days=240, cut=[(SHARPS, 240 - n_days, 240)]), last=FIRST_DATE + timedelta(days=239))

    assert told["status"] == "silent"
    assert told["since_date"] == FIRST_DATE + timedelta(days=240 - n_days)
    assert told["usual_per_day"] == pytest.approx(41, rel=0.15)
    assert told["n_tickets"] == 0
    assert told["n_expected_low"] > 10


def test_a_silence_older_than_the_limit_is_the_end_of_a_stream_and_no_longer_told():
    counts = city(n_days=240, cut=[(SHARPS, 100, 240)])

    table = find_silences(frame(counts, NAMES), {"a": FIRST_DATE + timedelta(days=239)}, rules=RULES)

    assert "sharps" not in set(table["stream_code"])


def test_a_stream_of_which_a_tenth_is_left_is_thinned_with_its_expected_range():
    counts = city()
    counts[SHARPS][-4:] = (4, 3, 5, 4)

    told = judged(counts)

    assert told["status"] == "thinned"
    assert told["n_tickets"] < told["n_expected_low"] < told["n_expected_high"]
    assert told["since_date"] >= LAST - timedelta(days=6)


def test_an_empty_day_that_ended_is_a_gap_and_not_a_silence():
    told = judged(city(cut=[(SHARPS, N_DAYS - 5, N_DAYS - 3)]))

    assert (told["status"], told["n_days"]) == ("gap", 2)
    assert told["since_date"] == FIRST_DATE + timedelta(days=N_DAYS - 5)


@pytest.mark.parametrize("seed", range(30))
def test_a_group_with_few_tickets_never_alarms_on_one_empty_day_nor_on_a_week(seed):
    counts = city(seed=seed, cut=[(RARE, N_DAYS - 7, N_DAYS)])

    assert judged(counts, RARE)["status"] == "too_few"


def test_a_group_of_three_a_day_needs_several_empty_days():
    rates = {("a", "category", "graffiti"): 3.0}
    statuses = [
        judged(city(rates, cut=[(("a", "category", "graffiti"), N_DAYS - n, N_DAYS)]), ("a", "category", "graffiti"))[
            "status"
        ]
        for n in (1, 2, 10)
    ]

    assert statuses == ["flowing", "flowing", "silent"]


def test_what_the_other_system_took_over_is_moved_and_not_silent():
    counts = city(cut=[(SHARPS, N_DAYS - 3, N_DAYS)])
    counts[OTHER_SHARPS][-3:] += 41
    counterparts = {SHARPS: (OTHER_SHARPS,), LITTER: (("b", "category", "unheard of"),)}

    assert judged(counts, counterparts=counterparts)["status"] == "moved"
    assert judged(counts)["status"] == "silent"


def test_a_holiday_is_neither_judged_nor_usual():
    counts = city(cut=[(SHARPS, N_DAYS - 1, N_DAYS)])

    assert judged(counts, holidays=[LAST])["status"] == "flowing"
    assert judged(counts)["status"] == "silent"


def test_days_on_which_a_feed_is_not_held_are_not_usual_and_too_few_of_them_judge_nothing():
    counts = {key: np.where(np.arange(N_DAYS) < N_DAYS - 34, 0, values) for key, values in city().items()}
    counts[SHARPS][-3:] = 0

    assert judged(counts)["status"] == "too_few"


def test_only_days_up_to_the_last_one_held_in_full_are_judged():
    counts = city(cut=[(SHARPS, N_DAYS - 2, N_DAYS)])

    told = judged(counts, last=LAST - timedelta(days=2))

    assert (told["status"], told["last_date"]) == ("flowing", LAST - timedelta(days=2))


def test_the_order_of_the_rows_changes_nothing():
    daily = frame(city(cut=[(SHARPS, N_DAYS - 2, N_DAYS)]), NAMES)

    once, again = (
        find_silences(rows, {"a": LAST}, rules=RULES) for rows in (daily, daily.sample(frac=1, random_state=2))
    )

    assert once.equals(again)


def test_no_feed_to_judge_gives_no_stream():
    assert find_silences(frame(city(), NAMES), {}, rules=RULES).empty
    assert find_silences(frame(city(), NAMES)[:0], {"a": LAST}, rules=RULES).empty


def test_a_feed_without_its_whole_and_rules_that_cannot_hold_are_refused():
    daily = frame(city(), NAMES)
    with pytest.raises(BadParameterError, match="no stream of kind 'feed' for a"):
        find_silences(daily[daily["stream_kind"] != "feed"], {"a": LAST}, rules=RULES)
    with pytest.raises(MissingColumnError, match="stream_kind"):
        find_silences(daily.drop(columns="stream_kind"), {"a": LAST}, rules=RULES)
    sound = vars(RULES)
    for name, value in (("windows_days", ()), ("windows_days", (0,)), ("level_swing", 1.0), ("low_share", 0)):
        with pytest.raises(BadParameterError, match=name):
            SilenceRules(**{**sound, name: value})
