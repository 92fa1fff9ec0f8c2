from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.huddle.book import fold_events, undo_draft
from dashboard.huddle.events import EventKind, OnScreen
from dashboard.huddle.feedback import (
    NO_ROLE,
    About,
    FeedbackStatus,
    NewFeedback,
    Outcome,
    Shapes,
    View,
    answered_feedback,
    assign_draft,
    feedback_answer_draft,
    feedback_correction_draft,
    feedback_draft,
    open_feedback,
    take_back_draft,
)
from dashboard.huddle.newest import entries_since, newest_undoable
from tests.support.huddle_events import TUESDAY, recorded

COUNCIL = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="council")
CHAIR = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="chair")
FRIDAY = TUESDAY + timedelta(days=3)


def given(event_id: str = "f1", *, on: date = TUESDAY, minute: int = 0, **facts: str):
    facts = {
        "about_code": "offer_shelter",
        "period_code": "last_days",
        "view_code": "not_what_i_see",
        "shapes_code": "training",
    } | facts
    return recorded(event_id, EventKind.FEEDBACK_GIVEN, "feedback:f1", on=on, minute=minute, **facts)


def assigned(event_id: str = "f2", *, on: date = TUESDAY, minute: int = 1, due: date = FRIDAY):
    facts = {"owner_agency_code": "parks", "due_date": due.isoformat()}
    return recorded(event_id, EventKind.FEEDBACK_ASSIGNED, "feedback:f1", on=on, minute=minute, **facts)


def answered(event_id: str = "f3", *, on: date = TUESDAY, minute: int = 2, outcome: str = "not_done"):
    return recorded(event_id, EventKind.FEEDBACK_ANSWERED, "feedback:f1", on=on, minute=minute, outcome=outcome)


def withdrawn(event_id: str = "f9", *, minute: int = 5):
    return recorded(event_id, EventKind.FEEDBACK_WITHDRAWN, "feedback:f1", minute=minute)


def standing(*events):
    return fold_events(events).feedback["feedback:f1"]


def test_what_was_chosen_stands_and_it_waits_for_an_owner():
    feedback = standing(given())

    assert (feedback.about, feedback.view, feedback.shapes) == (About.SHELTER, View.NOT_WHAT_I_SEE, Shapes.TRAINING)
    assert feedback.is_open
    assert feedback.owner_agency_code is None
    assert open_feedback([feedback], on=TUESDAY) == [feedback]
    assert open_feedback([feedback], on=TUESDAY - timedelta(days=1)) == []


def test_an_owner_and_a_date_and_then_the_answer_end_it_with_its_because():
    feedback = standing(given(), assigned(), answered())

    assert feedback.status == FeedbackStatus.ANSWERED
    assert (feedback.outcome, feedback.answer_words) == (Outcome.NOT_DONE, "words f3")
    assert (feedback.owner_agency_code, feedback.due_date) == ("parks", FRIDAY)
    assert answered_feedback([feedback], on=TUESDAY) == [feedback]


def test_it_is_overdue_from_the_day_after_its_date_until_it_is_answered():
    feedback = standing(given(), assigned())

    assert feedback.days_overdue(FRIDAY) == 0
    assert feedback.days_overdue(FRIDAY + timedelta(days=2)) == 2
    assert standing(given(), assigned(), answered()).days_overdue(FRIDAY + timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ((given(), given("f5", minute=1)), "already given"),
        ((given(about_code="a person"),), "what it is about"),
        ((given(view_code="angry"),), "what the member sees"),
        ((given(shapes_code=""),), "what it is to shape"),
        ((given(period_code="always"),), "which days"),
        ((assigned(),), "not given before"),
        ((given(), answered()), "no owner yet"),
        ((given(), assigned(), answered(outcome="perhaps")), "whether it was done"),
        ((given(), assigned(), answered(), answered("f4", minute=3)), "already answered"),
        ((given(), assigned(), answered(), assigned("f4", minute=3)), "already answered"),
        ((given(), withdrawn(), assigned("f8", minute=6)), "taken back"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_legal_step_changes_nothing_and_says_why(events, reason):
    book = fold_events(events)

    assert [reason in refusal.reason for refusal in book.refused] == [True]


def test_a_correction_puts_the_answer_right_and_tells_what_stood_and_never_touches_what_the_member_said():
    correction = recorded(
        "f4",
        EventKind.FEEDBACK_CORRECTED,
        "feedback:f1",
        minute=4,
        outcome="done",
        view_code="agree",
        corrected_texts="answer_words",
    )
    correction = type(correction)(**{**vars(correction), "payload": {"answer_words": "It is done", "words": "a slip"}})
    feedback = standing(given(), assigned(), answered(), correction)

    assert (feedback.outcome, feedback.answer_words) == (Outcome.DONE, "It is done")
    assert feedback.view == View.NOT_WHAT_I_SEE
    assert feedback.history[-1].before == {"outcome": "not done", "answer in words": "words f3"}


def test_no_desk_can_undo_what_the_council_said():
    book = fold_events([given()])
    step = book.steps["feedback:f1"][-1]

    assert book.undoable("feedback:f1", on=TUESDAY) is None
    assert newest_undoable(book, on=TUESDAY, agencies={}) is None
    assert "Answer it instead" in str(book.refusal_reason(undo_draft(step, "feedback:f1", on_screen=CHAIR)))


def test_an_owner_recorded_by_mistake_can_be_undone_the_same_morning():
    book = fold_events([given(), assigned()])

    assert book.undoable("feedback:f1", on=TUESDAY) is not None


def test_nothing_tells_when_a_member_spoke_or_who_it_was():
    book = fold_events([given()])

    assert book.newest_recorded_at is None
    assert entries_since(book, fold_events([]), on=TUESDAY) == []
    new = NewFeedback(About.ZONE, "last_days", "Z1", "Old Town", View.TRY, Shapes.DEPLOYMENT, tells_role=False)
    assert feedback_draft(new, event_id="e1", on_screen=COUNCIL).role_code == NO_ROLE
    assert take_back_draft("feedback:e1", on_screen=COUNCIL).role_code == NO_ROLE


def test_the_drafts_say_what_the_fold_reads():
    new = NewFeedback(About.ZONE, "2015-11-02", "Z1", "Old Town", View.TRY, Shapes.DEPLOYMENT, note=" Go later ")
    draft = feedback_draft(new, event_id="e1", on_screen=COUNCIL)
    assert draft.subject_id == "feedback:e1"
    assert draft.payload == {"note": "Go later"}
    assert draft.facts["zone_name"] == "Old Town"
    assert fold_events([]).refusal_reason(draft) is None

    book = fold_events([given()])
    owner = assign_draft("feedback:f1", owner_agency_code="parks", due_date=FRIDAY, on_screen=CHAIR)
    assert book.refusal_reason(owner) is None
    book = fold_events([given(), assigned()])
    done = feedback_answer_draft("feedback:f1", outcome=Outcome.DONE, because="It is done", on_screen=CHAIR)
    assert book.refusal_reason(done) is None
    wrong = feedback_correction_draft(
        "feedback:f1", facts={"outcome": "done"}, texts={}, reason="a slip", on_screen=CHAIR
    )
    assert "not answered" in str(book.refusal_reason(wrong))
