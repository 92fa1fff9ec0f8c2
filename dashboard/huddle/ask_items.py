"""The lines of part 5: what agencies asked of each other and is not answered, and what was answered this morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import ASKS_SILENCE, AgendaItem, ItemKind, as_begun
from dashboard.huddle.asks import Ask, AskStatus, ended_asks, open_asks
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.huddle.agenda_items import Room
    from dashboard.huddle.book import HuddleBook


def ask_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return the open asks, oldest first, then those answered or withdrawn this morning."""
    asks = book.asks.values()
    open_now = open_asks(asks, on=room.on)
    summary = f"{count_words(len(open_now), 'ask')} open." if open_now else "No ask is open."
    return [
        AgendaItem(summary, ItemKind.SUMMARY),
        *(_open(room, ask) for ask in open_now),
        *(_ended(room, ask) for ask in ended_asks(asks, on=room.on)),
        ASKS_SILENCE,
    ]


def ask_words(room: Room, ask: Ask) -> str:
    """Return who asks what of whom, and where."""
    where = "" if ask.location_id is None else f" ({room.place(ask.location_id, ask.location_name)})"
    return f"{room.agency(ask.from_agency_code)} asks {room.agency(ask.to_agency_code)}: {as_begun(ask.what)}{where}"


def _open(room: Room, ask: Ask) -> AgendaItem:
    is_late = ask.needed_date is not None and ask.needed_date < room.on
    needed = "" if ask.needed_date is None else f", {'was ' if is_late else ''}needed by {room.day(ask.needed_date)}"
    text = f"{ask_words(room, ask)}. Asked {room.day(ask.asked_date)}{needed}."
    title = f"{room.agency(ask.from_agency_code)} asks {room.agency(ask.to_agency_code)}"
    return AgendaItem(text, ItemKind.ASK_LATE if is_late else ItemKind.ASK_OPEN, _subject_ids(ask), title=title)


def _ended(room: Room, ask: Ask) -> AgendaItem:
    how = "withdrawn" if ask.status == AskStatus.WITHDRAWN or ask.answer is None else f"answered: {ask.answer.words}"
    text = f"{ask_words(room, ask)}. {how[0].upper()}{how[1:]}: {ask.answer_words}"
    return AgendaItem(text, ItemKind.ASK_ENDED, _subject_ids(ask))


def _subject_ids(ask: Ask) -> tuple[str, ...]:
    return (ask.ask_id,) if ask.location_id is None else (ask.ask_id, ask.location_id)
