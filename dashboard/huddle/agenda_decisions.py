"""What the chair decides about an item of the agenda: pinned, deferred to a date, dropped for this morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words

if TYPE_CHECKING:
    from dashboard.huddle.events import OnScreen


class Standing(StrEnum):
    """What was decided last of an item."""

    PINNED = "pinned"
    DEFERRED = "deferred"
    DROPPED = "dropped"
    RETURNED = "returned"


STANDING_OF = {
    EventKind.ITEM_PINNED: Standing.PINNED,
    EventKind.ITEM_DEFERRED: Standing.DEFERRED,
    EventKind.ITEM_DROPPED: Standing.DROPPED,
    EventKind.ITEM_RETURNED: Standing.RETURNED,
}
DECISION_KINDS = frozenset(STANDING_OF)


@dataclass(frozen=True)
class ItemDecision:
    """What was decided of one item; `title` names it as the build of that morning did, `reason` was typed.

    A pin holds every morning until it is taken off; a deferral until its date, on which the item is back, and from then
    on like a pin; a drop for its own morning only. So nothing falls off the agenda by itself.
    """

    item_key: str
    title: str
    part_no: int
    standing: Standing
    decided_date: date
    until_date: date | None
    reason: str
    history: tuple[HistoryEntry, ...]

    def is_off(self, on: date) -> bool:
        """Return whether the item is not spoken of on `on`: dropped that morning, or deferred to a later one."""
        if self.standing == Standing.DROPPED:
            return self.decided_date == on
        return self.standing == Standing.DEFERRED and self.until_date is not None and on < self.until_date

    def is_kept(self, on: date) -> bool:
        """Return whether the item is on the agenda of `on` whatever the build says: pinned, or back from a deferral."""
        if self.standing == Standing.PINNED:
            return self.decided_date <= on
        return self.standing == Standing.DEFERRED and self.until_date is not None and self.until_date <= on


def decision_draft(
    kind: EventKind,
    item_key: str,
    *,
    title: str,
    part_no: int,
    reason: str,
    on_screen: OnScreen,
    until_date: date | None = None,
) -> EventDraft:
    """Return the draft of a decision about an item.

    Parameters
    ----------
    kind
        One of `DECISION_KINDS`.
    item_key, title, part_no
        The item's lasting key, how it is named on the screen, and its part of the meeting.
    reason
        Why, as typed.
    until_date
        To which day it is deferred; for a deferral only.
    """
    facts = {"title": title, "part_no": str(part_no)}
    if until_date is not None:
        facts["until_date"] = until_date.isoformat()
    return event_draft(kind, item_key, on_screen, facts=facts, payload={"words": reason.strip()})


def decision_refusal(decision: ItemDecision | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal decision about its item, in words; None when it is legal."""
    standing = STANDING_OF[event.kind]
    if not event.facts.get("title") or not event.facts.get("part_no", "").isdecimal():
        return "It does not name the item."
    if standing == Standing.DEFERRED:
        return _deferral_refusal(event)
    now = None if decision is None else decision.standing
    if standing == Standing.PINNED and now == Standing.PINNED:
        return "The item is pinned already."
    if standing == Standing.DROPPED and decision is not None and decision.is_off(event.huddle_date):
        return "The item is off this morning's agenda already."
    if standing == Standing.RETURNED and (decision is None or now == Standing.RETURNED):
        return "Nothing was decided of the item."
    return None


def decision_after(decision: ItemDecision | None, event: Event) -> ItemDecision:
    """Return what is decided of an item after a legal event."""
    until = event.facts.get("until_date")
    return ItemDecision(
        item_key=event.subject_id,
        title=event.facts["title"],
        part_no=int(event.facts["part_no"]),
        standing=STANDING_OF[event.kind],
        decided_date=event.huddle_date,
        until_date=None if until is None or event.kind != EventKind.ITEM_DEFERRED else date.fromisoformat(until),
        reason=typed_words(event),
        history=(*(() if decision is None else decision.history), entry_of(event)),
    )


def _deferral_refusal(event: Event | EventDraft) -> str | None:
    try:
        until = date.fromisoformat(event.facts.get("until_date", ""))
    except ValueError:
        return "It holds no date to defer to."
    return None if until > event.huddle_date else "An item is deferred to a later day."
