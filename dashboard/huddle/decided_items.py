"""What the chair decided, laid over the items of a morning: pinned first, deferred and dropped at the end, with why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.huddle.agenda_decisions import ItemDecision, Standing
from dashboard.huddle.agenda_items import AgendaItem, ItemKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dashboard.huddle.agenda_items import Room

# What the recorded events themselves bring back or end needs no place kept for it.
_ENDED_BY_EVENTS = ("action", "escalation", "ask", "clock", "hold", "revisit", "feedback")


def decided_items(
    room: Room,
    items: Sequence[AgendaItem],
    *,
    part_no: int,
    decisions: Mapping[str, ItemDecision],
    keys_of_all: Collection[str],
) -> list[AgendaItem]:
    """Return a part's items as decided: kept ones before the others, those that are off at the end.

    Parameters
    ----------
    room
        The morning.
    items
        The part's items, in order; what the chair cannot decide about stays where it is.
    part_no
        The part, 1 to 7.
    decisions
        What is decided, by item key.
    keys_of_all
        The keys of the items of every part: what is pinned and is nowhere else is put into its part.
    """
    kept, off, others = [], [], []
    for item in items:
        decision = decisions.get(item.item_key)
        if decision is not None and decision.is_off(room.on):
            off.append(_off(room, item.title, item.subject_ids, decision))
        elif decision is not None and decision.is_kept(room.on):
            kept.append(replace(item, decided=decision_words(room, decision)))
        else:
            others.append(item)
    for key, decision in sorted(decisions.items()):
        if decision.part_no == part_no and key not in keys_of_all and key.split(":")[0] not in _ENDED_BY_EVENTS:
            if decision.is_kept(room.on):
                kept.append(_kept(room, key, decision))
            elif decision.is_off(room.on):
                off.append(_off(room, decision.title, (key.split(":", 1)[1],), decision))
    n_head = next((n for n, item in enumerate(others) if item.item_key), len(others))
    return [*others[:n_head], *kept, *others[n_head:], *off]


def decision_words(room: Room, decision: ItemDecision) -> str:
    """Return what was decided of an item, when and why: "Pinned Tue 10 Nov: the crew is back"."""
    decided = room.day(decision.decided_date)
    if decision.standing == Standing.DEFERRED and decision.until_date is not None:
        head = f"Deferred {decided} to {room.day(decision.until_date)}"
    else:
        head = f"{decision.standing.value.capitalize()} {decided}"
    return f"{head}: {decision.reason}" if decision.reason else head


def _off(room: Room, title: str, subject_ids: tuple[str, ...], decision: ItemDecision) -> AgendaItem:
    return AgendaItem(f"{title}. {decision_words(room, decision)}", ItemKind.ITEM_OFF, subject_ids)


def _kept(room: Room, key: str, decision: ItemDecision) -> AgendaItem:
    text = f"{decision.title}: nothing of it in this morning's build."
    subject_ids = (key.split(":", 1)[1],)
    told = decision_words(room, decision)
    return AgendaItem(text, ItemKind.KEPT, subject_ids, title=decision.title, decided=told, kept_key=key)
