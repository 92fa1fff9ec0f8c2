"""The minutes of a huddle: what was recorded before its close, in the order of the meeting. Public records.

They are made from the build that the meeting had and from the events that stood in the store before the closing one:
the hash chain fixes which those are, so minutes read the same for ever. Only an erasure takes words out, and it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import ItemKind
from dashboard.huddle.history import without_erased_words
from dashboard.huddle.meetings import PLANNED_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from dashboard.huddle.agenda import Agenda, AgendaPart
    from dashboard.huddle.agenda_items import AgendaItem
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import Event

# What only fills a silence, or stands in the build anyway, is not what the meeting decided.
_NOT_MINUTED = (
    ItemKind.NOT_IN_THIS_VERSION,
    ItemKind.FEED_CURRENT,
    ItemKind.LIST_CHANGE,
    ItemKind.LOCATION,
    # What the table did not decide is on no record; what it agreed is: who meets after the huddle.
    ItemKind.MEET_PROPOSED,
)


@dataclass(frozen=True)
class MinutesPart:
    """One part of the meeting: its title, how long it was spoken of, and what is on record of it."""

    number: int
    title: str
    seconds: int
    planned_seconds: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Minutes:
    """The minutes of one closed huddle; `present` are agencies by name, instants are aware."""

    huddle_date: date
    build_id: str
    started_at: datetime
    closed_at: datetime
    present: tuple[str, ...]
    parts: tuple[MinutesPart, ...]


def events_before_close(events: Iterable[Event], *, huddle_date: date, close_event_id: str) -> list[Event]:
    """Return the events that a closed huddle's minutes are made from: those recorded up to its close.

    By the store's own order, which nobody's clock can change. Of words that were erased since, nothing is returned.

    Parameters
    ----------
    events
        All events of the store.
    huddle_date
        The huddle; events of later mornings are not among them.
    close_event_id
        The event that closed it.

    Raises
    ------
    StopIteration
        The closing event is not among the events.
    """
    recorded = without_erased_words(events)
    closing = next(event for event in recorded if event.event_id == close_event_id)
    return [
        event for event in recorded if event.huddle_date <= huddle_date and event.sequence_no <= closing.sequence_no
    ]


def make_minutes(agenda: Agenda, book: HuddleBook, *, build_id: str, agencies: Mapping[str, str]) -> Minutes:
    """Return the minutes of a closed huddle.

    Parameters
    ----------
    agenda
        The agenda of the morning as it stood at the close.
    book
        The book folded from `events_before_close`.
    build_id
        The build that the meeting had before it.
    agencies
        Agency name by agency code.

    Raises
    ------
    ValueError
        The huddle was not closed.
    """
    meeting = book.meeting(agenda.as_of_date)
    if meeting is None or meeting.closed_at is None:
        raise ValueError(f"the huddle of {agenda.as_of_date.isoformat()} was not closed")
    seconds = meeting.part_seconds(now_at=meeting.closed_at)
    return Minutes(
        huddle_date=agenda.as_of_date,
        build_id=build_id,
        started_at=meeting.started_at,
        closed_at=meeting.closed_at,
        present=tuple(agencies.get(code, code) for code in book.present_agencies(agenda.as_of_date)),
        parts=tuple(_part(part, agenda, seconds.get(part.number, 0)) for part in agenda.parts),
    )


def _part(part: AgendaPart, agenda: Agenda, seconds: int) -> MinutesPart:
    lines = [_line(item) for item in part.items if item.kind not in _NOT_MINUTED]
    lines += [f"[{item.decided}] {item.title}" for item in part.items if _is_decided_place(item)]
    if any(item.kind == ItemKind.LOCATION for item in part.items):
        listed = ", ".join(f"{place.number} {place.name}" for place in agenda.locations)
        lines.append(f"On the list: {listed}.")
    return MinutesPart(part.number, part.title, seconds, PLANNED_PARTS[part.number - 1].seconds, tuple(lines))


def _is_decided_place(item: AgendaItem) -> bool:
    return item.kind == ItemKind.LOCATION and bool(item.decided)


def _line(item: AgendaItem) -> str:
    return f"[{item.decided}] {item.text}" if item.decided else item.text
