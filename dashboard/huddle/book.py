"""The huddle's book: everything that was recorded, folded into what stands on a morning, in whatever order it arrived.

Actions, asks, operations, decisions about items, the meeting and who is present are *subjects*: each has its own kinds
of event and its own legal steps, told by the rules below. Two kinds concern any subject: an undoing takes its newest
step back, and an erasure takes away what somebody typed. `docs/huddle-events.md` writes all of it down.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from dashboard.huddle import (
    actions,
    agenda_decisions,
    asks,
    concerns,
    contacts,
    feedback,
    meetings,
    ordinance,
    overnight,
    stored_property,
    walk_throughs,
)
from dashboard.huddle.actions import Action
from dashboard.huddle.agenda_decisions import ItemDecision
from dashboard.huddle.asks import Ask
from dashboard.huddle.concerns import Concern
from dashboard.huddle.contacts import Contact
from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.feedback import Feedback
from dashboard.huddle.history import entry_of, without_erased_words
from dashboard.huddle.meetings import Meeting, Presence, meeting_id
from dashboard.huddle.ordinance import Operation
from dashboard.huddle.overnight import TypedFact
from dashboard.huddle.role_grants import is_about_grant
from dashboard.huddle.stored_property import StoredProperty
from dashboard.huddle.walk_throughs import WalkThrough

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from dashboard.huddle.events import OnScreen

Subject: TypeAlias = (
    Action
    | Ask
    | Concern
    | Contact
    | Feedback
    | ItemDecision
    | Meeting
    | Operation
    | Presence
    | StoredProperty
    | TypedFact
    | WalkThrough
)
# Huddle date, newest event seen, instant, id: the order of the fold.
FoldOrder: TypeAlias = "tuple[date, int, datetime, str]"
_T = TypeVar("_T")


class Refusal(NamedTuple):
    """An event that was recorded and changes nothing, with the reason in words."""

    event_id: str
    reason: str


class Step(NamedTuple):
    """A legal step of a subject that can still be undone: its event, its morning, and what stood before it."""

    event_id: str
    kind: EventKind
    huddle_date: date
    before: Subject | None


@dataclass(frozen=True)
class HuddleBook:
    """What stands on a morning: every subject by its id, and the events that were refused, in the order of the fold.

    `withdrawn` are subjects whose opening was undone. `newest_recorded_at` is the instant of the newest event taken,
    aware, None when there is none, and passes concerns and contacts over: screens show it. `last_sequence_no` is the
    store's number of the newest event of any kind; `last_in_order` tells where the last event of the fold stands.
    """

    subjects: Mapping[str, Subject]
    steps: Mapping[str, tuple[Step, ...]]
    withdrawn: tuple[Subject, ...]
    refused: tuple[Refusal, ...]
    newest_recorded_at: datetime | None = None
    last_sequence_no: int = 0
    known_ids: frozenset[str] = field(default_factory=frozenset)
    last_in_order: FoldOrder | None = None

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """Every action by its id."""
        return _of_type(self.subjects, Action)

    @cached_property
    def asks(self) -> Mapping[str, Ask]:
        """Every ask by its id."""
        return _of_type(self.subjects, Ask)

    @cached_property
    def concerns(self) -> Mapping[str, Concern]:
        """Every concern by its id."""
        return _of_type(self.subjects, Concern)

    @cached_property
    def contacts(self) -> Mapping[str, Contact]:
        """Every logged contact by its id, withdrawn ones included: for its writer and the hand-over alone."""
        return _of_type(self.subjects, Contact)

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """Every operation under the Encampment Ordinance by its id."""
        return _of_type(self.subjects, Operation)

    @cached_property
    def stored_property(self) -> Mapping[str, StoredProperty]:
        """Every tag of the register of stored property by its id."""
        return _of_type(self.subjects, StoredProperty)

    @cached_property
    def decisions(self) -> Mapping[str, ItemDecision]:
        """What is decided of each item, by its key."""
        return _of_type(self.subjects, ItemDecision)

    @cached_property
    def walk_throughs(self) -> Mapping[str, WalkThrough]:
        """Every walk-through by its id."""
        return _of_type(self.subjects, WalkThrough)

    @cached_property
    def feedback(self) -> Mapping[str, Feedback]:
        """Every piece of the Council's feedback by its id, those taken back included."""
        return _of_type(self.subjects, Feedback)

    @property
    def overnight(self) -> tuple[TypedFact, ...]:
        """What was typed in of every night; of a health source too, so it goes through `geo.disclosure`."""
        return tuple(_of_type(self.subjects, TypedFact).values())

    def meeting(self, huddle_date: date) -> Meeting | None:
        """Return a morning's meeting, None when nobody started it."""
        found = self.subjects.get(meeting_id(huddle_date))
        return found if isinstance(found, Meeting) else None

    @property
    def meeting_dates(self) -> frozenset[date]:
        """The mornings whose meeting was started."""
        return frozenset(held.huddle_date for held in _of_type(self.subjects, Meeting).values())

    def present_agencies(self, huddle_date: date) -> tuple[str, ...]:
        """Return the codes of the agencies present at a morning's meeting, sorted."""
        return meetings.present_agencies(_of_type(self.subjects, Presence).values(), on=huddle_date)

    def undoable(self, subject_id: str, *, on: date) -> Step | None:
        """Return the newest step of a subject if it may still be undone on `on`, else None."""
        steps = self.steps.get(subject_id, ())
        if not steps or steps[-1].huddle_date != on or _is_closed(self.subjects, on):
            return None
        if steps[-1].kind in _NOT_UNDONE:
            return None
        return steps[-1]

    def refusal_reason(self, event: Event | EventDraft) -> str | None:
        """Return why an event or a draft is no legal next step, in words; None when it is legal."""
        withdrawn_ids = {_subject_id(subject) for subject in self.withdrawn}
        return _refusal_reason(event, self.subjects, self.steps, withdrawn_ids)


