"""Putting a backup back in the place of the record, with whatever stood there kept aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from dashboard.stores.operations import OperationsStore, PutBack
from dashboard.stores.operations_backup import read_backup
from dashboard.stores.operations_database import StoreAheadError, StoreDamagedError, sqlite_file

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.stores.operations_backup import Backup

_NOTHING = PutBack(n_events=0, lost_event_ids=(), again_with_words=())


@dataclass(frozen=True)
class Restored:
    """What was put back, what stood there before, and where that is kept; None where nothing stood there."""

    backup: Backup
    before: PutBack
    kept_aside: Path | None


def restore_backup(file: Path, url: str, *, may_lose: bool, restored_at: datetime) -> Restored:
    """Put a backup back: the store then holds its events and no others.

    Parameters
    ----------
    file
        The backup; looked through before anything is touched.
    url
        The operations database.
    may_lose
        Go on where the store holds events that the backup lacks, or cannot be read.
    restored_at
        Aware instant; names the copy that is kept aside.

    Raises
    ------
    BackupError
        The file is no whole backup.
    StoreAheadError
        The store holds events that the backup lacks, or cannot be read, and may not be replaced.
    StoreNotEmptyError
        The store is a server's and holds events.
    """
    backup = read_backup(file)
    target = sqlite_file(url)
    # A server's store is never replaced, so nothing of it is kept aside.
    aside = file if target is None else _aside(target, restored_at)
    try:
        before = _put_back(backup, url, may_lose=may_lose, aside=aside)
    except StoreDamagedError as error:
        if target is None:
            raise
        if not may_lose:
            raise StoreAheadError(f"{error}; so nobody can tell what it holds that the backup lacks") from error
        before = _put_in_place_of_damage(backup, url, target, aside)
        return Restored(backup, before, aside)
    return Restored(backup, before, aside if before.n_events else None)


def _put_back(backup: Backup, url: str, *, may_lose: bool, aside: Path) -> PutBack:
    store = OperationsStore(url)
    try:
        return store.put_back(backup.rows, may_lose=may_lose, aside=aside)
    finally:
        store.close()


def _put_in_place_of_damage(backup: Backup, url: str, target: Path, aside: Path) -> PutBack:
    """Make a new store beside a file that is no readable database, then move that one aside and the new one in."""
    new = target.with_name(f"{target.name}.restoring")
    for part in _parts(new):
        part.unlink(missing_ok=True)
    _put_back(backup, make_url(url).set(database=str(new)).render_as_string(), may_lose=False, aside=aside)
    for part, kept in zip(_parts(target), _parts(aside), strict=True):
        if part.exists():
            part.rename(kept)
    new.rename(target)
    return _NOTHING


def _parts(file: Path) -> list[Path]:
    """Return a SQLite file and what SQLite may keep beside it."""
    return [file.with_name(file.name + companion) for companion in ("", "-wal", "-shm", "-journal")]


def _aside(target: Path, restored_at: datetime) -> Path:
    return target.with_name(f"{target.stem}.before-restore-{restored_at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.sqlite")
