"""What the huddle recorded about places, handed to the next morning's build as an ordinary source.

The only writer of `data/inbox`. What leaves the operations database are ids, dates and codes: no word that a person
typed, no role, no instant of the clock.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_database import OperationsError, is_not_made_yet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dashboard.huddle.actions import Action
    from pipelines.settings import Paths

FILE_NAME = "huddle_actions.csv"
COLUMNS = ("action_id", "location_id", "owner_agency_code", "opened_date", "closed_date", "status_code")


class InboxUnwritableError(OperationsError):
    """What was recorded is safe, and could not be written where the next build looks for it."""

    exit_code = 53
    next_step = (
        "Look at the room and the permissions of that folder, then build again: nothing that was recorded is lost."
    )


def hand_over_actions(paths: Paths, url: str) -> Path | None:
    """Write every action at a place, as it stands now, into the inbox; whole or not at all.

    Parameters
    ----------
    paths
        The data folder.
    url
        The operations database (`pipelines.settings.operations_url`).

    Returns
    -------
    The file; None where nothing was ever recorded, and then the database is not made either.

    Raises
    ------
    OperationsError
        The database is there and cannot be read.
    InboxUnwritableError
        The inbox cannot be written.
    """
    if is_not_made_yet(url):
        return None
    store = OperationsStore(url)
    try:
        book = fold_events(store.events())
    finally:
        store.close()
    if not book.actions:
        return None
    target = paths.inbox_dir / FILE_NAME
    partial = target.with_suffix(".partial")
    try:
        paths.inbox_dir.mkdir(parents=True, exist_ok=True)
        partial.write_text(as_csv(book.actions.values()), encoding="utf-8", newline="")
        partial.replace(target)
    except OSError as error:
        raise InboxUnwritableError(f"{paths.inbox_dir} cannot be written: {error.strerror}") from error
    return target


def closed_build_ids(url: str) -> frozenset[str]:
    """Return the builds that closed huddles had before them: their minutes are made from these, so they are kept.

    Raises
    ------
    OperationsError
        The database is there and cannot be read.
    """
    if is_not_made_yet(url):
        return frozenset()
    store = OperationsStore(url)
    try:
        events = store.events()
    finally:
        store.close()
    return frozenset(event.build_id for event in events if event.kind == EventKind.MEETING_CLOSED)


def as_csv(actions: Iterable[Action]) -> str:
    """Return the actions at places as CSV, by id; of the same actions always the same text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for action in sorted(actions, key=lambda action: action.action_id):
        if action.location_id is not None:
            closed = "" if action.closed_date is None else action.closed_date.isoformat()
            writer.writerow(
                (
                    action.action_id,
                    action.location_id,
                    action.owner_agency_code,
                    action.opened_date.isoformat(),
                    closed,
                    action.status.value,
                )
            )
    return text.getvalue()
