"""Bringing an operations database forward to the tables of this version, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select

from dashboard.stores.operations_database import StoreDamagedError, StoreNewerError, run_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

MIGRATIONS_DIR = Path(__file__).parent / "migrations"

# Any number will do, as long as every process of every version takes the same.
_POSTGRESQL_LOCK_KEY = 8_300_833
# Alembic's `op` and `context` are one to a process.
_one_at_a_time = Lock()

# The columns of a store made before versions had numbers. Tables of these names with other columns are not ours.
_FIRST_TABLES = {
    "chain_head": {"head_no", "sequence_no", "event_hash"},
    "events": {
        "sequence_no",
        "event_id",
        "kind",
        "subject_id",
        "huddle_date",
        "recorded_at",
        "build_id",
        "role_code",
        "facts",
        "payload_digest",
        "previous_hash",
        "event_hash",
    },
    "payloads": {"event_id", "salt", "body"},
}


def bring_forward(engine: Engine) -> None:
    """Make the tables, or bring those of an older version forward, in one transaction and under a lock.

    Two pages, or two machines, may open the same store in the same second: the second waits and finds it done.

    Raises
    ------
    StoreNewerError
        A newer version of the program made this store.
    StoreDamagedError
        The database holds tables of our names that are not ours.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    with _one_at_a_time, engine.begin() as connection:
        _lock(connection)
        _refuse_what_is_not_ours(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        run_settings(connection.connection.driver_connection, "operations_migration.sql")
    else:
        connection.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK_KEY)))


def _refuse_what_is_not_ours(connection: Connection, script: ScriptDirectory) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    held = MigrationContext.configure(connection).get_current_heads()
    if unknown := set(held) - known:
        raise StoreNewerError(
            f"the operations database was made by a newer version of this program: its tables are version "
            f"{', '.join(sorted(unknown))}, and this program knows them up to {max(known)}"
        )
    if not held:
        _refuse_other_tables(connection)


def _refuse_other_tables(connection: Connection) -> None:
    database = inspect(connection)
    for name in database.get_table_names():
        if name in _FIRST_TABLES and {column["name"] for column in database.get_columns(name)} != _FIRST_TABLES[name]:
            raise StoreDamagedError(f"the database holds a table {name} that this program did not make")
