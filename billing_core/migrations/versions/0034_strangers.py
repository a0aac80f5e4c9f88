"""strangers: notices that name nothing of ours, read last and once; indexes to find what waits

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_INDEXES = (
    ("unfinished_events_of_order", ["merchant_uid"], "state != 'processed'"),
    ("waiting_events", ["stranger", "run_at"], "state = 'new'"),
    ("strangers", ["imp_uid"], "stranger"),
    ("old_strangers", ["received_at"], "stranger"),
)


def upgrade() -> None:
    op.add_column(
        "inbox_events",
        sa.Column("stranger", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for name, columns, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, "inbox_events", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, _, _ in _INDEXES:
        op.drop_index(name, "inbox_events")
    op.drop_column("inbox_events", "stranger")
