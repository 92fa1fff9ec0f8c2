"""The history of anything that the huddle records: one entry an event, and each entry as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboard.huddle.events import ActionStatus, AskAnswer, ConcernOutcome, ErasureReason, Event, EventKind
from dashboard.huddle.words import day_words, instant_words, local_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ERASED = "[erased]"


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a history; `words` is what somebody typed, "[erased]" when that was erased.

    `before` tells what stood in each field that the event changed, as a person reads it: "owner" to "police".
    """

    event_id: str
    date: date
    kind: EventKind
    words: str
    role_code: str
    facts: Mapping[str, str]
    recorded_at: datetime
    before: Mapping[str, str] = field(default_factory=dict)


def typed_words(event: Event, field_name: str = "words") -> str:
    """Return what somebody typed into a field of an event; "[erased]" when its words were erased."""
    return ERASED if event.payload is None else event.payload.get(field_name, "")


def without_erased_words(events: Iterable[Event]) -> list[Event]:
    """Return the events in their order, those that an erasure among them names without their words."""
    recorded = list(events)
    erased_ids = {event.facts.get("erased_event_id") for event in recorded if event.kind == EventKind.PAYLOAD_ERASED}
    return [replace(event, payload=None) if event.event_id in erased_ids else event for event in recorded]


def entry_of(event: Event, *, before: Mapping[str, str] | None = None) -> HistoryEntry:
    """Return the history's entry of an event; `before` as in `HistoryEntry`."""
    # What an opening says stands in the subject itself; every other kind says one thing.
    words = typed_words(event, "what" if event.kind in _OPENINGS else "words")
    return HistoryEntry(
        event.event_id,
        event.huddle_date,
        event.kind,
        words,
        event.role_code,
        event.facts,
        event.recorded_at,
        before or {},
    )


def kind_words(kind: EventKind) -> str:
    """Return what an event of a kind did, in a word or two: "closed as", "deferred to"."""
    return _KIND_WORDS[kind]


def entry_line(entry: HistoryEntry, *, agencies: Mapping[str, str], roles: Mapping[str, str], seen_from: date) -> str:
    """Return one history entry with when and by whom: "Tue 10 Nov 08:34, CRT leadership for Boston EMS: note: …".

    Parameters
    ----------
    agencies, roles
        Names by code; a code that they have lost stands for itself.
    seen_from
        The morning on the screen.
    """
    by = entry.facts.get("by_agency_code")
    who = roles.get(entry.role_code, entry.role_code) + (f" for {_agency(by, agencies)}" if by else "")
    told = entry_words(entry, agencies=agencies, seen_from=seen_from).split(": ", 1)[1]
    # An event belongs to its huddle's morning, whenever it was recorded.
    of = "" if local_date(entry.recorded_at) == entry.date else f", of {day_words(entry.date, seen_from=seen_from)}"
    return f"{instant_words(entry.recorded_at, seen_from=seen_from)}{of}, {who}: {told}"


def entry_words(entry: HistoryEntry, *, agencies: Mapping[str, str], seen_from: date) -> str:
    """Return one history entry as a sentence, agencies by name: "Tue 10 Nov: new date, due …"."""
    head = _KIND_WORDS[entry.kind]
    if entry.kind in _WITH_OWNER:
        head += f" {_agency(entry.facts['owner_agency_code'], agencies)}"
    if entry.kind in _WITH_DUE_DATE:
        head += f", due {day_words(date.fromisoformat(entry.facts['due_date']), seen_from=seen_from)}"
    if entry.kind in _OUTCOMES:
        head += f" {_OUTCOMES[entry.kind](entry.facts)}"
    if entry.kind == EventKind.ASK_MADE:
        head += f" {_agency(entry.facts['to_agency_code'], agencies)}"
    if entry.kind == EventKind.ITEM_DEFERRED:
        head += f" {day_words(date.fromisoformat(entry.facts['until_date']), seen_from=seen_from)}"
    if entry.kind == EventKind.PAYLOAD_ERASED:
        head += f", {_ERASURE_WORDS.get(entry.facts.get('reason_code', ''), 'no reason recorded')}"
    if entry.kind == EventKind.OVERNIGHT_REPORTED:
        head += f" as of {instant_words(datetime.fromisoformat(entry.facts['as_at']), seen_from=seen_from)}"
    if entry.kind in _STATED:
        head += f", {instant_words(datetime.fromisoformat(entry.facts['at']), seen_from=seen_from)}"
    if entry.kind in _WITH_BEFORE:
        head += "".join(f", {name} was {_value(name, value, agencies)}" for name, value in entry.before.items())
    told = f": {entry.words}" if entry.words else ""
    return f"{day_words(entry.date, seen_from=seen_from)}: {head}{told}"


def _value(name: str, value: str, agencies: Mapping[str, str]) -> str:
    return _agency(value, agencies) if name in ("owner", "asked of") else f"“{value}”"


def _agency(agency_code: str, agencies: Mapping[str, str]) -> str:
    return agencies.get(agency_code, agency_code)


