"""The tables of the operations database, in words that SQLite and PostgreSQL both understand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC: SQLite gives back naive datetimes and PostgreSQL aware ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the instant in UTC."""
        if value is None:
            return None
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give the instant back aware, in UTC."""
        if value is None:
            return None
        instant: datetime = value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
        return instant


# The newest of `migrations/versions`: what the tables below look like.
STORE_VERSION = "0004"

METADATA = MetaData()

EVENTS = Table(
    "events",
    METADATA,
    Column("sequence_no", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("huddle_date", Date, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("build_id", String, nullable=False),
    Column("role_code", String, nullable=False),
    Column("facts", Text, nullable=False),
    Column("payload_digest", String, nullable=False),
    # Unique, so that the chain cannot fork whatever two writers do.
    Column("previous_hash", String, nullable=False, unique=True),
    Column("event_hash", String, nullable=False),
    # Null in what was recorded before version 0002.
    Column("seen_sequence_no", Integer, nullable=True),
    sqlite_autoincrement=True,
)

# What can be erased stands apart from what stays, with the salt without which its digest cannot be guessed.
PAYLOADS = Table(
    "payloads",
    METADATA,
    Column("event_id", String, ForeignKey("events.event_id"), primary_key=True),
    Column("salt", String, nullable=False),
    Column("body", Text, nullable=False),
)

# One row: the end of the chain. Every writer touches it first, so it is the lock that puts writers in line on
# either database; and events cut off the end are missed, which the chain alone could not tell.
CHAIN_HEAD = Table(
    "chain_head",
    METADATA,
    Column("head_no", Integer, primary_key=True, autoincrement=False),
    Column("sequence_no", Integer, nullable=False),
    Column("event_hash", String, nullable=False),
)

# Who opened, took away or changed what (decision 0058): ids and codes, no figure and no word that anybody typed.
ACCESS_ENTRIES = Table(
    "access_entries",
    METADATA,
    Column("entry_no", Integer, primary_key=True, autoincrement=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("person", String, nullable=True),
    Column("screen_id", String, nullable=False),
    Column("role_code", String, nullable=False),
    Column("did", String, nullable=False),
    Column("page_code", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("build_id", String, nullable=False),
    Column("previous_hash", String, nullable=False, unique=True),
    Column("entry_hash", String, nullable=False),
)

# One row: the end of that log, which puts its writers in line, and how much of its beginning the rule has erased.
ACCESS_HEAD = Table(
    "access_head",
    METADATA,
    Column("head_no", Integer, primary_key=True, autoincrement=False),
    Column("entry_no", Integer, nullable=False),
    Column("entry_hash", String, nullable=False),
    Column("n_erased", Integer, nullable=False),
    Column("erased_hash", String, nullable=False),
)

# Sign-ins that were ended before their time (decision 0060): a digest, nothing of whose they were.
ENDED_SIGN_INS = Table(
    "ended_sign_ins",
    METADATA,
    Column("sign_in", String, primary_key=True),
    Column("signed_in_at", UtcDateTime, nullable=False),
)

# Alembic's own: one row, the version of the tables above.
VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
