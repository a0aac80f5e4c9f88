"""large books: indexes that give a page of payments, a member or a promise without reading all

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHARGE = "payment_class = 'charge'"
_CAPTURED = "status IN ('paid', 'cancelled') AND paid_at IS NOT NULL"
_SOME_PAYMENTS = {
    "refunded_payments": f"{_CHARGE} AND {_CAPTURED} AND cancel_amount > 0",
    "failed_payments": f"{_CHARGE} AND status = 'failed'",
    "excluded_payments": "payment_class != 'charge'",
    "open_payments": f"{_CHARGE} AND status != 'failed'"
    " AND (paid_at IS NULL OR status NOT IN ('paid', 'cancelled'))",
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    # Alembic would have SQLite copy the whole table for a stored column; a virtual one costs
    # nothing, and its index keeps the values.
    op.execute(
        f"ALTER TABLE payments ADD COLUMN dated_at {'DATETIME' if sqlite else 'TIMESTAMPTZ'}"
        " GENERATED ALWAYS AS (coalesce(paid_at, failed_at, started_at, first_seen_at))"
        f" {'VIRTUAL' if sqlite else 'STORED'} NOT NULL"
    )
    op.drop_index("payments_by_failure", "payments")
    op.create_index("payments_by_date", "payments", ["dated_at", "imp_uid"])
    for name, rows in _SOME_PAYMENTS.items():
        op.create_index(
            name,
            "payments",
            ["dated_at", "imp_uid", "amount", "cancel_amount"],
            sqlite_where=sa.text(rows),
            postgresql_where=sa.text(rows),
        )
    op.create_index(
        "payments_by_approval",
        "payments",
        ["apply_num"],
        sqlite_where=sa.text("apply_num != ''"),
        postgresql_where=sa.text("apply_num != ''"),
    )
    op.create_index("members_newest_first", "members", ["created_at", "id", "name"])
    op.create_index(
        "unfinished_events",
        "inbox_events",
        ["received_at"],
        sqlite_where=sa.text("state != 'processed'"),
        postgresql_where=sa.text("state != 'processed'"),
    )
    op.create_index(op.f("ix_sweeps_started_at"), "sweeps", ["started_at"])
    op.drop_index(op.f("ix_cancellations_requested_at"), "cancellations")
    op.create_index(
        "cancellations_by_request", "cancellations", ["requested_at", "withdrawn_at", "member_id"]
    )
    op.drop_index("ledger_by_kind_and_time", "ledger")
    op.create_index("ledger_by_kind_and_time", "ledger", ["kind", "occurred_at", "amount"])
    op.create_index(
        "members_who_paid_often",
        "member_months",
        ["month", "member_id"],
        sqlite_where=sa.text("charges > 1"),
        postgresql_where=sa.text("charges > 1"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sweeps_started_at"), "sweeps")
    op.drop_index("unfinished_events", "inbox_events")
    op.drop_index("members_who_paid_often", "member_months")
    op.drop_index("ledger_by_kind_and_time", "ledger")
    op.create_index("ledger_by_kind_and_time", "ledger", ["kind", "occurred_at"])
    op.drop_index("cancellations_by_request", "cancellations")
    op.create_index(op.f("ix_cancellations_requested_at"), "cancellations", ["requested_at"])
    op.drop_index("members_newest_first", "members")
    op.drop_index("payments_by_approval", "payments")
    for name in _SOME_PAYMENTS:
        op.drop_index(name, "payments")
    op.drop_index("payments_by_date", "payments")
    op.create_index("payments_by_failure", "payments", ["status", "failed_at"])
    op.execute("ALTER TABLE payments DROP COLUMN dated_at")
