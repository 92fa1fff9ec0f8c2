"""How the operations database is opened, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import URL

_BUSY_TIMEOUT_S = 30
_CONNECT_TIMEOUT_S = 10
_TRY_AGAIN_S = 0.02
# A writer that hangs between two statements would keep everybody else waiting: the server ends its transaction.
_HUNG_WRITER_TIMEOUT_S = 60
_SQL_DIR = Path(__file__).parent


class OperationsError(Exception):
    """What people record could not be written or read; the message says what, `next_step` what to do."""

    exit_code = 40
    next_step = "Write the action on paper, try again in a minute, and follow docs/runbooks/morning.md, section 6."


class StoreLockedError(OperationsError):
    """Somebody else was writing for longer than the store waits."""

    exit_code = 41
    next_step = "Nothing was recorded: press the button once more. If it goes on, close other programs on this file."


class StoreUnavailableError(OperationsError):
    """The operations database cannot be opened: no folder, no right to write, no server, no database."""

    exit_code = 42
    next_step = "Check that the data folder can be written and has room (or that CRT_OPERATIONS_URL's server is up)."


class StoreDamagedError(OperationsError):
    """The operations database holds what this version did not write."""

    exit_code = 43
    next_step = (
        "Record nothing more: restore the newest backup (docs/runbooks/morning.md, section 6); it keeps this one."
    )


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


class StoreFullError(OperationsError):
    """The disk of the operations database is full."""

    exit_code = 48
    next_step = (
        "Nothing was recorded: make room (docs/runbooks/morning.md, section 6), then press the button once more."
    )


class BackupError(OperationsError):
    """A file is no backup of the record, or not a whole one."""

    exit_code = 49
    next_step = "Nothing was changed. Take another backup file; `crt restore` looks a file through before it acts."


class BackupNotWrittenError(OperationsError):
    """A backup could not be written; the record is as it was."""

    exit_code = 52
    next_step = "No backup was made. Make room, or name another place (crt backup --out FOLDER)."


class StoreAheadError(OperationsError):
    """The store holds events that a backup lacks: to put the backup in its place would lose them."""

    exit_code = 50
    next_step = (
        "Nothing was changed. Take a newer backup; or, if the record shall go back to this one, add --replace: "
        "the store as it is now is kept aside."
    )


class StoreNotEmptyError(OperationsError):
    """A backup is put back into a PostgreSQL database only when that is empty."""

    exit_code = 51
    next_step = (
        "Nothing was changed. Make a new, empty database, let CRT_OPERATIONS_URL name it, and restore again; "
        "the old database stays as it is."
    )


def sqlite_file(url: str) -> Path | None:
    """Return the file of an operations database that is SQLite; None where it is a server's."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and bool(address.database)
    return Path(str(address.database)) if is_file else None


def is_not_made_yet(url: str) -> bool:
    """Return whether the database is a SQLite file that nobody has made: looking alone should not make it."""
    file = sqlite_file(url)
    return file is not None and not file.exists()


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
    # The short form that hosts of databases hand out.
    if address.drivername == "postgres":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    return _postgresql_engine(address) if address.get_backend_name() == "postgresql" else _created(address)


def _postgresql_engine(address: URL) -> Engine:
    """Every wait is bounded, and a connection is tried before it is used: the server may have been restarted."""
    limits = {
        "lock_timeout": _BUSY_TIMEOUT_S,
        "idle_in_transaction_session_timeout": _HUNG_WRITER_TIMEOUT_S,
    }
    options = [str(address.query.get("options", ""))]
    options += [f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items()]
    return _created(
        address,
        pool_pre_ping=True,
        pool_timeout=_BUSY_TIMEOUT_S,
        connect_args={"connect_timeout": _CONNECT_TIMEOUT_S, "options": " ".join(options).strip()},
    )


def _sqlite_engine(address: URL) -> Engine:
    _make_folder(address)
    # A connection a use: one opens in under a millisecond, and a fork or a restore never meets a stale one.
    engine = _created(
        address,
        poolclass=NullPool,
        connect_args={"timeout": _BUSY_TIMEOUT_S, "isolation_level": "IMMEDIATE"},
    )
    event.listen(engine, "connect", lambda driver, _record: _settle(driver))
    return engine


def _settle(driver: Any) -> None:
    """Run the settings of a SQLite connection; wait while somebody else turns the same file to WAL.

    The driver's own time-out does not hold for that: two pages that open a new store at once would be told "locked".
    """
    give_up_at = monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            run_settings(driver, "operations_connection.sql")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > give_up_at:
                raise
            sleep(_TRY_AGAIN_S)
        else:
            return


def _created(address: URL, **options: Any) -> Engine:
    try:
        # What is recorded can be personal: an error's text, which goes to the log, names the statement without values.
        return create_engine(address, hide_parameters=True, **options)
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
    except PoolTimeoutError as error:
        raise StoreLockedError("too many people are at the operations database at once") from error
    except DBAPIError as error:
        raise _in_words(error.orig) from error
    except sqlite3.Error as error:
        # From settings and copies, which go past SQLAlchemy.
        raise _in_words(error) from error


def _in_words(cause: BaseException | None) -> OperationsError:
    kind = _kind_by_sqlite(cause) or _kind_by_sqlstate(cause) or StoreUnavailableError
    return kind(f"{_TOLD[kind]}: {' '.join(str(cause).split())}")


def _kind_by_sqlite(cause: BaseException | None) -> type[OperationsError] | None:
    code = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else _KIND_BY_SQLITE_CODE.get(code) or _KIND_BY_SQLITE_CODE.get(code & 0xFF)


def _kind_by_sqlstate(cause: BaseException | None) -> type[OperationsError] | None:
    """Return what a PostgreSQL error means here; a server that cannot be reached gives no state at all."""
    state = getattr(cause, "sqlstate", None) or ""
    return _KIND_BY_SQLSTATE.get(state) or _KIND_BY_SQLSTATE.get(state[:2])


_TOLD: Mapping[type[OperationsError], str] = {
    StoreLockedError: "somebody else is writing to the operations database",
    StoreFullError: "there is no room left for the operations database",
    StoreDamagedError: "the operations database is damaged",
    StoreUnavailableError: "the operations database cannot be used",
}

_KIND_BY_SQLITE_CODE: Mapping[int, type[OperationsError]] = {
    sqlite3.SQLITE_BUSY: StoreLockedError,
    sqlite3.SQLITE_LOCKED: StoreLockedError,
    sqlite3.SQLITE_FULL: StoreFullError,
    # The few kilobytes that readers and writers share found no room: not even reading goes on a full disk.
    sqlite3.SQLITE_IOERR_SHMSIZE: StoreFullError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
    sqlite3.SQLITE_CONSTRAINT: StoreDamagedError,
}

# By state, else by its class (the first two characters): PostgreSQL's manual, appendix A.
_KIND_BY_SQLSTATE: Mapping[str, type[OperationsError]] = {
    "55P03": StoreLockedError,  # waited for a lock longer than lock_timeout
    "40": StoreLockedError,  # deadlock, or not serializable: rolled back, may be tried again
    "57014": StoreLockedError,  # a statement took too long
    "53100": StoreFullError,  # disk full
    "XX": StoreDamagedError,  # data or index corrupted
    "23": StoreDamagedError,  # a rule of the tables broken: the chain would fork
    "42P01": StoreDamagedError,  # a table is gone
    "42703": StoreDamagedError,  # a column is gone
}
