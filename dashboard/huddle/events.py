"""What people record: events, and the drafts from which the store makes them.

An event has two parts. Its *facts* (dates, codes from closed lists, ids, the place as the build names it) are
hash-chained and stay for ever; its *payload* is the free text somebody typed, which can be erased. So status,
owner and due date survive an erasure. `docs/huddle-events.md` tells every kind, its facts and its payload.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class EventKind(StrEnum):
    """The kinds of event this version records."""

    ACTION_OPENED = "action_opened"
    ACTION_HANDED_OVER = "action_handed_over"
    ACTION_RESCHEDULED = "action_rescheduled"
    ACTION_NOTED = "action_noted"
    ACTION_CLOSED = "action_closed"
    PAYLOAD_ERASED = "payload_erased"


class ActionStatus(StrEnum):
    """The stored statuses of an action; `open` and `handed_over` are carried to the next morning."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    DONE = "done"
    COULD_NOT = "could_not"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """The status as the room says it: "open", "handed over", "done", "could not", "dropped"."""
        return self.value.replace("_", " ")


CLOSING_STATUSES = (ActionStatus.DONE, ActionStatus.COULD_NOT, ActionStatus.DROPPED)


class ErasureReason(StrEnum):
    """Why a payload was erased: a closed list, so that the reason itself can never hold a person's data."""

    RETENTION = "retention"
    PERSONAL_DATA = "personal_data"
    REQUEST = "request"


@dataclass(frozen=True)
class EventDraft:
    """What a page hands to the store; `huddle_date` is the as-of date of the build on the screen."""

    kind: EventKind
    subject_id: str
    huddle_date: date
    build_id: str
    role_code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One recorded event; `payload` is None when it was erased. `recorded_at` is aware, in UTC.

    `seen_sequence_no` is the newest event that the recorder had before them, 0 when that was not recorded: what answers
    another event comes after it, whatever the clocks of two machines say.
    """

    event_id: str
    sequence_no: int
    kind: EventKind
    subject_id: str
    huddle_date: date
    recorded_at: datetime
    build_id: str
    role_code: str
    facts: Mapping[str, str]
    payload: Mapping[str, str] | None
    seen_sequence_no: int = 0


@dataclass(frozen=True)
class OnScreen:
    """What the person who records had before them: the morning, its build, and the role they chose."""

    huddle_date: date
    build_id: str
    role_code: str


@dataclass(frozen=True)
class NamedLocation:
    """A place as the build on the screen names it; `number` is None where it is not on the list, as a signal may be."""

    location_id: str
    name: str
    number: int | None


@dataclass(frozen=True)
class NewAction:
    """The filled-in form of a new action; `due_date` is None while nothing is chosen."""

    what: str
    owner_agency_code: str
    due_date: date | None
    how_we_know: str
    location: NamedLocation | None = None


def opening_draft(new_action: NewAction, *, action_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that opens an action; pages use the form's event id as `action_id` too.

    Raises
    ------
    ValueError
        The form has no due date: ask `forms.opening_problems` first.
    """
    if new_action.due_date is None:
        raise ValueError("An action needs a due date.")
    facts = {"owner_agency_code": new_action.owner_agency_code, "due_date": new_action.due_date.isoformat()}
    if new_action.location is not None:
        facts |= {
            "location_id": new_action.location.location_id,
            "location_name": new_action.location.name,
        }
        if new_action.location.number is not None:
            facts["location_number"] = str(new_action.location.number)
    payload = {"what": new_action.what.strip(), "how_we_know": new_action.how_we_know.strip()}
    return _draft(EventKind.ACTION_OPENED, action_id, on_screen, facts=facts, payload=payload)


def hand_over_draft(
    action_id: str, *, to_agency_code: str, due_date: date, reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that gives an action to another agency, which takes it on with its own due date."""
    facts = {"owner_agency_code": to_agency_code, "due_date": due_date.isoformat()}
    return _draft(EventKind.ACTION_HANDED_OVER, action_id, on_screen, facts=facts, payload={"words": reason.strip()})


def reschedule_draft(action_id: str, *, due_date: date, reason: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that moves an action's due date; the first one stays in the action as `due_first`."""
    facts = {"due_date": due_date.isoformat()}
    return _draft(EventKind.ACTION_RESCHEDULED, action_id, on_screen, facts=facts, payload={"words": reason.strip()})


def note_draft(action_id: str, *, note: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that adds a note to an action's history."""
    return _draft(EventKind.ACTION_NOTED, action_id, on_screen, facts={}, payload={"words": note.strip()})


def closing_draft(action_id: str, *, status: str, result: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that closes an action as done, could_not or dropped, with its result.

    Raises
    ------
    ValueError
        `status` is no `ActionStatus`: ask `forms.closing_problems` first.
    """
    facts = {"status": ActionStatus(status).value}
    return _draft(EventKind.ACTION_CLOSED, action_id, on_screen, facts=facts, payload={"words": result.strip()})


def _draft(
    kind: EventKind,
    subject_id: str,
    on_screen: OnScreen,
    *,
    facts: Mapping[str, str],
    payload: Mapping[str, str],
) -> EventDraft:
    return EventDraft(
        kind=kind,
        subject_id=subject_id,
        huddle_date=on_screen.huddle_date,
        build_id=on_screen.build_id,
        role_code=on_screen.role_code,
        facts=facts,
        payload=payload,
    )