def fold_events(events: Iterable[Event], *, up_to: date | None = None) -> HuddleBook:
    """Fold recorded events into what stood on a morning.

    Parameters
    ----------
    events
        In any order, repeats allowed: taken by (`huddle_date`, `seen_sequence_no`, `recorded_at`, `event_id`), each
        id once.
    up_to
        Huddle date of the last event taken; None takes all. An erasure holds for past mornings too.

    Returns
    -------
    The book. An event that is not a legal step changes nothing and stands in `refused`.

    Notes
    -----
    The order does not use the store's sequence number, so that it does not depend on which of two concurrent events
    arrived first; what answers another event has seen it, so it comes after it even where two machines' clocks disagree
    (`docs/decisions/0032-the-meeting-as-events.md`).
    """
    taken = [event for event in _in_order(events) if up_to is None or event.huddle_date <= up_to]
    return _folded(_EMPTY, taken)


def fold_further(book: HuddleBook, later: Iterable[Event]) -> HuddleBook | None:
    """Fold events that arrived later into a book, as if all had been folded at once.

    Parameters
    ----------
    book
        What stands by the events before.
    later
        In any order, of huddle dates that the book takes; those that it holds already are left out.

    Returns
    -------
    The book of all of them; None where that takes folding from the beginning, because one belongs before an event that
    is folded already, or erases words of one.
    """
    new = _in_order(event for event in later if event.event_id not in book.known_ids)
    if any(event.kind == EventKind.PAYLOAD_ERASED for event in new):
        return None
    if new and book.last_in_order is not None and _fold_order(new[0]) < book.last_in_order:
        return None
    return _folded(book, new)


