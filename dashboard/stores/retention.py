"""What the operations database holds that is due for erasure: what was told of old contacts, never the events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.huddle.book import fold_events
from dashboard.huddle.contacts import CONTACT_KINDS
from dashboard.huddle.events import ErasureReason
from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_database import is_not_made_yet

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.huddle.events import OnScreen


@dataclass(frozen=True)
class DueContact:
    """An event that still tells of an old contact: its id, and when the contact was (aware)."""

    event_id: str
    contact_at: datetime


def find_due_contacts(url: str, *, before: datetime) -> list[DueContact]:
    """Return the events whose payload tells of a contact before an instant, oldest first; none is made or changed."""
    if is_not_made_yet(url):
        return []
    store = OperationsStore(url)
    try:
        events = store.events()
    finally:
        store.close()
    old = {
        contact.contact_id: contact.told.contact_at
        for contact in fold_events(events).contacts.values()
        if contact.told is not None and contact.told.contact_at < before
    }
    due = [
        DueContact(event.event_id, old[event.subject_id])
        for event in events
        if event.kind in CONTACT_KINDS and event.subject_id in old and event.payload
    ]
    return sorted(due, key=lambda each: each.contact_at)


def erase_contacts(url: str, due: list[DueContact], *, recorded_at: datetime, on_screen: OnScreen) -> int:
    """Erase what the events tell, each with an `erased` event that says by which rule; return how many now were.

    Parameters
    ----------
    url
        The operations database.
    due
        From `find_due_contacts`.
    recorded_at
        Aware.
    on_screen
        The build on the screens, and as role that of the rule.
    """
    if not due:
        return 0
    store = OperationsStore(url)
    try:
        erased = [
            store.erase_payload(
                each.event_id,
                reason=ErasureReason.RETENTION,
                erasure_event_id=f"retention-{each.event_id}",
                recorded_at=recorded_at,
                on_screen=on_screen,
            )
            for each in due
        ]
    finally:
        store.close()
    return sum(erased)
