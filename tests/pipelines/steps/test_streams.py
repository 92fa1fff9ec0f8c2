from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.steps.streams import FindMigrations, FindSilences
from tests.support.daily_counts import FIRST_DATE, draw, frame

REFERENCE = project_paths({}).reference_dir
POLICY = load_policy(REFERENCE)
N_DAYS, START = 160, 120
AS_OF = FIRST_DATE + timedelta(days=N_DAYS)
NAMES = ("feed_code", "system_code", "category_code", "type_name", "channel_name")
LEGACY, NEW = ("city311_legacy", "legacy"), ("city311_new", "new")
SHARPS = (*LEGACY, "sharps", "Needle Pickup", "Call")
GRAFFITI = (*LEGACY, "graffiti", "Graffiti Removal", "Call")
BASKET = (*LEGACY, "litter", "Empty Litter Basket", "App")
DEBRIS = (*NEW, "litter", "Litter & Debris", "BOS311")
PETS = (*NEW, "animals", "Lost Pet", "Call")


def step(before, after, at=START):
    return np.where(np.arange(N_DAYS) < at, before, after)


def frames(rates=None, *, cut=(), last_dates=None):
    rng = np.random.default_rng(5)
    base = {SHARPS: 41.0, GRAFFITI: 14.0, BASKET: 20.0, PETS: 12.0} | (rates or {})
    counts = {key: draw(rate, N_DAYS, rng) for key, rate in base.items()}
    for keys, n_days in cut:
        for key in keys:
            counts[key][-n_days:] = 0
    daily = frame(counts, NAMES)
    last = {"city311_legacy": AS_OF - timedelta(days=1), "city311_new": AS_OF - timedelta(days=1)} | (last_dates or {})
    return {
        "int_streams__daily": daily.assign(category_name=daily["category_code"].str.capitalize()),
        "int_feeds__covered": pd.DataFrame({"feed_code": list(last), "last_full_date": list(last.values())}),
        "ref_holidays": load_reference(REFERENCE, "holidays"),
        "ref_feeds": load_reference(REFERENCE, "feeds"),
    }


def topic(tables, name="Litter & Debris", as_of=AS_OF):
    (found,) = FindMigrations(POLICY, as_of).run(tables)
    return dict(found.set_index("topic_name").loc[name])


def stream(tables, kind, code, feed="city311_legacy"):
    (found,) = FindSilences(POLICY).run(tables)
    return dict(found.set_index(["feed_code", "stream_kind", "stream_code"]).loc[(feed, kind, code)])


MOVED = {BASKET: step(20.0, 0.5), DEBRIS: step(0.0, 19.5)}


def test_a_move_is_told_with_its_day_its_legacy_type_and_the_total_before_and_after():
    told = topic(frames(MOVED))

    assert told["status"] == "moved"
    assert told["legacy_types"] == "Empty Litter Basket"
    assert told["told_text"].startswith(
        "Moved from the legacy system (Empty Litter Basket) on 5 May 2026: the total is unchanged, "
    )
    assert told["told_text"].endswith("expected). The rise in the 2025 system comes from the move.")
    assert told["note_text"] == (
        "moved to the 2025 system in May 2026, the total did not change: the rise there comes from the move"
    )


def test_a_move_of_more_than_a_year_ago_is_no_longer_noted():
    assert topic(frames(MOVED), as_of=AS_OF + timedelta(days=365))["note_text"] == ""


@pytest.mark.parametrize(
    ("rates", "last_dates", "status", "words", "is_noted"),
    [
        ({DEBRIS: step(0.0, 20.0)}, {}, "not_a_move", "the rise is not a move", False),
        ({BASKET: step(20.0, 0.5), DEBRIS: step(0.0, 30.0)}, {}, "moved_total_changed", "the total changed", True),
        (
            MOVED,
            {"city311_legacy": FIRST_DATE + timedelta(days=START + 3)},
            "legacy_ended",
            "the legacy feed has ended or is silent since, so a rise cannot be told from a move",
            True,
        ),
        (
            {BASKET: step(20.0, 0.5, N_DAYS - 5), DEBRIS: step(0.0, 19.5, N_DAYS - 5)},
            {},
            "too_early",
            "too early, so a rise cannot be told from a move. That needs 14 days of both systems",
            True,
        ),
        ({DEBRIS: step(0.0, 0.8)}, {}, "too_few", "too few tickets beside those of its category", True),
    ],
    ids=["not a move", "total changed", "legacy ended", "too early", "too few"],
)
def test_what_is_no_plain_move_says_what_can_be_told(rates, last_dates, status, words, is_noted):
    told = topic(frames(rates, last_dates=last_dates))

    assert told["status"] == status
    assert words in told["told_text"]
    assert bool(told["note_text"]) == is_noted


def test_topics_that_are_new_to_both_systems_run_steadily_or_are_small_say_so():
    scooter, seldom = (*NEW, "scooters", "Scooter", "Call"), (*NEW, "scooters", "Seldom", "Call")
    tables = frames({scooter: step(0.0, 5.0), seldom: step(0.0, 0.05), DEBRIS: 5.0})

    assert "nothing that is held moved" in topic(tables, "Scooter")["told_text"]
    assert topic(tables, "Seldom")["told_text"] == "Too few tickets to tell when it began."
    assert topic(tables)["told_text"] == "Running in both systems since the first days held."
    assert "holds no ticket of its category" in topic(tables, "Lost Pet")["told_text"]


