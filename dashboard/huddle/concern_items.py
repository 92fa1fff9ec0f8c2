"""What everybody is told of concerns: which agencies meet after the huddle, in one line whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import AgendaItem, ItemKind
from dashboard.huddle.concerns import who_meets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from dashboard.huddle.agenda_items import Room
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.concerns import Concern


def concern_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return at most two lines: who meets after the huddle, and who is proposed to. No place, no kind, no count."""
    told = meeting_lines(book.concerns.values())
    return [AgendaItem(line_words(kind, codes, agencies=room.agencies), kind) for kind, codes in told]


def meeting_lines(concerns: Iterable[Concern]) -> list[tuple[ItemKind, frozenset[str]]]:
    """Return the lines that everybody may read, each as its kind and the agencies it names.

    The same for one concern of some agencies and for ten.
    """
    found = who_meets(concerns)
    lines = ((ItemKind.MEET_AFTER, found.agreed), (ItemKind.MEET_PROPOSED, found.proposed))
    return [(kind, codes) for kind, codes in lines if codes]


def line_words(kind: ItemKind, codes: Collection[str], *, agencies: Mapping[str, str]) -> str:
    """Return a line in words, agencies by name."""
    told = agencies_words(codes, agencies)
    if kind == ItemKind.MEET_AFTER:
        return f"{told} meet after the huddle."
    return f"An agency asks the table that {told} meet after the huddle."


def agencies_words(codes: Collection[str], agencies: Mapping[str, str]) -> str:
    """Return agencies by name in the order of their table, so that none stands out: "A, B and C"."""
    order = list(agencies)
    known = sorted(codes, key=lambda code: (order.index(code) if code in agencies else len(order), code))
    *most, last = [agencies.get(code, code) for code in known]
    return f"{', '.join(most)} and {last}" if most else last