def _folded(book: HuddleBook, taken: Sequence[Event]) -> HuddleBook:
    """Fold events, each new and in the order of the fold, into what stands by those before."""
    subjects, steps = dict(book.subjects), dict(book.steps)
    withdrawn, refused = list(book.withdrawn), list(book.refused)
    withdrawn_ids = {_subject_id(subject) for subject in withdrawn}
    for event in taken:
        reason = _refusal_reason(event, subjects, steps, withdrawn_ids)
        if reason is not None:
            refused.append(Refusal(event.event_id, reason))
        elif event.kind == EventKind.EVENT_UNDONE:
            if (gone := _undo(event, subjects, steps)) is not None:
                withdrawn.append(gone)
                withdrawn_ids.add(event.subject_id)
        elif event.kind == EventKind.PAYLOAD_ERASED:
            _note_erasure(event, subjects, withdrawn)
        else:
            before = subjects.get(event.subject_id)
            subjects[event.subject_id] = _RULES[event.kind].after(before, event)
            step = Step(event.event_id, event.kind, event.huddle_date, before)
            steps[event.subject_id] = (*steps.get(event.subject_id, ()), step)
    instants = [event.recorded_at for event in taken if not _is_for_few(event)]
    if book.newest_recorded_at is not None:
        instants.append(book.newest_recorded_at)
    return HuddleBook(
        subjects=subjects,
        steps=steps,
        withdrawn=tuple(withdrawn),
        refused=tuple(refused),
        newest_recorded_at=max(instants, default=None),
        last_sequence_no=max([book.last_sequence_no, *(event.sequence_no for event in taken)]),
        known_ids=book.known_ids.union(event.event_id for event in taken),
        last_in_order=_fold_order(taken[-1]) if taken else book.last_in_order,
    )


_EMPTY = HuddleBook({}, {}, (), ())