def test_where_the_legacy_feed_is_not_held_a_rise_cannot_be_told_from_a_move():
    tables = frames(MOVED)
    daily = tables["int_streams__daily"]
    only_new = tables | {"int_streams__daily": daily[daily["system_code"] == "new"]}

    told = topic(only_new)

    assert told["status"] == "legacy_not_held"
    assert "the legacy feed is not held for the days before, so a rise cannot be told from a move" in told["told_text"]


def test_a_type_that_nobody_reviewed_makes_no_pair():
    tables = frames({(*NEW, "unmapped", "Bench Repair", "Call"): step(0.0, 5.0)})

    (found,) = FindMigrations(POLICY, AS_OF).run(tables)

    assert "Bench Repair" not in set(found["topic_name"])


def test_a_silence_says_since_when_what_is_usual_and_for_how_long():
    told = stream(frames(cut=[([SHARPS], 3)]), "category", "sharps")

    assert told["status"] == "silent"
    assert told["stream_name"] == "Sharps"
    assert told["told_text"].startswith("Silent since 11 June 2026: usually ")
    assert told["told_text"].endswith(" a day, none for 3 days")


def test_needles_silent_in_the_legacy_feed_while_all_else_flows_is_one_finding():
    (found,) = FindSilences(POLICY).run(frames({GRAFFITI: 90.0}, cut=[([SHARPS], 2)]))

    fallen = found[~found["status"].isin(["flowing", "too_few"])]
    assert fallen["stream_code"].tolist() == ["sharps"]


def test_a_whole_feed_that_stops_is_told_once_and_its_streams_go_with_it():
    tables = frames(cut=[([SHARPS, GRAFFITI, BASKET], 2)])

    assert stream(tables, "feed", "")["status"] == "silent"
    assert stream(tables, "category", "sharps")["status"] == "with_feed"
    assert stream(tables, "channel", "App")["status"] == "with_feed"


def test_a_stream_that_is_silent_still_after_its_feed_flows_again_is_told():
    tables = frames(cut=[([SHARPS], 3)])
    daily = tables["int_streams__daily"]
    hole = (daily["system_code"] == "legacy") & (daily["huddle_date"] == AS_OF - timedelta(days=3))
    tables |= {"int_streams__daily": daily[~hole]}

    assert stream(tables, "feed", "")["status"] == "gap"
    assert stream(tables, "feed", "")["told_text"].startswith("No ticket on 11 June 2026: usually ")
    assert stream(tables, "category", "sharps")["status"] == "silent"
    assert stream(tables, "category", "graffiti")["status"] == "with_feed"


@pytest.mark.parametrize("n_days", [1, 2, 3, 7, 14, 30, 40])
def test_a_topic_that_moved_is_not_called_silent_in_the_old_system_from_its_first_day_on(n_days):
    at = N_DAYS - n_days

    told = stream(frames({BASKET: step(20.0, 0.0, at), DEBRIS: step(0.0, 20.0, at)}), "category", "litter")

    assert told["status"] in {"moved", "flowing"}


def test_a_fall_beside_a_late_other_system_says_that_a_move_cannot_be_told_apart():
    late = {"city311_new": AS_OF - timedelta(days=6)}

    told = stream(frames(MOVED | {BASKET: step(20.0, 0.0, N_DAYS - 3)}, last_dates=late), "category", "litter")

    assert told["status"] == "silent"
    assert told["told_text"].endswith("the other system is held only to 8 June 2026, so a move cannot be told apart")


def test_a_late_other_system_that_never_had_the_category_explains_nothing():
    told = stream(
        frames(cut=[([SHARPS], 3)], last_dates={"city311_new": AS_OF - timedelta(days=6)}), "category", "sharps"
    )

    assert told["told_text"].endswith("none for 3 days")


def test_a_late_feed_is_judged_to_its_last_full_day_only():
    late = {"city311_legacy": AS_OF - timedelta(days=4)}

    told = stream(frames(cut=[([SHARPS], 3)], last_dates=late), "category", "sharps")

    assert (told["status"], pd.Timestamp(told["last_date"]).date()) == ("flowing", AS_OF - timedelta(days=4))


def test_a_feed_that_nobody_expects_every_day_is_not_watched():
    tables = frames({("open311", "open311", "litter", "Other", "Open311"): 30.0}, last_dates={"open311": AS_OF})

    (found,) = FindSilences(POLICY).run(tables)

    assert set(found["feed_code"]) == {"city311_legacy", "city311_new"}


def test_before_anything_came_nothing_moved_and_nothing_is_silent():
    tables = frames()
    nothing = tables | {"int_streams__daily": tables["int_streams__daily"][:0]}

    assert FindMigrations(POLICY, date(2026, 1, 5)).run(nothing)[0].empty
    assert FindSilences(POLICY).run(nothing)[0].empty
