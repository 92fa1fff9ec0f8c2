"""Walk-throughs: an agency walks a place and counts the sharps it sees. A number of a place at a time; of nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft, place_facts
from dashboard.huddle.history import HistoryEntry, entry_of
from dashboard.huddle.ordinance_steps import read_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.huddle.events import NamedLocation, OnScreen

WALK_THROUGH_KINDS = frozenset({EventKind.WALK_THROUGH_RECORDED})
MOST_SHARPS = 9_999
_COUNT = re.compile(r"\d{1,4}")
_ID_HEAD = "walk_through:"


@dataclass(frozen=True)
class WalkThrough:
    """One walk through a place: how many sharps were seen, when (aware, as stated), and which agency walked."""

    walk_through_id: str
    location_id: str
    location_name: str
    n_sharps: int
    at: datetime
    agency_code: str
    recorded_at: datetime
    history: tuple[HistoryEntry, ...]


def walk_through_draft(
    location: NamedLocation, *, n_sharps: int, at: datetime, event_id: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that records a walk-through.

    Parameters
    ----------
    location
        The place as the build on the screen names it.
    n_sharps
        Sharps seen, 0 or more: none seen is worth knowing.
    at
        When, as stated, aware.
    event_id
        The form's own: each walk-through is a subject of its own.
    on_screen
        What was on the screen; its agency walked.
    """
    facts = {**place_facts(location), "n_sharps": str(n_sharps), "at": at.isoformat(timespec="minutes")}
    return event_draft(EventKind.WALK_THROUGH_RECORDED, f"{_ID_HEAD}{event_id}", on_screen, facts=facts)


def walk_through_refusal(walk_through: WalkThrough | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal walk-through, in words; None when it is legal.

    Whether its time lies ahead is the form's question: two machines' clocks may disagree, and the fold asks none.
    """
    facts = event.facts
    if walk_through is not None:
        return "This walk-through was recorded already."
    if not facts.get("location_id") or not facts.get("location_name"):
        return "It does not say at which place."
    if not facts.get("by_agency_code"):
        return "It does not say which agency walked."
    if _COUNT.fullmatch(facts.get("n_sharps", "")) is None:
        return f"It does not say how many sharps were seen: a whole number from 0 to {MOST_SHARPS:,}."
    if read_instant(facts.get("at", "")) is None:
        return "It does not say when it happened."
    return None


def walk_through_after(walk_through: WalkThrough | None, event: Event) -> WalkThrough:  # noqa: ARG001 - as every rule
    """Return the walk-through that a legal event records."""
    facts = event.facts
    return WalkThrough(
        walk_through_id=event.subject_id,
        location_id=facts["location_id"],
        location_name=facts["location_name"],
        n_sharps=int(facts["n_sharps"]),
        at=datetime.fromisoformat(facts["at"]),
        agency_code=facts["by_agency_code"],
        recorded_at=event.recorded_at,
        history=(entry_of(event),),
    )


def walked_there(walk_throughs: Iterable[WalkThrough], *, location_id: str, since: datetime) -> list[WalkThrough]:
    """Return the walk-throughs of a place since an instant, the newest first."""
    there = [each for each in walk_throughs if each.location_id == location_id and each.at >= since]
    return sorted(there, key=lambda each: (each.at, each.recorded_at, each.walk_through_id), reverse=True)
