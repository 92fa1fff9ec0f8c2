"""Each event says which was the newest its recorder had before them: what answers an event comes after it.

Empty for what was recorded before: the hash of those events does not cover it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; no event is touched."""
    op.add_column("events", sa.Column("seen_sequence_no", sa.Integer, nullable=True))
