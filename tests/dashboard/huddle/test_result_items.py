from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.huddle.agenda_items import ItemKind
from dashboard.huddle.result_items import (
    back_sentences,
    reservation_sentences,
    result_items,
    result_sentences,
    verdict_words,
)
from geo.displacement import JUDGED, RESULT_COLUMNS

ON = date(2026, 11, 10)
AGENCIES = {"public_works": "Public Works"}


def row(**changes: Any) -> dict[str, Any]:
    """Return an action done on 6 October, judged this morning."""
    told: dict[str, Any] = dict.fromkeys(RESULT_COLUMNS) | {
        "action_id": "a", "location_id": "Lone", "owner_agency_code": "public_works",
        "opened_date": pd.Timestamp("2026-10-05"), "closed_date": pd.Timestamp("2026-10-06"),
        "before_start_date": pd.Timestamp("2026-09-07"), "after_end_date": pd.Timestamp("2026-11-03"),
        "verdict_code": "fewer", "window_days": 28, "n_days_after": 28, "n_before": 21, "n_after": 9,
        "n_expected": 17.2, "n_expected_low": 10, "n_expected_high": 25, "n_ring_before": 30, "n_ring_after": 28,
        "n_ring_expected": 29.0, "n_ring_expected_low": 19, "n_ring_expected_high": 40, "n_comparisons": 43,
        "n_fell_as_much": 3, "n_other_actions": 0, "is_back_30_days": False,
    }  # fmt: skip
    return told | changes


def test_the_sentence_says_who_when_how_many_and_what_was_to_be_expected():
    assert " ".join(result_sentences(row(), on=ON, agencies=AGENCIES)) == (
        "Done by Public Works, reported Tue 6 Oct. Four weeks before it was promised: 21 incidents; four weeks after: "
        "9. By what comparable places without an action did, about 17 were to be expected (10 to 25). "
        "Fewer than comparable places, and not more nearby."
    )


def test_regression_to_the_mean_the_ring_and_other_actions_are_named():
    nearby, by_itself, others = reservation_sentences(row(n_other_actions=2))

    assert nearby.startswith("Nearby (100 to 300 m): 30 before, 28 after; about 29 were to be expected (19 to 40)")
    assert by_itself.startswith("Of 43 comparable places without an action, 3 fell by 12 or more too.")
    assert "part of any height goes by itself" in by_itself
    assert others.startswith("2 other actions within 400 m")


def test_before_the_weeks_are_over_it_is_too_early_to_say_and_no_count_after_is_told():
    early = row(
        verdict_code="too_early", n_days_after=12, n_after=None, n_expected=None, n_ring_expected=None,
        n_fell_as_much=None,
    )  # fmt: skip
    told = " ".join(result_sentences(early, on=ON, agencies=AGENCIES))

    assert told.endswith("21 incidents. Too early to say: 12 of 28 days.")
    assert reservation_sentences(early) == []


def test_every_verdict_has_words_and_none_is_a_change_in_percent():
    codes = {*JUDGED, "too_early", "too_few", "no_comparison", "no_past", "no_place"}
    told = [verdict_words(row(verdict_code=code)) for code in sorted(codes)]

    assert len(set(told)) == len(codes)
    assert not any("%" in words for words in told)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"came_back_days": 30},
            "Came back 30 days after what Public Works did, reported Tue 6 Oct: by Thu 5 Nov as many",
        ),
        ({"came_back_days": 14}, "It did not go away"),
        ({"is_back_90_days": False}, "At 30 days: not back; at 90 days: not back."),
        ({}, "At 30 days: not back; at 90 days: not yet due (from Tue 5 Jan 2027)."),
        ({"is_back_30_days": None}, "At 30 days: not yet known, because a feed is late; at 90"),
    ],
    ids=["back", "never_away", "not_back", "not_due", "late"],
)
def test_whether_it_came_back_is_told_at_30_and_at_90_days(changes, told):
    assert back_sentences(row(**changes), on=ON, agencies=AGENCIES)[0].startswith(told)


def test_the_meeting_hears_what_became_due_and_what_came_back_within_two_weeks_and_nothing_older():
    table = pd.DataFrame(
        [
            row(action_id="due"),
            row(action_id="old", after_end_date=pd.Timestamp("2026-10-20")),
            row(action_id="back", verdict_code="no_difference", after_end_date=pd.Timestamp("2026-10-01"),
                came_back_days=29),
            row(action_id="early", verdict_code="too_early", n_days_after=20),
            row(action_id="later", after_end_date=pd.Timestamp("2026-11-20")),
        ]
    )  # fmt: skip
    items = result_items(table, on=ON, told_days=14, names={"Lone": "Mill Square"}, agencies=AGENCIES)

    assert [item.kind for item in items[1:]] == [ItemKind.CAME_BACK, ItemKind.ACTION_RESULT]
    assert [item.subject_ids for item in items[1:]] == [("back", "Lone"), ("due", "Lone")]
    assert items[0].text == (
        "Did it work? 5 actions done at places within the year: 3 fewer than comparable places, "
        "1 no difference that shows, 1 too early to say."
    )
    assert items[2].text.startswith("Mill Square: Done by Public Works")


def test_where_no_action_was_done_the_meeting_hears_nothing():
    none = pd.DataFrame([row()]).iloc[:0]

    assert result_items(none, on=ON, told_days=14, names={}, agencies={}) == []


def test_an_agency_or_place_that_a_list_has_lost_is_named_by_its_code():
    (_, told) = result_items(pd.DataFrame([row()]), on=ON, told_days=14, names={}, agencies={})

    assert told.text.startswith("Lone: Done by public_works")
