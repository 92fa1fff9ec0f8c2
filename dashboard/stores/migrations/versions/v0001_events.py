"""The tables as they were before versions had numbers: events, their erasable words, and the end of the chain.

`if_not_exists`, because the stores made before then have these very tables and no number.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables where they are missing."""
    op.create_table(
        "chain_head",
        sa.Column("head_no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence_no", sa.Integer, nullable=False),
        sa.Column("event_hash", sa.String, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "events",
        sa.Column("sequence_no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("huddle_date", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("role_code", sa.String, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("payload_digest", sa.String, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False, unique=True),
        sa.Column("event_hash", sa.String, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "payloads",
        sa.Column("event_id", sa.String, sa.ForeignKey("events.event_id"), primary_key=True),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
