"""heartbeats: when each loop in the background last turned, of each process

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

from billing_core.models.base import UtcInstant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("loop", sa.String(40), nullable=False),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("beat_at", UtcInstant(), nullable=False),
        sa.Column("turned_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("loop", "process", name=op.f("pk_heartbeats")),
    )


def downgrade() -> None:
    op.drop_table("heartbeats")
