from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.signal_items import chance_words, interval_words, signal_items
from tests.support.signal_tables import signal_tables

if TYPE_CHECKING:
    from dashboard.huddle.agenda_items import AgendaItem

ON = date(2015, 11, 10)


def items(*signals: dict[str, Any], **tables: Any) -> list[AgendaItem]:
    made = signal_tables(*signals, **tables)
    return signal_items(made.signals, made.lines, on=ON, numbers={"L1": 3})


def test_it_is_said_aloud_when_nothing_passed():
    (summary,) = items()

    assert summary.kind == ItemKind.SUMMARY
    assert summary.text == (
        "Nothing passed the test this morning: no place had enough more incidents than usual "
        "(the team's budget is 26 signals a year)."
    )


def test_it_is_said_when_the_past_is_too_short_to_test_anything():
    (summary,) = items(lines=({"is_set": False, "least_surprise": None, "n_days_replayed": 40},))

    assert summary.text.startswith("Nothing was tested this morning, so nothing below is a finding")
    assert "takes 120 days of the past to replay, and there are 40" in summary.text


def test_a_signal_says_where_what_since_when_and_what_is_usual_with_residents_and_staff_apart():
    _, signal = items({})

    assert signal.kind == ItemKind.SIGNAL
    assert signal.subject_ids == ("S1", "L1")
    assert signal.text == (
        "Mill Square, number 3, A-1: Needles: 7 incidents within 100 m in 5 days where 0.9 are usual; "
        "tickets: 6 by residents, 3 by staff. New."
    )


def test_a_category_that_could_not_be_tested_is_named():
    (summary,) = items(
        lines=({"alerts_a_year": 20.0}, {"category_name": "Litter", "alerts_a_year": 6.0, "is_set": False})
    )

    assert summary.text.endswith(
        "(the team's budget is 26 signals a year). Not tested, for want of a long enough past: Litter."
    )


def test_a_signal_told_again_says_when_it_was_told_and_with_how_many():
    _, signal = items({"told_before_date": date(2015, 11, 9), "n_incidents_before": 5})

    assert signal.text.endswith("Told again because it gained an incident: last on Mon 9 Nov, with 5.")


def test_a_signal_at_a_place_that_is_not_listed_says_so():
    assert "Mill Square, not on the list, A-1" in items({"location_id": None})[1].text


def test_a_signal_of_topics_that_came_over_says_so():
    assert items({"note_text": "Litter & Debris moved in spring"})[1].text.endswith(
        "Note: Litter & Debris moved in spring."
    )


@pytest.mark.parametrize(
    ("n_expected", "words"), [(0.04, "fewer than 0.1 are usual"), (0.96, "1.0 is usual"), (2.31, "2.3 are usual")]
)
def test_what_is_usual_is_said_to_a_tenth(n_expected, words):
    assert words in items({"n_expected": n_expected})[1].text


@pytest.mark.parametrize(
    ("surprise", "words"),
    [
        (0.0, "1 in 1"),
        (2.0, "1 in 100"),
        (3.91, "1 in 8,100"),
        (5.05, "1 in 110,000"),
        (12.5, "less than 1 in a billion"),
    ],
)
def test_a_chance_is_said_to_two_figures(surprise, words):
    assert chance_words(surprise) == words


@pytest.mark.parametrize(
    ("days", "words"), [(1.2, "1 day"), (40.0, "40 days"), (1100.0, "3 years"), (1e9, "more than 100 years")]
)
def test_an_interval_is_said_in_days_or_years(days, words):
    assert interval_words(days) == words
