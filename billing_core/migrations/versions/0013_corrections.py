"""corrections: the few entries that reverse a payment are found without reading the ledger

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

IS_CORRECTION = sa.text("kind = 'correction'")


def upgrade() -> None:
    op.create_index(
        "ledger_corrections",
        "ledger",
        ["imp_uid", "recorded_at"],
        sqlite_where=IS_CORRECTION,
        postgresql_where=IS_CORRECTION,
    )


def downgrade() -> None:
    op.drop_index("ledger_corrections", "ledger")
