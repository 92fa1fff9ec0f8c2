"""Each event says which was the newest its recorder had before them: what answers an event comes after it.

Empty for what was recorded before: the hash of those events does not cover it. The row that notes the end of the
chain, which the first writer used to make, is there from now on: on PostgreSQL two first writers could both make it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column and, where nothing was ever recorded, the end of the chain; no event is touched."""
    op.add_column("events", sa.Column("seen_sequence_no", sa.Integer, nullable=True))
    chain_head = sa.table(
        "chain_head", sa.column("head_no"), sa.column("sequence_no"), sa.column("event_hash", sa.String)
    )
    if not op.get_bind().scalar(sa.select(sa.func.count()).select_from(chain_head)):
        op.bulk_insert(chain_head, [{"head_no": 1, "sequence_no": 0, "event_hash": "0" * 64}])
