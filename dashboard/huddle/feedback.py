"""What the Lived Experience Council says of a number or a zone, who answers it until when, and the answer.

A piece of feedback is open until it is answered or taken back. Nothing of it says who gave it: no name, and the role
only where its giver wants it told. Nobody can undo it for its giver, so that none can vanish.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.huddle.events import OnScreen

FROM_COUNCIL_KINDS = frozenset({EventKind.FEEDBACK_GIVEN, EventKind.FEEDBACK_WITHDRAWN})
FEEDBACK_KINDS = FROM_COUNCIL_KINDS | {
    EventKind.FEEDBACK_ASSIGNED,
    EventKind.FEEDBACK_ANSWERED,
    EventKind.FEEDBACK_CORRECTED,
}
NO_ROLE = "not_said"
"""Stands where a role's code would, when whoever gave feedback wants no role told."""
LAST_DAYS = "last_days"
"""The days of the morning that feedback was given on; any other period is an earlier morning's, by its ISO date."""
_ID_HEAD = "feedback:"


class About(StrEnum):
    """What feedback can be about: a number of the Council page, or a zone as a whole."""

    CONTACTS = "contacts"
    SHELTER = "offer_shelter"
    TRANSPORT = "offer_transport"
    STORAGE = "offer_storage"
    CO_RESPONSE = "co_response"
    SHARPS = "sharps_collected"
    ASKED = "asked_311"
    CAME_BACK = "came_back"
    ZONE = "zone"

    @property
    def words(self) -> str:
        """What it is about as the room says it."""
        return _ABOUT_WORDS[self]


_ABOUT_WORDS: Mapping[About, str] = {
    About.CONTACTS: "contacts",
    About.SHELTER: "offers of shelter",
    About.TRANSPORT: "offers of transport",
    About.STORAGE: "offers of storage",
    About.CO_RESPONSE: "co-response",
    About.SHARPS: "sharps collected",
    About.ASKED: "what 311 was asked for",
    About.CAME_BACK: "whether it worked",
    About.ZONE: "the zone as a whole",
}


class View(StrEnum):
    """What a member says of it."""

    AGREE = "agree"
    NOT_WHAT_I_SEE = "not_what_i_see"
    MISSING = "missing"
    TRY = "try"

    @property
    def words(self) -> str:
        """The view as the room says it."""
        return {
            "agree": "agrees",
            "not_what_i_see": "sees it otherwise",
            "missing": "says that something is missing",
        }.get(self.value, "says what to try")


class Shapes(StrEnum):
    """What the feedback is to shape."""

    FIELD_OPERATIONS = "field_operations"
    TRAINING = "training"
    DEPLOYMENT = "deployment"
    COMMUNICATION = "communication"

    @property
    def words(self) -> str:
        """What it shapes as the room says it: "field operations"."""
        return self.value.replace("_", " ")


class Outcome(StrEnum):
    """How feedback was answered."""

    DONE = "done"
    NOT_DONE = "not_done"

    @property
    def words(self) -> str:
        """The outcome as the room says it: "done", "not done"."""
        return self.value.replace("_", " ")


class FeedbackStatus(StrEnum):
    """Where a piece of feedback stands."""

    GIVEN = "given"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Feedback:
    """One piece of feedback; `zone_id` is None for the whole city, owner and due date until it has an owner."""

    feedback_id: str
    about: About
    period_code: str
    zone_id: str | None
    zone_name: str | None
    view: View
    shapes: Shapes
    note: str
    status: FeedbackStatus
    given_date: date
    owner_agency_code: str | None
    due_date: date | None
    outcome: Outcome | None
    answer_words: str
    ended_date: date | None
    history: tuple[HistoryEntry, ...]

    @property
    def is_open(self) -> bool:
        """True until it is answered or taken back."""
        return self.status in (FeedbackStatus.GIVEN, FeedbackStatus.ASSIGNED)

    def days_overdue(self, on: date) -> int:
        """Return the calendar days after the due date; 0 when it is not overdue, has no owner yet, or is answered."""
        if not self.is_open or self.due_date is None:
            return 0
        return max(0, (on - self.due_date).days)


@dataclass(frozen=True)
class NewFeedback:
    """The filled-in form; `zone_id` and `zone_name` are None for the whole city."""

    about: About
    period_code: str
    zone_id: str | None
    zone_name: str | None
    view: View
    shapes: Shapes
    note: str = ""
    tells_role: bool = True


def feedback_id_of(event_id: str) -> str:
    """Return the id of the feedback that a form's event gives."""
    return f"{_ID_HEAD}{event_id}"


