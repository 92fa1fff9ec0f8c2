from __future__ import annotations

from datetime import date

import pytest

from dashboard.huddle.action_drafts import (
    NewAction,
    closing_draft,
    hand_over_draft,
    note_draft,
    opening_draft,
    reschedule_draft,
)
from dashboard.huddle.events import ActionStatus, EventKind, NamedLocation, OnScreen

ON_SCREEN = OnScreen(huddle_date=date(2015, 11, 10), build_id="b1", role_code="leadership")


def test_an_opening_keeps_what_was_typed_apart_from_what_stays():
    new_action = NewAction(
        what=" Collect needles ",
        owner_agency_code="public_works",
        due_date=date(2015, 11, 12),
        how_we_know="No ticket for a week",
        location=NamedLocation("L1", "Mill Square", 4),
    )

    draft = opening_draft(new_action, action_id="a1", on_screen=ON_SCREEN)

    assert draft.facts == {
        "owner_agency_code": "public_works",
        "due_date": "2015-11-12",
        "location_id": "L1",
        "location_name": "Mill Square",
        "location_number": "4",
    }
    assert draft.payload == {"what": "Collect needles", "how_we_know": "No ticket for a week"}
    assert (draft.kind, draft.subject_id, draft.build_id) == (EventKind.ACTION_OPENED, "a1", "b1")
    assert (draft.huddle_date, draft.role_code) == (date(2015, 11, 10), "leadership")


def test_an_action_may_have_no_location():
    draft = opening_draft(NewAction("Sweep", "ems", date(2015, 11, 12), "Seen"), action_id="a1", on_screen=ON_SCREEN)

    assert set(draft.facts) == {"owner_agency_code", "due_date"}


def test_an_action_without_a_due_date_is_not_drafted():
    with pytest.raises(ValueError, match="due date"):
        opening_draft(NewAction("Sweep", "ems", None, "Seen"), action_id="a1", on_screen=ON_SCREEN)


def test_the_other_kinds_hold_their_facts_and_their_words():
    due_date = date(2015, 11, 13)
    drafts = [
        hand_over_draft("a1", to_agency_code="ems", due_date=due_date, reason=" theirs ", on_screen=ON_SCREEN),
        reschedule_draft("a1", due_date=due_date, reason="rain", on_screen=ON_SCREEN),
        note_draft("a1", note="seen", on_screen=ON_SCREEN),
        closing_draft("a1", status=ActionStatus.DONE, result="swept", on_screen=ON_SCREEN),
    ]

    assert [(draft.kind.value, dict(draft.facts), draft.payload["words"]) for draft in drafts] == [
        ("action_handed_over", {"owner_agency_code": "ems", "due_date": "2015-11-13"}, "theirs"),
        ("action_rescheduled", {"due_date": "2015-11-13"}, "rain"),
        ("action_noted", {}, "seen"),
        ("action_closed", {"status": "done"}, "swept"),
    ]


def test_a_status_is_said_in_words():
    assert [status.words for status in ActionStatus] == [
        "open",
        "handed over",
        "done",
        "could not",
        "dropped",
    ]
