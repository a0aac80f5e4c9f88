"""yearly charges: an index of the few, for why a month's revenue differs

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    months = sa.text("months >= 12")
    op.create_index(
        "yearly_charges",
        "charges",
        ["settled_at", "imp_uid"],
        sqlite_where=months,
        postgresql_where=months,
    )


def downgrade() -> None:
    op.drop_index("yearly_charges", "charges")
