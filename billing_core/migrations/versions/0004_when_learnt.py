"""when we learnt of a cancellation: what was there before is taken to be learnt when it was made

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("cancellations", sa.Column("recorded_at", INSTANT, nullable=True))
    op.execute("UPDATE cancellations SET recorded_at = requested_at")
    with op.batch_alter_table("cancellations") as table:
        table.alter_column("recorded_at", existing_type=INSTANT, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("cancellations") as table:
        table.drop_column("recorded_at")
