from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.huddle.action_drafts import correction_draft
from dashboard.huddle.book import fold_events, undo_draft
from dashboard.huddle.events import ActionStatus, Event, EventKind, OnScreen
from dashboard.huddle.history import entry_words
from tests.support.huddle_events import TUESDAY, closed, met, opened, recorded, undone

WEDNESDAY = date(2015, 11, 11)
ON_TUESDAY = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="chair")
AGENCIES = {"public_works": "Public Works", "ems": "Boston EMS"}


def from_draft(draft, event_id: str, *, minute: int) -> Event:
    return Event(
        event_id=event_id,
        sequence_no=0,
        kind=draft.kind,
        subject_id=draft.subject_id,
        huddle_date=draft.huddle_date,
        recorded_at=datetime(2015, 11, 10, 13, minute, tzinfo=UTC),
        build_id=draft.build_id,
        role_code=draft.role_code,
        facts=draft.facts,
        payload=draft.payload,
    )


def test_an_undoing_brings_back_what_stood_before_and_both_stay_in_the_history():
    closing = closed("e2", minute=1)

    action = fold_events([opened("e1"), closing, undone("e3", closing)]).actions["a1"]

    assert (action.status, action.result, action.closed_date) == (ActionStatus.OPEN, None, None)
    assert [entry.kind.value for entry in action.history] == ["action_opened", "action_closed", "event_undone"]


def test_after_an_undoing_the_step_before_it_can_be_undone_too():
    moved = recorded("e2", EventKind.ACTION_RESCHEDULED, "a1", minute=1, due_date="2015-11-20")
    closing = closed("e3", minute=2)

    book = fold_events([opened("e1"), moved, closing, undone("e4", closing, minute=3), undone("e5", moved, minute=4)])

    assert book.actions["a1"].due_date == date(2015, 11, 12)
    assert book.refused == ()


def test_an_action_whose_opening_was_undone_is_withdrawn_with_its_history():
    opening = opened("e1")

    book = fold_events([opening, undone("e2", opening)])

    assert book.actions == {}
    (withdrawn,) = book.withdrawn
    assert [entry.event_id for entry in withdrawn.history] == ["e1", "e2"]


def test_a_withdrawn_action_is_not_opened_again_under_its_id():
    opening = opened("e1")

    book = fold_events([opening, undone("e2", opening, minute=1), opened("e3", minute=2)])

    assert [refusal.event_id for refusal in book.refused] == ["e3"]


def test_only_the_newest_step_of_a_subject_is_undone():
    moved = recorded("e2", EventKind.ACTION_RESCHEDULED, "a1", minute=1, due_date="2015-11-20")

    book = fold_events([opened("e1"), moved, closed("e3", minute=2), undone("e4", moved)])

    assert book.refused == (("e4", "Only the newest step can be undone, and another one came after it."),)


def test_what_was_recorded_on_another_morning_is_corrected_not_undone():
    opening = opened("e1")

    book = fold_events([opening, undone("e2", opening, on=WEDNESDAY)])

    assert book.refused == (("e2", "It was recorded on another morning. Record a correction instead."),)
    assert book.undoable("a1", on=WEDNESDAY) is None


def test_nothing_of_a_closed_huddle_is_undone():
    opening = opened("e1", minute=1)
    started, ended = met("m1", EventKind.MEETING_STARTED), met("m2", EventKind.MEETING_CLOSED, minute=5)

    book = fold_events([started, opening, ended, undone("e2", opening)])

    assert [refusal.event_id for refusal in book.refused] == ["e2"]
    assert book.undoable("a1", on=TUESDAY) is None
    assert "a1" in book.actions


def test_the_draft_of_an_undoing_is_legal_where_the_book_offers_one():
    book = fold_events([opened("e1"), closed("e2", minute=1)])
    step = book.undoable("a1", on=TUESDAY)

    draft = undo_draft(step, "a1", on_screen=ON_TUESDAY)

    assert draft.facts == {"undone_event_id": "e2", "undone_kind": "action_closed"}
    assert book.refusal_reason(draft) is None


