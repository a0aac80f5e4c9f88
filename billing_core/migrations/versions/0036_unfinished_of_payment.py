"""unfinished notices of a payment: an index, so that a known number vouches for a few only

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NAME = "unfinished_events_of_payment"
_WHERE = sa.text("state != 'processed'")


def upgrade() -> None:
    op.create_index(
        _NAME, "inbox_events", ["imp_uid"], sqlite_where=_WHERE, postgresql_where=_WHERE
    )


def downgrade() -> None:
    op.drop_index(_NAME, "inbox_events")
