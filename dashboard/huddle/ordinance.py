"""An operation at a place under the Encampment Ordinance: its steps, from the report to the last revisit.

It advises and logs, and gives no legal ruling. What was answered to an offer, and by whom an override was given, stand
in erasable payloads; dates, codes and the place in facts. `docs/decisions/0047-the-ordinance-checklist.md` says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind, NamedLocation, event_draft, place_facts
from dashboard.huddle.history import HistoryEntry, entry_of
from dashboard.huddle.ordinance_gate import correction_refusal, step_refusal
from dashboard.huddle.ordinance_steps import (
    ENDING_KINDS,
    OUTREACH_KINDS,
    REVISIT_DAYS,
    STEP_NAMES,
    Found,
    OperationStep,
    last_of,
    read_instant,
    revisit_due_date,
    step_of,
)
from dashboard.huddle.words import instant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from dashboard.huddle.events import OnScreen

OPERATION_KINDS = frozenset({*STEP_NAMES, EventKind.OPERATION_CORRECTED})
_ID_HEAD = "operation:"


@dataclass(frozen=True)
class Operation:
    """One operation: where, since which morning, its steps in order, and the history of all that was recorded."""

    operation_id: str
    location_id: str
    location_name: str
    reported_date: date
    steps: tuple[OperationStep, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def ended(self) -> OperationStep | None:
        """The removal, or that it was closed voluntarily; None while it is open."""
        return last_of(self.steps, *ENDING_KINDS)

    @property
    def is_open(self) -> bool:
        """True until it ended or nothing more is to be recorded."""
        return self.ended is None

    def newest(self, *kinds: EventKind) -> OperationStep | None:
        """Return the newest step of some kinds, None where there is none."""
        return last_of(self.steps, *kinds)

    def next_revisit(self) -> EventKind | None:
        """Return which revisit is to come; None before the end, and once both are recorded."""
        if self.ended is None:
            return None
        return next((kind for kind in REVISIT_DAYS if self.newest(kind) is None), None)

    def next_revisit_date(self) -> date | None:
        """Return the day of the revisit to come, None where there is none."""
        kind, ended = self.next_revisit(), self.ended
        return None if kind is None or ended is None else revisit_due_date(ended, kind)


def operation_draft(location: NamedLocation, *, event_id: str, at: datetime, on_screen: OnScreen) -> EventDraft:
    """Return the draft that reports a place; the form's event id makes the operation's own.

    Parameters
    ----------
    location
        The place, of the list or a signal's.
    event_id
        The form's.
    at
        When it was reported, aware.
    on_screen
        What was on the screen; its agency is who reports.
    """
    facts = {**place_facts(location), "at": at.isoformat(timespec="minutes")}
    return event_draft(EventKind.OPERATION_REPORTED, f"{_ID_HEAD}{event_id}", on_screen, facts=facts)


def operation_step_draft(
    operation_id: str,
    kind: EventKind,
    *,
    at: datetime,
    on_screen: OnScreen,
    facts: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> EventDraft:
    """Return the draft of a step.

    Parameters
    ----------
    operation_id, kind
        Which operation, and which step.
    at
        When it happened, as stated, aware: to the minute.
    on_screen
        What was on the screen; its agency is who did it.
    facts
        The step's codes, several of one fact parted by commas.
    texts
        What can be erased: typed words, and codes of what people answered. The facts tell which are filled in.
    """
    filled = {name: words.strip() for name, words in (texts or {}).items() if words.strip()}
    named = {"stated_texts": ",".join(sorted(filled))} if filled else {}
    told = {**(facts or {}), **named, "at": at.isoformat(timespec="minutes")}
    return event_draft(kind, operation_id, on_screen, facts=told, payload=filled)


def step_correction_draft(
    operation: Operation, step: OperationStep, *, facts: Mapping[str, str], reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that corrects a step's time or codes; what stood before stays in the history.

    Parameters
    ----------
    operation, step
        The operation, and which of its steps.
    facts
        Those that were otherwise, with what is right; `at` in ISO format.
    reason
        Why it is corrected; can be erased.
    on_screen
        What was on the screen.
    """
    told = {**facts, "corrected_event_id": step.event_id, "corrected_kind": step.kind.value}
    payload = {"reason": reason.strip()}
    return event_draft(EventKind.OPERATION_CORRECTED, operation.operation_id, on_screen, facts=told, payload=payload)


def is_told_to_all(entry: HistoryEntry) -> bool:
    """Return whether an entry of an operation may stand where every role that sees places reads it.

    Offers and what was answered may not, nor that one was corrected or taken back.
    """
    about = entry.facts.get("undone_kind") or entry.facts.get("corrected_kind") or entry.kind.value
    return about not in OUTREACH_KINDS and entry.kind != EventKind.PAYLOAD_ERASED


