"""Sign-ins that were ended before their time: by digest, without a person, for as long as a sign-in could last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; no event is touched."""
    op.create_table(
        "ended_sign_ins",
        sa.Column("sign_in", sa.String, primary_key=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
    )
