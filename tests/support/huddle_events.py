"""Recorded events for tests of the huddle's book: a line an event, in the order in which they happen."""

from __future__ import annotations

from datetime import UTC, date, datetime

from dashboard.huddle.events import Event, EventKind

TUESDAY = date(2015, 11, 10)


def recorded(
    event_id: str, kind: EventKind, subject_id: str, *, on: date = TUESDAY, minute: int = 0, seen: int = 0, **facts: str
) -> Event:
    """Return an event of the morning `on`, recorded `minute` minutes after 13:00 UTC; its words are "words <id>"."""
    return Event(
        event_id=event_id,
        sequence_no=0,
        kind=kind,
        subject_id=subject_id,
        huddle_date=on,
        recorded_at=datetime(on.year, on.month, on.day, 13, minute, tzinfo=UTC),
        build_id="b1",
        role_code="chair",
        facts=facts,
        payload={"words": f"words {event_id}", "what": f"what {event_id}", "how_we_know": f"how {event_id}"},
        seen_sequence_no=seen,
    )


def opened(event_id: str, action_id: str = "a1", *, on: date = TUESDAY, minute: int = 0, **facts: str) -> Event:
    """Return the opening of an action of Public Works, due on 12 November."""
    facts = {"owner_agency_code": "public_works", "due_date": "2015-11-12"} | facts
    return recorded(event_id, EventKind.ACTION_OPENED, action_id, on=on, minute=minute, **facts)


def closed(event_id: str, action_id: str = "a1", *, on: date = TUESDAY, minute: int = 0, seen: int = 0) -> Event:
    """Return the closing of an action as done."""
    return recorded(event_id, EventKind.ACTION_CLOSED, action_id, on=on, minute=minute, seen=seen, status="done")


def undone(event_id: str, of: Event, *, on: date | None = None, minute: int = 30) -> Event:
    """Return the undoing of an event."""
    return recorded(
        event_id,
        EventKind.EVENT_UNDONE,
        of.subject_id,
        on=on or of.huddle_date,
        minute=minute,
        undone_event_id=of.event_id,
        undone_kind=of.kind.value,
    )


def met(event_id: str, kind: EventKind, *, on: date = TUESDAY, minute: int = 0, **facts: str) -> Event:
    """Return an event of the morning's meeting."""
    return recorded(event_id, kind, f"meeting:{on.isoformat()}", on=on, minute=minute, **facts)
