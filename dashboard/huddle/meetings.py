"""The meeting itself: started, led through its seven parts, closed; and which agencies are present."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from dashboard.huddle.events import OnScreen


class PlannedPart(NamedTuple):
    """One of the seven parts: its title, and from which to which minute of the meeting it is planned."""

    title: str
    from_min: int
    to_min: int

    @property
    def seconds(self) -> int:
        """How long it is planned to last."""
        return (self.to_min - self.from_min) * 60


# The order of the meeting is the field's own (../shared/DOMAIN.md, "The meeting that works").
PLANNED_PARTS = (
    PlannedPart("Data health", 0, 1),
    PlannedPart("Safety overnight", 1, 3),
    PlannedPart("Carried-over actions", 3, 6),
    PlannedPart("What changed", 6, 10),
    PlannedPart("Asks between agencies", 10, 12),
    PlannedPart("New actions", 12, 14),
    PlannedPart("What the Council told us; thanks; close", 14, 15),
)
MEETING_KINDS = frozenset({EventKind.MEETING_STARTED, EventKind.MEETING_STEPPED, EventKind.MEETING_CLOSED})
PRESENCE_KINDS = frozenset({EventKind.AGENCY_ARRIVED, EventKind.AGENCY_LEFT})


class MeetingStatus(StrEnum):
    """How far a meeting is; one that nobody started has no state at all."""

    RUNNING = "running"
    CLOSED = "closed"


class PartVisit(NamedTuple):
    """That the chair went to a part, and when."""

    part_no: int
    since_at: datetime


@dataclass(frozen=True)
class Meeting:
    """One morning's meeting; `visits` are the parts the chair led through, in order, a part perhaps more than once.

    `close_build_id` is the build that was on the screen at the close: the minutes are made from it.
    """

    meeting_id: str
    huddle_date: date
    status: MeetingStatus
    started_at: datetime
    visits: tuple[PartVisit, ...]
    closed_at: datetime | None
    close_event_id: str | None
    close_build_id: str | None
    history: tuple[HistoryEntry, ...]

    @property
    def is_running(self) -> bool:
        """True from its start to its close."""
        return self.status == MeetingStatus.RUNNING

    @property
    def part_no(self) -> int:
        """The part it is at, 1 to 7; the last one visited once it is closed."""
        return self.visits[-1].part_no

    def part_seconds(self, *, now_at: datetime) -> dict[int, int]:
        """Return for how many seconds each visited part has been spoken of, up to `now_at` or the close.

        Two machines' clocks may disagree: a visit that would have lasted less than nothing lasted nothing.
        """
        end_at = self.closed_at or now_at
        ends = [*(visit.since_at for visit in self.visits[1:]), end_at]
        seconds: dict[int, int] = {}
        for visit, until_at in zip(self.visits, ends, strict=True):
            lasted = max(0, round((until_at - visit.since_at).total_seconds()))
            seconds[visit.part_no] = seconds.get(visit.part_no, 0) + lasted
        return seconds


@dataclass(frozen=True)
class Presence:
    """Whether an agency is at one morning's meeting."""

    presence_id: str
    huddle_date: date
    agency_code: str
    is_present: bool
    history: tuple[HistoryEntry, ...]


def meeting_id(huddle_date: date) -> str:
    """Return the subject id of a morning's meeting."""
    return f"meeting:{huddle_date.isoformat()}"


def presence_id(huddle_date: date, agency_code: str) -> str:
    """Return the subject id of an agency's presence at a morning's meeting: each its own, so that nobody waits."""
    return f"presence:{huddle_date.isoformat()}:{agency_code}"


def start_draft(on_screen: OnScreen) -> EventDraft:
    """Return the draft that starts the morning's meeting, at its first part."""
    return event_draft(EventKind.MEETING_STARTED, meeting_id(on_screen.huddle_date), on_screen)


