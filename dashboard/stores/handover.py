"""What was recorded on the screens, handed to the next morning's build as ordinary sources.

The only writer of `data/inbox`. Of actions ids, dates and codes leave the operations database: no word that a person
typed, no role, no instant of the clock. Of contacts what is told of them, as the outreach log has it, because nothing
else of them is ever counted; no role, no agency, no build.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.huddle.book import fold_events
from dashboard.huddle.contacts import as_columns
from dashboard.huddle.events import EventKind
from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_database import OperationsError, is_not_made_yet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dashboard.huddle.actions import Action
    from dashboard.huddle.contacts import Contact
    from pipelines.settings import Paths

FILE_NAME = "huddle_actions.csv"
CONTACTS_FILE_NAME = "huddle_contacts.csv"
COLUMNS = ("action_id", "location_id", "owner_agency_code", "opened_date", "closed_date", "status_code")

CONTACT_COLUMNS = (
    "contact_id", "status_code", "contact_at", "place_text", "lon", "lat", "lead", "co_response_outcome",
    "shelter_offer", "treatment_offer", "transport_offer", "storage_offer", "decline_reason",
    "sharps_collected", "naloxone_doses",
)  # fmt: skip


class InboxUnwritableError(OperationsError):
    """What was recorded is safe, and could not be written where the next build looks for it."""

    exit_code = 53
    next_step = (
        "Look at the room and the permissions of that folder, then build again: nothing that was recorded is lost."
    )


@dataclass(frozen=True)
class Handover:
    """The files written, None where there was nothing to write; and the builds that closed huddles had before them.

    The minutes of a closed huddle are made from its build, so that build is kept.
    """

    actions_file: Path | None = None
    contacts_file: Path | None = None
    closed_build_ids: frozenset[str] = frozenset()


def hand_over(paths: Paths, url: str) -> Handover:
    """Write every action at a place and every contact, as they stand, into the inbox; each file whole or not at all.

    Of a contact that was withdrawn, or of which what was told was erased, the id alone. The record is read once.

    Parameters
    ----------
    paths
        The data folder.
    url
        The operations database (`pipelines.settings.operations_url`); where nothing was ever recorded, none is made.

    Raises
    ------
    OperationsError
        The database is there and cannot be read.
    InboxUnwritableError
        The inbox cannot be written.
    """
    if is_not_made_yet(url):
        return Handover()
    store = OperationsStore(url)
    try:
        events = store.events()
    finally:
        store.close()
    book = fold_events(events)
    return Handover(
        actions_file=_write(paths, FILE_NAME, as_csv(book.actions.values())) if book.actions else None,
        contacts_file=(
            _write(paths, CONTACTS_FILE_NAME, contacts_as_csv(book.contacts.values())) if book.contacts else None
        ),
        closed_build_ids=frozenset(event.build_id for event in events if event.kind == EventKind.MEETING_CLOSED),
    )


def _write(paths: Paths, file_name: str, text: str) -> Path:
    target = paths.inbox_dir / file_name
    partial = target.with_suffix(".partial")
    try:
        paths.inbox_dir.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(target)
    except OSError as error:
        raise InboxUnwritableError(f"{paths.inbox_dir} cannot be written: {error.strerror}") from error
    return target


def contacts_as_csv(contacts: Iterable[Contact]) -> str:
    """Return contacts as CSV, by id; of the same contacts always the same text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CONTACT_COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for contact in sorted(contacts, key=lambda contact: contact.contact_id):
        told = {} if contact.told is None else as_columns(contact.told)
        status = "not_told" if contact.told is None else "told"
        writer.writerow({"contact_id": contact.contact_id, "status_code": status, **told})
    return text.getvalue()


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
