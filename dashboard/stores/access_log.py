"""Who opened, took away or changed what, when and under which role: a log that only grows, hash-chained.

An entry holds ids and codes: no figure, no word that anybody typed. It stands in the operations database with a chain
of its own, because the rule for retention erases it from its beginning (decision 0058).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_chain import GENESIS_HASH, canonical_json
from dashboard.stores.operations_database import (
    StoreDamagedError,
    operations_engine,
    run_settings,
    told_in_words,
)
from dashboard.stores.operations_schema import ACCESS_ENTRIES, ACCESS_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection


_HELD = update(ACCESS_HEAD).values(head_no=1).returning(ACCESS_HEAD)


class Did(StrEnum):
    """What was done: a closed list."""

    OPENED = "opened"
    TOOK_AWAY = "took_away"
    CHANGED = "changed"
    ERASED = "erased"


@dataclass(frozen=True)
class Access:
    """What is noted. `person` is None where nobody signs in; then `screen_id` alone tells one screen from another.

    `subject_id` is the id of a place, a zone, a district or an operation that the page was opened at, the name of the
    kind of file that was taken away, or the id of the event that was recorded; empty where there is none.
    """

    noted_at: datetime
    person: str | None
    screen_id: str
    role_code: str
    did: Did
    page_code: str
    subject_id: str
    build_id: str


@dataclass(frozen=True)
class AccessEntry:
    """An access as it stands in the log."""

    entry_no: int
    access: Access
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True)
class AccessReport:
    """Whether the log is whole: how many entries stand, how many the rule erased before them, the first bad one."""

    n_entries: int
    n_erased: int
    ok: bool
    first_bad_entry_no: int | None
    problem: str = ""


def entry_hash(entry_no: int, access: Access, *, previous_hash: str) -> str:
    """Return the hash over an entry and the hash of the one before it."""
    covered = {
        **vars(access),
        "noted_at": access.noted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "entry_no": entry_no,
        "previous_hash": previous_hash,
    }
    return hashlib.sha256(canonical_json(covered).encode()).hexdigest()


def checked_log(
    entries: Sequence[AccessEntry], *, end: tuple[int, str], erased: tuple[int, str] = (0, GENESIS_HASH)
) -> AccessReport:
    """Return whether a log is whole.

    Parameters
    ----------
    entries
        All that stand, in their order.
    end, erased
        The number and the hash of the last entry, and of the last one that the rule erased, as the store noted them.
    """
    n_erased, previous_hash = erased

    def report(problem: str, bad: int | None) -> AccessReport:
        return AccessReport(len(entries), n_erased, not problem, bad, problem)

    for entry_no, entry in enumerate(entries, start=n_erased + 1):
        if entry.entry_no != entry_no or entry.previous_hash != previous_hash:
            return report(
                "It does not follow the entry before it: one is missing, or their order was changed.", entry_no
            )
        if entry.entry_hash != entry_hash(entry_no, entry.access, previous_hash=previous_hash):
            return report("It was changed after it was noted.", entry_no)
        previous_hash = entry.entry_hash
    if end != (n_erased + len(entries), previous_hash):
        return report("Entries after it are missing.", entries[-1].entry_no if entries else None)
    told = {entry.access.subject_id for entry in entries if entry.access.did == Did.ERASED}
    if n_erased and str(n_erased) not in told:
        return report("Its beginning is gone, and no entry says that the rule erased it.", n_erased + 1)
    return report("", None)


class AccessLog:
    """Notes accesses and reads them back; safe for many threads and processes at once."""

    def __init__(self, url: str) -> None:
        """Open the log in the operations database, which is made or brought forward where it has to be.

        Parameters
        ----------
        url
            As `OperationsStore` takes it.

        Raises
        ------
        OperationsError
            The database cannot be opened for writing.
        """
        OperationsStore(url).close()
        self._engine = operations_engine(url)

    def note(self, access: Access) -> None:
        """Note an access at the end of the log, in one short transaction.

        Raises
        ------
        OperationsError
            It could not be written.
        """
        with told_in_words(), self._engine.begin() as connection:
            _append(connection, access)

    def entries(self, *, since: datetime | None = None, until: datetime | None = None) -> list[AccessEntry]:
        """Return the entries from one instant to before another (aware), newest first; all where none is named."""
        query = select(ACCESS_ENTRIES).order_by(ACCESS_ENTRIES.c.entry_no.desc())
        if since is not None:
            query = query.where(ACCESS_ENTRIES.c.noted_at >= since)
        if until is not None:
            query = query.where(ACCESS_ENTRIES.c.noted_at < until)
        with told_in_words(), self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def verify(self) -> AccessReport:
        """Tell whether the log is whole: no entry changed, missing or slipped in, and none erased but by the rule."""
        with told_in_words(), self._engine.begin() as connection:
            head = _hold(connection)
            rows = connection.execute(select(ACCESS_ENTRIES).order_by(ACCESS_ENTRIES.c.entry_no)).all()
        entries = [_entry(row) for row in rows]
        return checked_log(entries, end=(head.entry_no, head.entry_hash), erased=(head.n_erased, head.erased_hash))

    def n_before(self, before: datetime) -> int:
        """Return how many entries at the log's beginning are from before an instant."""
        with told_in_words(), self._engine.connect() as connection:
            return len(_beginning(connection, before))

    def erase_before(self, before: datetime, *, erased_by: Access) -> int:
        """Erase the log's beginning up to an instant, and note that this was done, in one transaction.

        Parameters
        ----------
        before
            Aware; the first entry that is not older stays, and every one after it.
        erased_by
            Who erased; what it says of subject and deed is put in here.

        Returns
        -------
        How many entries went.
        """
        with told_in_words(), self._engine.begin() as connection:
            _hold(connection)
            gone = _beginning(connection, before)
            if not gone:
                return 0
            last = gone[-1]
            connection.execute(delete(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no <= last.entry_no))
            connection.execute(update(ACCESS_HEAD).values(n_erased=last.entry_no, erased_hash=last.entry_hash))
            told = {**vars(erased_by), "did": Did.ERASED, "subject_id": str(last.entry_no)}
            _append(connection, Access(**told))
        if self._engine.dialect.name == "sqlite":
            # The write-ahead log holds what was erased until it is folded in.
            with told_in_words(), self._engine.connect() as connection:
                run_settings(connection.connection.driver_connection, "operations_after_erasure.sql")
        return len(gone)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def _hold(connection: Connection) -> Any:
    """Hold the log alone, and return the row of its end: the first statement writes, as in `OperationsStore`."""
    head = connection.execute(_HELD).first()
    if head is None:
        raise StoreDamagedError("the operations database has lost the end of its access log")
    return head