_OUTCOMES: Mapping[EventKind, Callable[[Mapping[str, str]], str]] = {
    EventKind.ACTION_CLOSED: lambda facts: ActionStatus(facts["status"]).words,
    EventKind.ASK_ANSWERED: lambda facts: AskAnswer(facts["answer"]).words,
    EventKind.FEEDBACK_ANSWERED: lambda facts: facts["outcome"].replace("_", " "),
    EventKind.CONCERN_CLOSED: lambda facts: ConcernOutcome(facts["outcome"]).words,
    EventKind.WALK_THROUGH_RECORDED: lambda facts: f"{int(facts['n_sharps']):,}",
}
_WITH_BEFORE = (
    EventKind.ACTION_CORRECTED,
    EventKind.ASK_CORRECTED,
    EventKind.OVERNIGHT_REPORTED,
    EventKind.OPERATION_CORRECTED,
    EventKind.FEEDBACK_CORRECTED,
)
_OPENINGS = (EventKind.ACTION_OPENED, EventKind.ASK_MADE)
_WITH_OWNER = (EventKind.ACTION_OPENED, EventKind.ACTION_HANDED_OVER, EventKind.FEEDBACK_ASSIGNED)
_WITH_DUE_DATE = (*_WITH_OWNER, EventKind.ACTION_RESCHEDULED)
_KIND_WORDS = {
    EventKind.ACTION_OPENED: "opened, owner",
    EventKind.ACTION_HANDED_OVER: "handed over to",
    EventKind.ACTION_RESCHEDULED: "new date",
    EventKind.ACTION_NOTED: "note",
    EventKind.ACTION_CLOSED: "closed as",
    EventKind.ACTION_CORRECTED: "corrected",
    EventKind.MEETING_STARTED: "huddle started",
    EventKind.MEETING_STEPPED: "next part",
    EventKind.MEETING_CLOSED: "huddle closed",
    EventKind.AGENCY_ARRIVED: "present",
    EventKind.AGENCY_LEFT: "left",
    EventKind.ITEM_PINNED: "pinned",
    EventKind.ITEM_DEFERRED: "deferred to",
    EventKind.ITEM_DROPPED: "dropped for this morning",
    EventKind.ITEM_RETURNED: "back on the agenda",
    EventKind.ASK_MADE: "asked of",
    EventKind.ASK_ANSWERED: "answered:",
    EventKind.ASK_WITHDRAWN: "withdrawn",
    EventKind.ASK_CORRECTED: "corrected",
    EventKind.CONCERN_RAISED: "raised",
    EventKind.CONCERN_AGREED: "the table agreed",
    EventKind.CONCERN_NOT_AGREED: "the table did not agree",
    EventKind.CONCERN_CLOSED: "closed as",
    EventKind.CONTACT_LOGGED: "logged",
    EventKind.CONTACT_CORRECTED: "corrected",
    EventKind.CONTACT_WITHDRAWN: "withdrawn",
    EventKind.OVERNIGHT_REPORTED: "typed in,",
    EventKind.OPERATION_REPORTED: "reported",
    EventKind.OPERATION_ASSESSED: "assessed",
    EventKind.OPERATION_SHELTER_CHECKED: "shelter list looked at",
    EventKind.OPERATION_OFFER_MADE: "offer made",
    EventKind.OPERATION_RESPONSE: "answers to the offer recorded",
    EventKind.OPERATION_NOTICE_POSTED: "notice posted",
    EventKind.OPERATION_OVERRIDDEN: "override recorded",
    EventKind.OPERATION_REMOVAL: "removal recorded",
    EventKind.OPERATION_CLOSED_VOLUNTARILY: "closed voluntarily",
    EventKind.OPERATION_NOTHING_TO_STORE: "no property was there",
    EventKind.OPERATION_REVISITED_30D: "revisited at 30 days",
    EventKind.OPERATION_REVISITED_90D: "revisited at 90 days",
    EventKind.OPERATION_CORRECTED: "corrected",
    EventKind.PROPERTY_STORED: "stored",
    EventKind.PROPERTY_RETURNED: "returned",
    EventKind.PROPERTY_DISPOSED: "disposed of",
    EventKind.WALK_THROUGH_RECORDED: "sharps seen",
    EventKind.FEEDBACK_GIVEN: "given",
    EventKind.FEEDBACK_WITHDRAWN: "taken back",
    EventKind.FEEDBACK_ASSIGNED: "to be answered by",
    EventKind.FEEDBACK_ANSWERED: "answered:",
    EventKind.FEEDBACK_CORRECTED: "corrected",
    EventKind.EVENT_UNDONE: "undone",
    EventKind.PAYLOAD_ERASED: "words erased",
}
# Each says when it happened, which may be before it was recorded.
_STATED = frozenset(
    kind
    for kind in EventKind
    if kind.value.startswith(("operation_", "property_", "walk_through_")) and kind != EventKind.OPERATION_CORRECTED
)
_ERASURE_WORDS: Mapping[str, str] = {
    ErasureReason.RETENTION: "they were kept as long as the retention rule says",
    ErasureReason.PERSONAL_DATA: "they held a person's data",
    ErasureReason.REQUEST: "somebody asked for it",
}
