"""cancel reasons: why a member stops, as a code; of the requests there are nobody said one

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cancellations", sa.Column("reason_code", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("cancellations", "reason_code")
