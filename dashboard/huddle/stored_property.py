"""Property that an operation stored, by tag: what kind, where, until when, and what became of it. Never whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of
from dashboard.huddle.ordinance_steps import read_instant
from dashboard.huddle.words import local_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.huddle.events import OnScreen

PROPERTY_KINDS = frozenset({EventKind.PROPERTY_STORED, EventKind.PROPERTY_RETURNED, EventKind.PROPERTY_DISPOSED})
# One to four letters, a dash, three to six digits: too short a word to hold a name, and never a date.
TAG_FORM = re.compile(r"[A-Z]{1,4}-[0-9]{3,6}")
HOLD_ENDED = "hold_ended"
_ID_HEAD = "property:"


class PropertyStatus(StrEnum):
    """Where stored property stands."""

    STORED = "stored"
    RETURNED = "returned"
    DISPOSED = "disposed"


@dataclass(frozen=True)
class StoredProperty:
    """One tag of the register; `stored_at` and `ended_at` are aware, as stated, the second None while it is stored."""

    property_id: str
    tag: str
    operation_id: str
    location_name: str
    kind_code: str
    store_code: str
    stored_at: datetime
    held_until_date: date
    status: PropertyStatus
    reason_code: str
    ended_at: datetime | None
    history: tuple[HistoryEntry, ...]

    @property
    def is_stored(self) -> bool:
        """True until it was returned or disposed of."""
        return self.status == PropertyStatus.STORED


@dataclass(frozen=True)
class NewProperty:
    """The filled-in form of a tag; codes are of the reviewed lists."""

    tag: str
    operation_id: str
    location_name: str
    kind_code: str
    store_code: str
    stored_at: datetime
    held_until_date: date


def normal_tag(typed: str) -> str:
    """Return a tag in its one spelling: capitals, a dash between letters and digits; as typed where it has no form."""
    packed = re.sub(r"[\s_-]+", "", typed).upper()
    found = re.fullmatch(r"([A-Z]{1,4})([0-9]{3,6})", packed)
    return typed.strip() if found is None else f"{found[1]}-{found[2]}"


def stored_draft(new_property: NewProperty, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that enters a tag into the register."""
    facts = {
        "tag": new_property.tag,
        "operation_id": new_property.operation_id,
        "location_name": new_property.location_name,
        "kind_code": new_property.kind_code,
        "store_code": new_property.store_code,
        "held_until_date": new_property.held_until_date.isoformat(),
        "at": new_property.stored_at.isoformat(timespec="minutes"),
    }
    return event_draft(EventKind.PROPERTY_STORED, f"{_ID_HEAD}{new_property.tag}", on_screen, facts=facts)


def property_end_draft(
    stored: StoredProperty, kind: EventKind, *, reason_code: str, at: datetime, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that says that property was returned or disposed of, and why.

    Parameters
    ----------
    stored
        The tag.
    kind
        `PROPERTY_RETURNED` or `PROPERTY_DISPOSED`.
    reason_code
        A code of the reviewed list.
    at
        When, as stated, aware.
    on_screen
        What was on the screen.
    """
    facts = {"reason_code": reason_code, "at": at.isoformat(timespec="minutes")}
    return event_draft(kind, stored.property_id, on_screen, facts=facts)


def register(properties: Iterable[StoredProperty], *, tag: str = "") -> list[StoredProperty]:
    """Return the register, what is stored first, each group by tag; of tags that hold a piece of text alone."""
    wanted = re.sub(r"[\s_-]+", "", tag).upper()
    found = [each for each in properties if wanted in each.tag.replace("-", "")]
    return sorted(found, key=lambda each: (not each.is_stored, each.tag))


def property_refusal(stored: StoredProperty | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of a tag, in words; None when it is legal."""
    facts = event.facts
    at = read_instant(facts.get("at", ""))
    if at is None:
        return "It does not say when it happened."
    if not facts.get("by_agency_code"):
        return "It does not say which agency did it."
    if isinstance(event, Event) and at > event.recorded_at:
        return "Its stated time lies ahead of the time at which it was recorded."
    is_storing = event.kind == EventKind.PROPERTY_STORED
    return _storing_refusal(stored, event) if is_storing else _end_refusal(stored, facts, at)


def _end_refusal(stored: StoredProperty | None, facts: Mapping[str, str], at: datetime) -> str | None:
    if stored is None:
        return "It names a tag that is not in the register."
    if not stored.is_stored:
        return f"It was {stored.status.value} already."
    if at < stored.stored_at:
        return "Its stated time lies before it was stored."
    if not facts.get("reason_code"):
        return "It does not say why."
    is_early = facts["reason_code"] == HOLD_ENDED and local_date(at) <= stored.held_until_date
    return f"It is held until {stored.held_until_date.isoformat()}." if is_early else None


def property_after(stored: StoredProperty | None, event: Event) -> StoredProperty:
    """Return a tag's entry after a legal event."""
    facts = event.facts
    at = datetime.fromisoformat(facts["at"])
    if stored is None:
        return StoredProperty(
            property_id=event.subject_id,
            tag=facts["tag"],
            operation_id=facts["operation_id"],
            location_name=facts["location_name"],
            kind_code=facts["kind_code"],
            store_code=facts["store_code"],
            stored_at=at,
            held_until_date=date.fromisoformat(facts["held_until_date"]),
            status=PropertyStatus.STORED,
            reason_code="",
            ended_at=None,
            history=(entry_of(event),),
        )
    is_returned = event.kind == EventKind.PROPERTY_RETURNED
    return replace(
        stored,
        status=PropertyStatus.RETURNED if is_returned else PropertyStatus.DISPOSED,
        reason_code=facts["reason_code"],
        ended_at=at,
        history=(*stored.history, entry_of(event)),
    )


def _storing_refusal(stored: StoredProperty | None, event: Event | EventDraft) -> str | None:
    facts = event.facts
    tag = facts.get("tag", "")
    if stored is not None:
        return f"The tag {stored.tag} is in the register already."
    if TAG_FORM.fullmatch(tag) is None or event.subject_id != f"{_ID_HEAD}{tag}":
        return "The tag has not the form of a tag: letters, a dash, digits."
    if not all(facts.get(name) for name in ("operation_id", "location_name", "kind_code", "store_code")):
        return "It does not say of which operation it is, what it is, or where it is stored."
    try:
        date.fromisoformat(facts.get("held_until_date", ""))
    except ValueError:
        return "It does not say until when it is held."
    return None