def undo_draft(step: Step, subject_id: str, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that takes a subject's newest step back; both stay in its history."""
    facts = {"undone_event_id": step.event_id, "undone_kind": step.kind.value}
    return event_draft(EventKind.EVENT_UNDONE, subject_id, on_screen, facts=facts)


class _Rules(NamedTuple):
    """Which type of subject some kinds of event are about, when they are legal, and what they make of it."""

    subject_type: type
    refusal: Callable[[Any, Event | EventDraft], str | None]
    after: Callable[[Any, Event], Subject]
    ends_with_meeting: bool


_ACTION_RULES = _Rules(Action, actions.refusal_reason, actions.applied, ends_with_meeting=False)
_ASK_RULES = _Rules(Ask, asks.ask_refusal, asks.ask_after, ends_with_meeting=False)
_CONCERN_RULES = _Rules(Concern, concerns.raise_refusal, concerns.concern_after, ends_with_meeting=False)
_TABLE_RULES = _Rules(Concern, concerns.table_refusal, concerns.concern_after, ends_with_meeting=True)
_CONTACT_RULES = _Rules(Contact, contacts.contact_refusal, contacts.contact_after, ends_with_meeting=False)
_DECISION_RULES = _Rules(
    ItemDecision, agenda_decisions.decision_refusal, agenda_decisions.decision_after, ends_with_meeting=True
)
_MEETING_RULES = _Rules(Meeting, meetings.meeting_refusal, meetings.meeting_after, ends_with_meeting=False)
_PRESENCE_RULES = _Rules(Presence, meetings.presence_refusal, meetings.presence_after, ends_with_meeting=True)
_OVERNIGHT_RULES = _Rules(TypedFact, overnight.overnight_refusal, overnight.overnight_after, ends_with_meeting=False)
_OPERATION_RULES = _Rules(Operation, ordinance.operation_refusal, ordinance.operation_after, ends_with_meeting=False)
_PROPERTY_RULES = _Rules(
    StoredProperty, stored_property.property_refusal, stored_property.property_after, ends_with_meeting=False
)
_WALK_RULES = _Rules(
    WalkThrough, walk_throughs.walk_through_refusal, walk_throughs.walk_through_after, ends_with_meeting=False
)
_FEEDBACK_RULES = _Rules(Feedback, feedback.feedback_refusal, feedback.feedback_after, ends_with_meeting=False)
_RULES: Mapping[EventKind, _Rules] = {
    **dict.fromkeys(actions.ACTION_KINDS, _ACTION_RULES),
    **dict.fromkeys(asks.ASK_KINDS, _ASK_RULES),
    **dict.fromkeys(concerns.RAISE_KINDS, _CONCERN_RULES),
    **dict.fromkeys(concerns.TABLE_KINDS, _TABLE_RULES),
    **dict.fromkeys(contacts.CONTACT_KINDS, _CONTACT_RULES),
    **dict.fromkeys(agenda_decisions.DECISION_KINDS, _DECISION_RULES),
    **dict.fromkeys(meetings.MEETING_KINDS, _MEETING_RULES),
    **dict.fromkeys(meetings.PRESENCE_KINDS, _PRESENCE_RULES),
    **dict.fromkeys(overnight.OVERNIGHT_KINDS, _OVERNIGHT_RULES),
    **dict.fromkeys(ordinance.OPERATION_KINDS, _OPERATION_RULES),
    **dict.fromkeys(stored_property.PROPERTY_KINDS, _PROPERTY_RULES),
    **dict.fromkeys(walk_throughs.WALK_THROUGH_KINDS, _WALK_RULES),
    **dict.fromkeys(feedback.FEEDBACK_KINDS, _FEEDBACK_RULES),
}
# Opened once for ever: an id that was withdrawn is not opened anew. A meeting may be started again.
# A tag that was typed wrongly and taken back may be typed again.
_OPENED_ONCE = frozenset(
    {
        EventKind.ACTION_OPENED,
        EventKind.ASK_MADE,
        EventKind.CONCERN_RAISED,
        EventKind.OPERATION_REPORTED,
        EventKind.WALK_THROUGH_RECORDED,
        EventKind.FEEDBACK_GIVEN,
    }
)
# What an ended concern and a changed contact said before is erased, so there is nothing to go back to. What a member of
# the Council said is taken back by that member alone, so that no desk can make it vanish.
_NOT_UNDONE_REASONS = (
    (contacts.CONTACT_KINDS, "A contact is not undone. Correct or withdraw it instead."),
    (feedback.FROM_COUNCIL_KINDS, "What the Council said is not undone. Answer it instead."),
    (concerns.ENDING_KINDS, "The place and the kind of an ended concern are erased. Raise it anew instead."),
)
_NOT_UNDONE = frozenset(kind for kinds, _ in _NOT_UNDONE_REASONS for kind in kinds)
_MINUTES_ARE_MADE = "The huddle is closed and its minutes are made."


def _refusal_reason(
    event: Event | EventDraft,
    subjects: Mapping[str, Subject],
    steps: Mapping[str, tuple[Step, ...]],
    withdrawn_ids: Collection[str],
) -> str | None:
    if event.kind == EventKind.EVENT_UNDONE:
        return _undo_refusal(event, subjects, steps)
    subject = subjects.get(event.subject_id)
    if event.kind == EventKind.PAYLOAD_ERASED:
        # Personal data must be erasable whatever state its subject is in.
        is_known = subject is not None or event.subject_id in withdrawn_ids
        return None if is_known else "It names nothing that was recorded before it."
    rules = _RULES.get(event.kind)
    # Who may come in is folded apart, so here such an event names nothing that it could be about.
    if rules is None or (subject is not None and not isinstance(subject, rules.subject_type)):
        return "It names something of another kind."
    if event.kind in _OPENED_ONCE and event.subject_id in withdrawn_ids:
        return "It was opened and withdrawn: it is opened anew under another id."
    if rules.ends_with_meeting and _is_closed(subjects, event.huddle_date):
        return _MINUTES_ARE_MADE
    return rules.refusal(subject, event)


def _undo_refusal(
    event: Event | EventDraft, subjects: Mapping[str, Subject], steps: Mapping[str, tuple[Step, ...]]
) -> str | None:
    if _is_closed(subjects, event.huddle_date):
        return f"{_MINUTES_ARE_MADE} Record a correction instead."
    own_steps = steps.get(event.subject_id, ())
    if not own_steps or own_steps[-1].event_id != event.facts.get("undone_event_id"):
        return "Only the newest step can be undone, and another one came after it."
    for kinds, reason in _NOT_UNDONE_REASONS:
        if own_steps[-1].kind in kinds:
            return reason
    if own_steps[-1].huddle_date != event.huddle_date:
        return "It was recorded on another morning. Record a correction instead."
    return None


def _undo(event: Event, subjects: dict[str, Subject], steps: dict[str, tuple[Step, ...]]) -> Subject | None:
    """Take back the newest step of a subject; return the subject when that withdraws it altogether."""
    *earlier, step = steps[event.subject_id]
    steps[event.subject_id] = tuple(earlier)
    now = subjects.pop(event.subject_id)
    if step.before is None:
        return _with_entry(now, event)
    subjects[event.subject_id] = replace(step.before, **_kept(_with_entry(now, event)))
    return None


def _note_erasure(event: Event, subjects: dict[str, Subject], withdrawn: list[Subject]) -> None:
    if event.subject_id in subjects:
        subjects[event.subject_id] = _with_entry(subjects[event.subject_id], event)
        return
    at = next(n for n, subject in enumerate(withdrawn) if _subject_id(subject) == event.subject_id)
    withdrawn[at] = _with_entry(withdrawn[at], event)


def _with_entry(subject: Subject, event: Event) -> Subject:
    """Return a subject with one entry more in its history, and nothing else changed."""
    history = (*subject.history, entry_of(event))
    if isinstance(subject, Action):
        is_erased = subject.is_erased or event.kind == EventKind.PAYLOAD_ERASED
        return replace(subject, history=history, is_erased=is_erased)
    return replace(subject, history=history)


def _kept(subject: Subject) -> dict[str, Any]:
    """Return what an undoing never takes back: the history, and that words were erased."""
    kept: dict[str, Any] = {"history": subject.history}
    return {**kept, "is_erased": subject.is_erased} if isinstance(subject, Action) else kept


def _subject_id(subject: Subject) -> str:
    return str(getattr(subject, _ID_FIELDS[type(subject)]))


_ID_FIELDS: Mapping[type, str] = {
    Action: "action_id",
    Ask: "ask_id",
    Concern: "concern_id",
    Contact: "contact_id",
    Feedback: "feedback_id",
    ItemDecision: "item_key",
    Meeting: "meeting_id",
    Operation: "operation_id",
    Presence: "presence_id",
    StoredProperty: "property_id",
    TypedFact: "fact_id",
    WalkThrough: "walk_through_id",
}


def _is_for_few(event: Event) -> bool:
    """Return whether nothing of an event may be told to all, not even when it was recorded."""
    return concerns.is_about_concern(event) or contacts.is_about_contact(event) or feedback.is_from_council(event)


def _is_closed(subjects: Mapping[str, Subject], huddle_date: date) -> bool:
    meeting = subjects.get(meeting_id(huddle_date))
    return isinstance(meeting, Meeting) and not meeting.is_running


def _of_type(subjects: Mapping[str, Subject], subject_type: type[_T]) -> Mapping[str, _T]:
    return {subject_id: subject for subject_id, subject in subjects.items() if isinstance(subject, subject_type)}


def _in_order(events: Iterable[Event]) -> Sequence[Event]:
    """Return each event once, in the order of the fold, with the words that any erasure names taken away."""
    by_id: dict[str, Event] = {}
    # Of two copies of one event the erased one is the later knowledge, so it stands first.
    for event in sorted(without_erased_words(events), key=lambda event: (event.payload is not None, event.sequence_no)):
        # Who may come in is no matter of the huddle's, and its instants would tell screens that a role was changed.
        if not is_about_grant(event):
            by_id.setdefault(event.event_id, event)
    return sorted(by_id.values(), key=_fold_order)


def _fold_order(event: Event) -> FoldOrder:
    return event.huddle_date, event.seen_sequence_no, event.recorded_at, event.event_id