def step_draft(*, part_no: int, on_screen: OnScreen) -> EventDraft:
    """Return the draft that leads the meeting to a part, 1 to 7."""
    facts = {"part_no": str(part_no)}
    return event_draft(EventKind.MEETING_STEPPED, meeting_id(on_screen.huddle_date), on_screen, facts=facts)


def close_draft(on_screen: OnScreen) -> EventDraft:
    """Return the draft that closes the meeting: what was recorded before it are its minutes."""
    return event_draft(EventKind.MEETING_CLOSED, meeting_id(on_screen.huddle_date), on_screen)


def presence_draft(agency_code: str, *, is_present: bool, on_screen: OnScreen) -> EventDraft:
    """Return the draft that says that an agency came, or left."""
    kind = EventKind.AGENCY_ARRIVED if is_present else EventKind.AGENCY_LEFT
    subject_id = presence_id(on_screen.huddle_date, agency_code)
    return event_draft(kind, subject_id, on_screen, facts={"agency_code": agency_code})


def present_agencies(presences: Iterable[Presence], *, on: date) -> tuple[str, ...]:
    """Return the codes of the agencies present at a morning's meeting, sorted."""
    return tuple(sorted(each.agency_code for each in presences if each.is_present and each.huddle_date == on))


def meeting_refusal(meeting: Meeting | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of the meeting it names, in words; None when it is legal."""
    if event.subject_id != meeting_id(event.huddle_date):
        return "It names the meeting of another morning."
    if event.kind == EventKind.MEETING_STARTED:
        return None if meeting is None else "The huddle was already started."
    if meeting is None:
        return "The huddle was not started."
    if not meeting.is_running:
        return "The huddle is closed and its minutes are made."
    if event.kind == EventKind.MEETING_STEPPED:
        return _step_refusal(meeting, event)
    return None


def meeting_after(meeting: Meeting | None, event: Event) -> Meeting:
    """Return the meeting after a legal event."""
    if meeting is None:
        return Meeting(
            meeting_id=event.subject_id,
            huddle_date=event.huddle_date,
            status=MeetingStatus.RUNNING,
            started_at=event.recorded_at,
            visits=(PartVisit(1, event.recorded_at),),
            closed_at=None,
            close_event_id=None,
            close_build_id=None,
            history=(entry_of(event),),
        )
    history = (*meeting.history, entry_of(event))
    if event.kind == EventKind.MEETING_STEPPED:
        visit = PartVisit(int(event.facts["part_no"]), event.recorded_at)
        return replace(meeting, visits=(*meeting.visits, visit), history=history)
    return replace(
        meeting,
        status=MeetingStatus.CLOSED,
        closed_at=event.recorded_at,
        close_event_id=event.event_id,
        close_build_id=event.build_id,
        history=history,
    )


def presence_refusal(presence: Presence | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of an agency's presence, in words; None when it is legal."""
    agency_code = event.facts.get("agency_code", "")
    if not agency_code or event.subject_id != presence_id(event.huddle_date, agency_code):
        return "It names no agency of this morning."
    is_present = presence is not None and presence.is_present
    if event.kind == EventKind.AGENCY_ARRIVED:
        return "The agency is present already." if is_present else None
    return None if is_present else "The agency is not present."


def presence_after(presence: Presence | None, event: Event) -> Presence:
    """Return an agency's presence after a legal event."""
    return Presence(
        presence_id=event.subject_id,
        huddle_date=event.huddle_date,
        agency_code=event.facts["agency_code"],
        is_present=event.kind == EventKind.AGENCY_ARRIVED,
        history=(*(() if presence is None else presence.history), entry_of(event)),
    )


def _step_refusal(meeting: Meeting, event: Event | EventDraft) -> str | None:
    part_no = event.facts.get("part_no", "")
    if part_no not in {str(number) for number in range(1, len(PLANNED_PARTS) + 1)}:
        return "It names no part of the meeting."
    return "The huddle is at this part already." if int(part_no) == meeting.part_no else None
