"""Who opened, took away or changed what: a log beside the events, with a chain and an end of its own.

Apart from the events because it is kept for another time and erased from its beginning: where it begins now stands
beside its end.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the two tables and the row that notes beginning and end; no event is touched."""
    op.create_table(
        "access_entries",
        sa.Column("entry_no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String, nullable=True),
        sa.Column("screen_id", sa.String, nullable=False),
        sa.Column("role_code", sa.String, nullable=False),
        sa.Column("did", sa.String, nullable=False),
        sa.Column("page_code", sa.String, nullable=False),
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("build_id", sa.String, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False, unique=True),
        sa.Column("entry_hash", sa.String, nullable=False),
    )
    op.create_table(
        "access_head",
        sa.Column("head_no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry_no", sa.Integer, nullable=False),
        sa.Column("entry_hash", sa.String, nullable=False),
        sa.Column("n_erased", sa.Integer, nullable=False),
        sa.Column("erased_hash", sa.String, nullable=False),
    )
    head = sa.table(
        "access_head",
        *(sa.column(name) for name in ("head_no", "entry_no", "entry_hash", "n_erased", "erased_hash")),
    )
    genesis = "0" * 64
    op.bulk_insert(head, [{"head_no": 1, "entry_no": 0, "entry_hash": genesis, "n_erased": 0, "erased_hash": genesis}])
