"""How the operations database is opened, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import URL

_BUSY_TIMEOUT_S = 30
_SQL_DIR = Path(__file__).parent


class OperationsError(Exception):
    """What people record could not be written or read; the message says what, `next_step` what to do."""

    exit_code = 40
    next_step = "Write the action on paper, try again in a minute, and follow docs/runbooks/morning.md, section 2."


class StoreLockedError(OperationsError):
    """Somebody else was writing for longer than the store waits."""

    exit_code = 41
    next_step = "Nothing was recorded: press the button once more. If it goes on, close other programs on this file."


class StoreUnavailableError(OperationsError):
    """The operations database cannot be opened: no folder, no right to write, no server, no database."""

    exit_code = 42
    next_step = "Check that the data folder can be written (or CRT_OPERATIONS_URL names a running server)."


class StoreDamagedError(OperationsError):
    """The operations database holds what this version did not write."""

    exit_code = 43
    next_step = "Record nothing more: restore the newest backup, and keep this file for whoever looks into it."


class EventConflictError(OperationsError):
    """An event of this id is already recorded and says something else."""

    exit_code = 44
    next_step = "Reload the page and fill in the form again: the first entry stands."


class UnknownEventError(OperationsError):
    """No event of this id is recorded."""

    exit_code = 45
    next_step = "Look the entry up in the action's history and erase it from there."


class StoreNewerError(OperationsError):
    """A newer version of this program made the operations database: writing to it could spoil what it knows."""

    exit_code = 46
    next_step = "Start the newer version of the program; this one changed nothing in the record."


class StoreReplacedError(OperationsError):
    """An older record was put back while somebody had a newer one on the screen."""

    exit_code = 47
    next_step = "Nothing was recorded: reload the page, see what the record holds now, and enter what is missing."


def operations_engine(url: str) -> Engine:
    """Return the engine of an operations database; the folder of a SQLite file is made.

    Raises
    ------
    StoreUnavailableError
        The URL cannot be read, names no file, or names a database whose driver is not installed.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreUnavailableError(f"the address of the operations database cannot be read: {error}") from error
    if address.get_backend_name() != "sqlite":
        return _created(address)
    _make_folder(address)
    # A connection a use: one opens in under a millisecond, and a fork or a restore never meets a stale one.
    engine = _created(
        address,
        poolclass=NullPool,
        connect_args={"timeout": _BUSY_TIMEOUT_S, "isolation_level": "IMMEDIATE"},
    )
    event.listen(engine, "connect", lambda driver, _record: run_settings(driver, "operations_connection.sql"))
    return engine


def _created(address: URL, **options: Any) -> Engine:
    try:
        return create_engine(address, **options)
    except (ImportError, ArgumentError) as error:
        raise StoreUnavailableError(f"there is no driver for {address.drivername} here: {error}") from error


def _make_folder(address: URL) -> None:
    if address.database in {None, "", ":memory:"}:
        raise StoreUnavailableError("the operations database needs a file: what is recorded must outlive the program")
    try:
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(f"the folder of the operations database cannot be made: {error}") from error


def run_settings(driver: Any, file_name: str) -> None:
    """Run a file of settings beside this module on an open SQLite connection."""
    driver.executescript((_SQL_DIR / file_name).read_text(encoding="utf-8"))


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn the database's errors into ours at this boundary."""
    try:
        yield
    except DatabaseError as error:
        raise _in_words(error) from error


def _in_words(error: DatabaseError) -> OperationsError:
    primary_code = (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF
    if primary_code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreLockedError("somebody else is writing to the operations database")
    if primary_code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StoreDamagedError(f"the operations database is damaged: {error.orig}")
    return StoreUnavailableError(f"the operations database cannot be used: {error.orig}")