def feedback_draft(new: NewFeedback, *, event_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that gives feedback; a note that was left empty is no payload."""
    facts = {
        "about_code": new.about.value,
        "period_code": new.period_code,
        "view_code": new.view.value,
        "shapes_code": new.shapes.value,
    }
    if new.zone_id is not None:
        facts |= {"zone_id": new.zone_id, "zone_name": new.zone_name or new.zone_id}
    payload = {"note": new.note.strip()} if new.note.strip() else {}
    seen_as = replace(on_screen, role_code=on_screen.role_code if new.tells_role else NO_ROLE, agency_code=None)
    return event_draft(EventKind.FEEDBACK_GIVEN, feedback_id_of(event_id), seen_as, facts=facts, payload=payload)


def take_back_draft(feedback_id: str, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that takes feedback back; no role is told of it."""
    seen_as = replace(on_screen, role_code=NO_ROLE, agency_code=None)
    return event_draft(EventKind.FEEDBACK_WITHDRAWN, feedback_id, seen_as)


def assign_draft(feedback_id: str, *, owner_agency_code: str, due_date: date, on_screen: OnScreen) -> EventDraft:
    """Return the draft that gives feedback its owner and the day by which it answers; a later one changes both."""
    facts = {"owner_agency_code": owner_agency_code, "due_date": due_date.isoformat()}
    return event_draft(EventKind.FEEDBACK_ASSIGNED, feedback_id, on_screen, facts=facts)


def feedback_answer_draft(feedback_id: str, *, outcome: Outcome, because: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that answers feedback: done, or not done, and because of what."""
    return event_draft(
        EventKind.FEEDBACK_ANSWERED,
        feedback_id,
        on_screen,
        facts={"outcome": outcome.value},
        payload={"words": because.strip()},
    )


def feedback_correction_draft(
    feedback_id: str, *, facts: Mapping[str, str], texts: Mapping[str, str], reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that corrects what was recorded of the answer; what a member said is corrected by nobody.

    Parameters
    ----------
    facts
        Any of `owner_agency_code`, `due_date` (ISO), `outcome`, with the value that is right.
    texts
        `answer_words`, with the words that are right.
    reason
        Why it is corrected.
    """
    payload = {**{name: words.strip() for name, words in texts.items()}, "words": reason.strip()}
    named = {"corrected_texts": ",".join(sorted(texts))} if texts else {}
    return event_draft(EventKind.FEEDBACK_CORRECTED, feedback_id, on_screen, facts={**facts, **named}, payload=payload)


def open_feedback(feedback: Iterable[Feedback], *, on: date) -> list[Feedback]:
    """Return what is still open on `on`, oldest first."""
    found = (each for each in feedback if each.is_open and each.given_date <= on)
    return sorted(found, key=lambda each: (each.given_date, each.feedback_id))


def answered_feedback(feedback: Iterable[Feedback], *, on: date) -> list[Feedback]:
    """Return what was answered up to `on`, newest answer first."""
    found = [
        each
        for each in feedback
        if each.status == FeedbackStatus.ANSWERED and each.ended_date is not None and each.ended_date <= on
    ]
    return sorted(found, key=lambda each: (each.ended_date or on, each.feedback_id), reverse=True)


def is_from_council(event: Event) -> bool:
    """Return whether an event is a member's own: when it was recorded is told to nobody, because that tells who."""
    return event.kind in FROM_COUNCIL_KINDS


def feedback_refusal(feedback: Feedback | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of a piece of feedback, in words; None when it is legal."""
    if event.kind == EventKind.FEEDBACK_GIVEN:
        return "Feedback of this id was already given." if feedback is not None else _giving_refusal(event.facts)
    if feedback is None:
        return "It names feedback that was not given before it."
    if feedback.status == FeedbackStatus.WITHDRAWN:
        return "The feedback was taken back."
    if event.kind != EventKind.FEEDBACK_CORRECTED and not feedback.is_open:
        return "The feedback was already answered."
    judge = _JUDGES.get(event.kind)
    return None if judge is None else judge(feedback, event.facts)


def feedback_after(feedback: Feedback | None, event: Event) -> Feedback:
    """Return the feedback after a legal event."""
    if feedback is None:
        return _given(event)
    if event.kind == EventKind.FEEDBACK_CORRECTED:
        after = _corrected(feedback, event)
        return replace(after, history=(*feedback.history, entry_of(event, before=_before(feedback, after))))
    history = (*feedback.history, entry_of(event))
    if event.kind == EventKind.FEEDBACK_WITHDRAWN:
        return replace(feedback, status=FeedbackStatus.WITHDRAWN, ended_date=event.huddle_date, history=history)
    if event.kind == EventKind.FEEDBACK_ASSIGNED:
        return replace(
            feedback,
            status=FeedbackStatus.ASSIGNED,
            owner_agency_code=event.facts["owner_agency_code"],
            due_date=date.fromisoformat(event.facts["due_date"]),
            history=history,
        )
    return replace(
        feedback,
        status=FeedbackStatus.ANSWERED,
        outcome=Outcome(event.facts["outcome"]),
        answer_words=typed_words(event),
        ended_date=event.huddle_date,
        history=history,
    )


def _giving_refusal(facts: Mapping[str, str]) -> str | None:
    if facts.get("about_code") not in set(About):
        return "It does not say what it is about."
    if facts.get("view_code") not in set(View) or facts.get("shapes_code") not in set(Shapes):
        return "It does not say what the member sees, or what it is to shape."
    if facts.get("period_code") != LAST_DAYS and not _is_day(facts.get("period_code", "")):
        return "It does not say which days it is about."
    return None


def _owner_refusal(_feedback: Feedback, facts: Mapping[str, str]) -> str | None:
    if not facts.get("owner_agency_code"):
        return "It names no agency that answers."
    return None if _is_day(facts.get("due_date", "")) else "It holds no day by which it is answered."


def _answer_refusal(feedback: Feedback, facts: Mapping[str, str]) -> str | None:
    if feedback.status != FeedbackStatus.ASSIGNED:
        return "It has no owner yet: say first which agency answers, and by when."
    return None if facts.get("outcome") in set(Outcome) else "It does not say whether it was done."


def _correction_refusal(feedback: Feedback, facts: Mapping[str, str]) -> str | None:
    texts = facts.get("corrected_texts", "").split(",")
    if feedback.owner_agency_code is None:
        return "It has no owner yet, so there is nothing to correct."
    if feedback.outcome is None and ("outcome" in facts or "answer_words" in texts):
        return "The feedback is not answered, so it has no answer to correct."
    if "outcome" in facts and facts["outcome"] not in set(Outcome):
        return "It does not say whether it was done."
    if not facts.get("owner_agency_code", feedback.owner_agency_code):
        return "It names no agency that answers."
    return None if "due_date" not in facts or _is_day(facts["due_date"]) else "It holds no day by which it is answered."


_JUDGES = {
    EventKind.FEEDBACK_CORRECTED: _correction_refusal,
    EventKind.FEEDBACK_ASSIGNED: _owner_refusal,
    EventKind.FEEDBACK_ANSWERED: _answer_refusal,
}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _given(event: Event) -> Feedback:
    facts = event.facts
    return Feedback(
        feedback_id=event.subject_id,
        about=About(facts["about_code"]),
        period_code=facts["period_code"],
        zone_id=facts.get("zone_id"),
        zone_name=facts.get("zone_name"),
        view=View(facts["view_code"]),
        shapes=Shapes(facts["shapes_code"]),
        note=typed_words(event, "note"),
        status=FeedbackStatus.GIVEN,
        given_date=event.huddle_date,
        owner_agency_code=None,
        due_date=None,
        outcome=None,
        answer_words="",
        ended_date=None,
        history=(entry_of(event),),
    )


def _corrected(feedback: Feedback, event: Event) -> Feedback:
    facts = event.facts
    is_reworded = "answer_words" in facts.get("corrected_texts", "").split(",")
    return replace(
        feedback,
        owner_agency_code=facts.get("owner_agency_code", feedback.owner_agency_code),
        due_date=date.fromisoformat(facts["due_date"]) if "due_date" in facts else feedback.due_date,
        outcome=Outcome(facts["outcome"]) if "outcome" in facts else feedback.outcome,
        answer_words=typed_words(event, "answer_words") if is_reworded else feedback.answer_words,
    )


def _before(feedback: Feedback, after: Feedback) -> dict[str, str]:
    """Return what a correction changed, each as it stood before."""
    told = {
        "owner": (feedback.owner_agency_code or "", after.owner_agency_code or ""),
        "due": (_iso(feedback.due_date), _iso(after.due_date)),
        "outcome": (_outcome_words(feedback), _outcome_words(after)),
        "answer in words": (feedback.answer_words, after.answer_words),
    }
    return {name: before for name, (before, now) in told.items() if before and before != now}


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _outcome_words(feedback: Feedback) -> str:
    return "" if feedback.outcome is None else feedback.outcome.words