def came_back(operation: Operation) -> OperationStep | None:
    """Return the newest revisit that found the place as it was before the end; None where none did."""
    revisits = [step for step in operation.steps if step.kind in REVISIT_DAYS]
    return next((step for step in reversed(revisits) if step.facts["found_code"] == Found.BACK), None)


def newest_list(operations: Iterable[Operation]) -> OperationStep | None:
    """Return the newest shelter list that was looked at for any operation, by the list's own stamp; None for none."""
    lists = [
        (read_instant(step.facts["list_at"]), step.at, step.event_id, step)
        for operation in operations
        for step in operation.steps
        if step.kind == EventKind.OPERATION_SHELTER_CHECKED
    ]
    return max(lists, default=(None, None, "", None), key=lambda each: each[:3])[3]


def open_first(operations: Iterable[Operation]) -> list[Operation]:
    """Return operations, open ones first, in each group the one with the newest step first."""
    by_step = sorted(operations, key=lambda each: (each.steps[-1].at, each.operation_id), reverse=True)
    return sorted(by_step, key=lambda each: not each.is_open)


def operation_refusal(operation: Operation | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of an operation, in words; None when it is legal.

    What was typed plays no part in it, so that an erasure refuses nothing that stood.
    """
    if event.kind == EventKind.OPERATION_CORRECTED:
        return _correction_refusal(operation, event)
    step = step_of(event)
    if step is None:
        return "It does not say when it happened."
    if event.kind == EventKind.OPERATION_REPORTED and operation is None:
        if not event.subject_id.startswith(_ID_HEAD):
            return "It has no id of an operation."
        if not event.facts.get("location_id") or not event.facts.get("location_name"):
            return "It does not say at which place."
    return step_refusal(() if operation is None else operation.steps, step)


def operation_after(operation: Operation | None, event: Event) -> Operation:
    """Return the operation after a legal event."""
    if operation is not None and event.kind == EventKind.OPERATION_CORRECTED:
        return _corrected(operation, event)
    step = step_of(event)
    if step is None:
        raise ValueError(f"event {event.event_id} is no legal step: it has no time")
    if operation is None:
        return Operation(
            operation_id=event.subject_id,
            location_id=event.facts["location_id"],
            location_name=event.facts["location_name"],
            reported_date=event.huddle_date,
            steps=(step,),
            history=(entry_of(event),),
        )
    return replace(operation, steps=(*operation.steps, step), history=(*operation.history, entry_of(event)))


def _correction_refusal(operation: Operation | None, event: Event | EventDraft) -> str | None:
    if operation is None:
        return "It names an operation that was not reported before it."
    corrected_id = event.facts.get("corrected_event_id", "")
    step = next((each for each in operation.steps if each.event_id == corrected_id), None)
    if step is None or event.facts.get("corrected_kind") != step.kind:
        return "It names no step of this operation."
    if step.kind == EventKind.OPERATION_OVERRIDDEN:
        return "An override is not corrected: record another one."
    if not _new_facts(event):
        return "It changes nothing."
    if "at" in event.facts and read_instant(event.facts["at"]) is None:
        return "It does not say when it happened."
    return correction_refusal(_steps_with(operation, event), corrected_id)


def _corrected(operation: Operation, event: Event) -> Operation:
    step = next(each for each in operation.steps if each.event_id == event.facts["corrected_event_id"])
    before = {}
    # What an offer held is told by the page that may tell it, never by a line of the history.
    if step.kind not in OUTREACH_KINDS:
        before = {_FACT_NAMES[name]: _fact_words(step, name) for name in _new_facts(event) if name in _FACT_NAMES}
    entry = entry_of(event, before=before)
    return replace(operation, steps=_steps_with(operation, event), history=(*operation.history, entry))


def _steps_with(operation: Operation, event: Event | EventDraft) -> tuple[OperationStep, ...]:
    """Return the steps with the one that a correction names as the correction says it was."""
    facts = _new_facts(event)
    at = read_instant(event.facts["at"]) if "at" in facts else None
    return tuple(
        replace(step, at=at or step.at, facts={**step.facts, **facts}, is_corrected=True)
        if step.event_id == event.facts["corrected_event_id"]
        else step
        for step in operation.steps
    )


def _new_facts(event: Event | EventDraft) -> dict[str, str]:
    return {name: value for name, value in event.facts.items() if name in _FACT_NAMES}


def _fact_words(step: OperationStep, name: str) -> str:
    value = step.facts.get(name, "")
    at = read_instant(value) if name in ("at", "list_at") else None
    return value.replace("_", " ") if at is None else instant_words(at, seen_from=step.huddle_date)


_FACT_NAMES: Mapping[str, str] = {
    "at": "time",
    "found_code": "what was found",
    "list_at": "the list's time stamp",
    "is_available": "shelter available",
    "offered": "what was offered",
    "notice_type": "kind of notice",
    "language_codes": "languages",
    "photo": "photo",
}
