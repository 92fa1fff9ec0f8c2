"""Reads back what the pages recorded in a data folder, and records there as another screen would."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.huddle.events import Event, EventDraft
    from pipelines.settings import Paths


def events_of(paths: Paths) -> list[Event]:
    with closing(OperationsStore(operations_url(paths, {}))) as store:
        return store.events()


def book_of(paths: Paths) -> HuddleBook:
    return fold_events(events_of(paths))


def record(paths: Paths, *drafts: tuple[str, EventDraft], at: datetime) -> None:
    """Record drafts by their event ids, each seeing all that was recorded before it."""
    with closing(OperationsStore(operations_url(paths, {}))) as store:
        for event_id, draft in drafts:
            store.append(draft, event_id=event_id, recorded_at=at, seen_sequence_no=store.last_sequence_no())
