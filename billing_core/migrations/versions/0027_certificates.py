"""certificates: the number of the confirmation of a cancellation

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cancellations", sa.Column("certificate_number", sa.String(24), nullable=True))
    op.create_index(
        op.f("ix_cancellations_certificate_number"),
        "cancellations",
        ["certificate_number"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_cancellations_certificate_number"), table_name="cancellations")
    op.drop_column("cancellations", "certificate_number")