def test_a_correction_after_the_close_tells_what_stood_before():
    closing = closed("e2", minute=1)
    draft = correction_draft(
        "a1",
        facts={"status": "could_not", "owner_agency_code": "ems"},
        texts={"result": "The gate was locked"},
        reason="Mixed up two places",
        on_screen=ON_TUESDAY,
    )

    action = fold_events([opened("e1"), closing, from_draft(draft, "e3", minute=9)]).actions["a1"]

    assert (action.status, action.owner_agency_code, action.result) == ("could_not", "ems", "The gate was locked")
    told = entry_words(action.history[-1], agencies=AGENCIES, seen_from=TUESDAY)
    assert told == (
        "Tue 10 Nov: corrected, owner was Public Works, status was “done”, result was “words e2”: Mixed up two places"
    )


def test_a_correction_opens_an_action_again_that_was_closed_by_mistake():
    draft = correction_draft("a1", facts={"status": "open"}, texts={}, reason="Wrong button", on_screen=ON_TUESDAY)

    action = fold_events([opened("e1"), closed("e2", minute=1), from_draft(draft, "e3", minute=9)]).actions["a1"]

    assert (action.is_open, action.closed_date, action.result) == (True, None, None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": "done"}, "The action is not closed, so how it ended cannot be corrected."),
        ({"corrected_texts": "result"}, "The action is not closed, so it has no result to correct."),
        ({"owner_agency_code": ""}, "It names no owner agency."),
        ({"due_date": "soon"}, "It holds no due date."),
    ],
)
def test_what_corrects_nothing_that_is_there_is_refused(facts, reason):
    correction = recorded("e2", EventKind.ACTION_CORRECTED, "a1", minute=1, **facts)

    assert fold_events([opened("e1"), correction]).refused == (("e2", reason),)


def test_an_erased_correction_takes_the_corrected_words_along():
    draft = correction_draft("a1", facts={}, texts={"what": "new words"}, reason="why", on_screen=ON_TUESDAY)
    erasure = recorded("e3", EventKind.PAYLOAD_ERASED, "a1", minute=3, erased_event_id="e2", reason_code="request")

    action = fold_events([opened("e1"), from_draft(draft, "e2", minute=2), erasure]).actions["a1"]

    assert action.what == "[erased]"
    assert "new words" not in repr(action)


def test_words_erased_from_an_opening_do_not_come_back_as_what_a_correction_tells():
    draft = correction_draft("a1", facts={}, texts={"what": "new words"}, reason="why", on_screen=ON_TUESDAY)
    erasure = recorded("e3", EventKind.PAYLOAD_ERASED, "a1", minute=3, erased_event_id="e1", reason_code="request")

    action = fold_events([opened("e1"), from_draft(draft, "e2", minute=2), erasure]).actions["a1"]

    assert action.what == "new words"
    assert "what e1" not in repr(action)


def test_what_answers_an_event_comes_after_it_whatever_the_clocks_say():
    slow_clock = closed("e2", minute=0, seen=7)

    book = fold_events([slow_clock, replace(opened("e1", minute=20), sequence_no=7, seen_sequence_no=6)])

    assert book.refused == ()
    assert book.actions["a1"].status == ActionStatus.DONE


def test_an_event_about_something_of_another_kind_is_refused():
    ask = recorded("e2", EventKind.ASK_ANSWERED, "a1", minute=1, answer="can")

    assert fold_events([opened("e1"), ask]).refused == (("e2", "It names something of another kind."),)


def test_the_book_knows_every_event_id_it_took_so_that_a_second_click_is_told_apart():
    book = fold_events([opened("e1"), closed("e2", minute=1)])

    assert book.known_ids == {"e1", "e2"}
