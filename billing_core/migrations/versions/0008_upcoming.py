"""upcoming: indexes of what is still to come, so that a day's charges are read without the past

Revision ID: 0008
Revises: 0007

All but one hold only what is open or was refused; that one replaces the index of the status.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SOME_ROWS = {
    "live_charges_by_day": (
        "charges",
        ["due_at", "merchant_uid", "subscription_id", "period", "attempt", "amount", "state"],
        "(state IN ('requesting', 'booked', 'unknown')) IS TRUE",
    ),
    "refused_cards": ("charges", ["customer_uid", "decline"], "(state = 'failed') IS TRUE"),
    "billable_by_paid_through": (
        "subscriptions",
        ["paid_through", "id"],
        "(status IN ('active', 'past_due')) IS TRUE",
    ),
    "cancelling_by_paid_through": (
        "subscriptions",
        ["paid_through", "id"],
        "(status = 'cancelling') IS TRUE",
    ),
}


def upgrade() -> None:
    for name, (table, columns, rows) in _SOME_ROWS.items():
        where = sa.text(rows)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index("subscriptions_by_status", "subscriptions", ["status", "id"])
    op.drop_index(op.f("ix_subscriptions_status"), "subscriptions")


def downgrade() -> None:
    op.create_index(op.f("ix_subscriptions_status"), "subscriptions", ["status"])
    op.drop_index("subscriptions_by_status", "subscriptions")
    for name, (table, _columns, _rows) in _SOME_ROWS.items():
        op.drop_index(name, table)
