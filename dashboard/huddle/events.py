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
    ACTION_CORRECTED = "action_corrected"
    MEETING_STARTED = "meeting_started"
    MEETING_STEPPED = "meeting_stepped"
    MEETING_CLOSED = "meeting_closed"
    AGENCY_ARRIVED = "agency_arrived"
    AGENCY_LEFT = "agency_left"
    ITEM_PINNED = "item_pinned"
    ITEM_DEFERRED = "item_deferred"
    ITEM_DROPPED = "item_dropped"
    ITEM_RETURNED = "item_returned"
    ASK_MADE = "ask_made"
    ASK_ANSWERED = "ask_answered"
    ASK_WITHDRAWN = "ask_withdrawn"
    ASK_CORRECTED = "ask_corrected"
    CONCERN_RAISED = "concern_raised"
    CONCERN_AGREED = "concern_agreed"
    CONCERN_NOT_AGREED = "concern_not_agreed"
    CONCERN_CLOSED = "concern_closed"
    CONTACT_LOGGED = "contact_logged"
    CONTACT_CORRECTED = "contact_corrected"
    CONTACT_WITHDRAWN = "contact_withdrawn"
    OVERNIGHT_REPORTED = "overnight_reported"
    OPERATION_REPORTED = "operation_reported"
    OPERATION_ASSESSED = "operation_assessed"
    OPERATION_SHELTER_CHECKED = "operation_shelter_checked"
    OPERATION_OFFER_MADE = "operation_offer_made"
    OPERATION_RESPONSE = "operation_response"
    OPERATION_NOTICE_POSTED = "operation_notice_posted"
    OPERATION_OVERRIDDEN = "operation_overridden"
    OPERATION_REMOVAL = "operation_removal"
    OPERATION_CLOSED_VOLUNTARILY = "operation_closed_voluntarily"
    OPERATION_NOTHING_TO_STORE = "operation_nothing_to_store"
    OPERATION_REVISITED_30D = "operation_revisited_30d"
    OPERATION_REVISITED_90D = "operation_revisited_90d"
    OPERATION_CORRECTED = "operation_corrected"
    PROPERTY_STORED = "property_stored"
    PROPERTY_RETURNED = "property_returned"
    PROPERTY_DISPOSED = "property_disposed"
    WALK_THROUGH_RECORDED = "walk_through_recorded"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"
    FEEDBACK_GIVEN = "feedback_given"
    FEEDBACK_WITHDRAWN = "feedback_withdrawn"
    FEEDBACK_ASSIGNED = "feedback_assigned"
    FEEDBACK_ANSWERED = "feedback_answered"
    FEEDBACK_CORRECTED = "feedback_corrected"
    EVENT_UNDONE = "event_undone"
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


class AskAnswer(StrEnum):
    """How an agency answers what another one asked of it."""

    CAN = "can"
    CAN_IN_PART = "can_in_part"
    CANNOT = "cannot"

    @property
    def words(self) -> str:
        """The answer as the room says it: "we can", "we can in part", "we cannot"."""
        return f"we {self.value.replace('_', ' ')}"


class ConcernOutcome(StrEnum):
    """What came of a concern after the agencies met: of their meeting, not of a person."""

    CONNECTED = "connected"
    NOT_CONNECTED = "not_connected"
    DECLINED_TODAY = "declined_today"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """The outcome as the room says it: "connected", "not connected", "declined today", "unknown"."""
        return self.value.replace("_", " ")


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
    """What the person who records had before them: the morning, its build, the role they chose, and their agency.

    `agency_code` is None where no agency was chosen; it is recorded in the facts as `by_agency_code`.
    """

    huddle_date: date
    build_id: str
    role_code: str
    agency_code: str | None = None


@dataclass(frozen=True)
class NamedLocation:
    """A place as the build on the screen names it; `number` is None where it is not on the list, as a signal may be."""

    location_id: str
    name: str
    number: int | None


def place_facts(location: NamedLocation | None) -> dict[str, str]:
    """Return the facts that name an event's place, none for no place."""
    if location is None:
        return {}
    facts = {"location_id": location.location_id, "location_name": location.name}
    return facts if location.number is None else {**facts, "location_number": str(location.number)}


def event_draft(
    kind: EventKind,
    subject_id: str,
    on_screen: OnScreen,
    *,
    facts: Mapping[str, str] | None = None,
    payload: Mapping[str, str] | None = None,
) -> EventDraft:
    """Return a draft about a subject, stamped with what was on the screen."""
    by = {} if on_screen.agency_code is None else {"by_agency_code": on_screen.agency_code}
    return EventDraft(
        kind=kind,
        subject_id=subject_id,
        huddle_date=on_screen.huddle_date,
        build_id=on_screen.build_id,
        role_code=on_screen.role_code,
        facts={**(facts or {}), **by},
        payload=payload or {},
    )