def _append(connection: Connection, access: Access) -> None:
    head = _hold(connection)
    entry_no = head.entry_no + 1
    hashed = entry_hash(entry_no, access, previous_hash=head.entry_hash)
    values = {**vars(access), "did": str(access.did), "entry_no": entry_no}
    connection.execute(insert(ACCESS_ENTRIES).values(**values, previous_hash=head.entry_hash, entry_hash=hashed))
    connection.execute(update(ACCESS_HEAD).values(entry_no=entry_no, entry_hash=hashed))


def _beginning(connection: Connection, before: datetime) -> list[Any]:
    """Return the entries at the beginning that are older than an instant, up to the first that is not."""
    kept = connection.execute(
        select(ACCESS_ENTRIES.c.entry_no)
        .where(ACCESS_ENTRIES.c.noted_at >= before)
        .order_by(ACCESS_ENTRIES.c.entry_no)
        .limit(1)
    ).scalar()
    query = select(ACCESS_ENTRIES.c.entry_no, ACCESS_ENTRIES.c.entry_hash).order_by(ACCESS_ENTRIES.c.entry_no)
    return list(connection.execute(query if kept is None else query.where(ACCESS_ENTRIES.c.entry_no < kept)))


def _entry(row: Any) -> AccessEntry:
    values = row._asdict()
    own = {name: values.pop(name) for name in ("entry_no", "previous_hash", "entry_hash")}
    return AccessEntry(access=Access(**values), **own)
