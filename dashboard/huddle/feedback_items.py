"""The lines of part 7 about what the Council told us: open ones by age with who answers until when, then the answers.

A line holds what was chosen from lists and nothing that a member typed, because the agenda is on paper and in minutes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import AgendaItem, ItemKind
from dashboard.huddle.escalation import EscalationLevel, huddle_mornings_after
from dashboard.huddle.feedback import LAST_DAYS, Feedback, FeedbackStatus, Outcome, open_feedback
from dashboard.huddle.words import count_words, day_words

if TYPE_CHECKING:
    from dashboard.huddle.agenda_items import Room
    from dashboard.huddle.book import HuddleBook


def feedback_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return what the Council told us and nobody has answered, oldest first, then what was answered this morning."""
    open_now = open_feedback(book.feedback.values(), on=room.on)
    answered = sorted(
        (
            each
            for each in book.feedback.values()
            if each.status == FeedbackStatus.ANSWERED and each.ended_date == room.on
        ),
        key=lambda each: each.feedback_id,
    )
    if not open_now and not answered:
        return [AgendaItem("Nothing that the Council told us is open. Thanks are said aloud.", ItemKind.SUMMARY)]
    summary = f"What the Council told us: {len(open_now)} open, {len(answered)} answered this morning."
    return [
        AgendaItem(summary, ItemKind.SUMMARY),
        *(_open(room, each) for each in open_now),
        *(_answered(room, each) for each in answered),
    ]


def feedback_name(feedback: Feedback) -> str:
    """Return what names a piece of feedback without a word that somebody typed."""
    where = feedback.zone_name or "the whole city"
    return f"The Council on {feedback.about.words}, {where}"


def feedback_words(feedback: Feedback, *, seen_from: date) -> str:
    """Return what was said, of which days, and what it is to shape."""
    return (
        f"{feedback_name(feedback)} ({_period_words(feedback, seen_from)}): {feedback.view.words}; it is to shape "
        f"{feedback.shapes.words}"
    )


def _open(room: Room, feedback: Feedback) -> AgendaItem:
    head = f"{feedback_words(feedback, seen_from=room.on)}. Told {room.day(feedback.given_date)}."
    ids, title = (feedback.feedback_id,), feedback_name(feedback)
    if feedback.owner_agency_code is None or feedback.due_date is None:
        n_mornings = _mornings(room, feedback.given_date)
        waits = f" for {count_words(n_mornings, 'morning')}" if n_mornings else ""
        return AgendaItem(
            f"{head} No owner{waits}: who answers, and by when?", ItemKind.FEEDBACK_OPEN, ids, title=title
        )
    owner = room.agency(feedback.owner_agency_code)
    if not feedback.days_overdue(room.on):
        text = f"{head} {owner} answers by {room.day(feedback.due_date)}."
        return AgendaItem(text, ItemKind.FEEDBACK_OPEN, ids, title=title)
    n_mornings = _mornings(room, feedback.due_date)
    late = f"{head} {owner} was to answer by {room.day(feedback.due_date)}"
    level = room.rule.level(n_mornings)
    if level is None:
        return AgendaItem(f"{late}.", ItemKind.FEEDBACK_LATE, ids, title=title)
    to = "the chair" if level == EscalationLevel.CHAIR else f"the lead of {owner}"
    text = f"{late}: escalated to {to}, overdue {count_words(n_mornings, 'morning')}. What is in the way?"
    return AgendaItem(text, ItemKind.FEEDBACK_ESCALATED, ids, title=title)


def _answered(room: Room, feedback: Feedback) -> AgendaItem:
    how = "Done" if feedback.outcome == Outcome.DONE else "Not done, because"
    owner = "" if feedback.owner_agency_code is None else f"{room.agency(feedback.owner_agency_code)}: "
    text = f"{feedback_words(feedback, seen_from=room.on)}. {owner}{how}: {feedback.answer_words}"
    return AgendaItem(text, ItemKind.FEEDBACK_ANSWERED, (feedback.feedback_id,))


def _mornings(room: Room, after: date) -> int:
    return huddle_mornings_after(after, until=room.on, huddle_weekdays=room.huddle_weekdays)


def _period_words(feedback: Feedback, seen_from: date) -> str:
    is_own = feedback.period_code == LAST_DAYS
    morning = feedback.given_date if is_own else date.fromisoformat(feedback.period_code)
    return f"the days before {day_words(morning, seen_from=seen_from)}"
