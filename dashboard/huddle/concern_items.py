"""What everybody is told of concerns: which agencies meet after the huddle, in one line whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import AgendaItem, ItemKind
from dashboard.huddle.concerns import who_meets

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.huddle.agenda_items import Room
    from dashboard.huddle.book import HuddleBook


def concern_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return at most two lines: who meets after the huddle, and who is proposed to. No place, no kind, no count."""
    return [AgendaItem(text, kind) for kind, text in concern_lines(book, agencies=room.agencies)]


def concern_lines(book: HuddleBook, *, agencies: Mapping[str, str]) -> list[tuple[ItemKind, str]]:
    """Return the lines that everybody may read, by kind; the same for one concern of some agencies and for ten."""
    meeting = who_meets(book.concerns.values())
    lines = []
    if meeting.agreed:
        lines.append((ItemKind.MEET_AFTER, f"{agencies_words(meeting.agreed, agencies)} meet after the huddle."))
    if meeting.proposed:
        told = agencies_words(meeting.proposed, agencies)
        lines.append((ItemKind.MEET_PROPOSED, f"An agency asks the table that {told} meet after the huddle."))
    return lines


def agencies_words(codes: Collection[str], agencies: Mapping[str, str]) -> str:
    """Return agencies by name in the order of their table, so that none stands out: "A, B and C"."""
    order = list(agencies)
    known = sorted(codes, key=lambda code: (order.index(code) if code in agencies else len(order), code))
    *most, last = [agencies.get(code, code) for code in known]
    return f"{', '.join(most)} and {last}" if most else last
