"""excluded payments: found by the index of that kind alone, so that a charge writes one index less

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("payments_by_class_and_time", "payments")


def downgrade() -> None:
    op.create_index("payments_by_class_and_time", "payments", ["payment_class", "paid_at"])
