from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.forms import (
    MAX_TEXT_LENGTH,
    closing_problems,
    hand_over_problems,
    note_problems,
    opening_problems,
    reschedule_problems,
)

MORNING = date(2015, 11, 10)
AGENCIES = {"public_works": "Public Works", "ems": "Boston EMS"}
FILLED_IN = NewAction(
    what="Collect needles behind the library",
    owner_agency_code="public_works",
    due_date=date(2015, 11, 12),
    how_we_know="No needle ticket there for a week",
)


def problems_of(**changes: object) -> list[str]:
    return opening_problems(replace(FILLED_IN, **changes), huddle_date=MORNING, agencies=AGENCIES)


def test_a_filled_in_form_has_no_problem():
    assert problems_of() == []


def test_an_action_may_be_due_on_the_morning_itself():
    assert problems_of(due_date=MORNING) == []


def test_every_empty_field_is_named():
    empty = NewAction(what=" ", owner_agency_code="", due_date=None, how_we_know="")

    assert opening_problems(empty, huddle_date=MORNING, agencies=AGENCIES) == [
        "What is to be done: is empty.",
        "Owner agency: is empty.",
        "Due date: is empty.",
        "How we shall know: is empty.",
    ]


def test_a_due_date_before_the_huddle_is_refused_with_both_dates():
    assert problems_of(due_date=date(2015, 11, 9)) == ["Due date: Mon 9 Nov lies before the huddle of Tue 10 Nov."]


def test_an_agency_outside_the_list_is_refused():
    assert problems_of(owner_agency_code="rangers") == ["Owner agency: rangers is not in the list of agencies."]


def test_text_may_fill_the_limit_and_not_pass_it():
    assert problems_of(what="x" * MAX_TEXT_LENGTH) == []
    assert problems_of(what="x" * (MAX_TEXT_LENGTH + 1)) == ["What is to be done: 281 characters, at most 280."]


def test_a_hand_over_needs_another_agency_a_date_and_a_reason():
    def problems(to_agency_code: str, due_date: date | None, reason: str) -> list[str]:
        return hand_over_problems(
            owner_agency_code="ems",
            to_agency_code=to_agency_code,
            due_date=due_date,
            reason=reason,
            huddle_date=MORNING,
            agencies=AGENCIES,
        )

    assert problems("public_works", MORNING, "They have the truck") == []
    assert problems("ems", MORNING, "They have the truck") == [
        "Boston EMS owns this action already: choose another agency."
    ]
    assert problems("", None, "") == [
        "Owner agency: is empty.",
        "Due date: is empty.",
        "Why it is handed over: is empty.",
    ]


def test_a_new_date_needs_its_reason_and_must_not_lie_before_the_huddle():
    assert reschedule_problems(due_date=MORNING, reason="Truck in repair", huddle_date=MORNING) == []
    assert len(reschedule_problems(due_date=date(2015, 11, 1), reason="", huddle_date=MORNING)) == 2


def test_a_note_must_say_something():
    assert note_problems("Crew was there") == []
    assert note_problems("") == ["The note: is empty."]


def test_an_action_is_closed_with_one_of_three_endings_and_words():
    assert closing_problems(status="done", result="Swept") == []
    assert closing_problems(status="done", result="") == ["The result: is empty."]
    assert closing_problems(status="could_not", result="") == ["The reason: is empty."]
    assert closing_problems(status="open", result="Swept") == ["Choose how it ended: done, could not, or dropped."]
