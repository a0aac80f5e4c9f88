"""days read: the gateway's counts beside ours, where a reading goes on that was cut off, and
lights that were looked after

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IS_CANCELLED = sa.text("status = 'cancelled'")


def upgrade() -> None:
    op.create_table(
        "days_read",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("gateway", sa.BigInteger(), nullable=False),
        sa.Column("ours", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("day", "status", name=op.f("pk_days_read")),
    )
    op.create_table(
        "kept_lights",
        sa.Column("invariant", sa.String(40), nullable=False),
        sa.Column("broken", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("invariant", name=op.f("pk_kept_lights")),
    )
    op.add_column("sweeps", sa.Column("reached_status", sa.String(40)))
    op.add_column("sweeps", sa.Column("reached_day", sa.Date()))
    op.add_column("gateway_state", sa.Column("bookings_begun_at", INSTANT))
    op.add_column("gateway_state", sa.Column("bookings_reached", INSTANT))
    op.create_index(
        "cancelled_payments",
        "payments",
        ["cancelled_at"],
        sqlite_where=IS_CANCELLED,
        postgresql_where=IS_CANCELLED,
    )


def downgrade() -> None:
    op.drop_index("cancelled_payments", "payments")
    op.drop_column("gateway_state", "bookings_reached")
    op.drop_column("gateway_state", "bookings_begun_at")
    op.drop_column("sweeps", "reached_day")
    op.drop_column("sweeps", "reached_status")
    op.drop_table("kept_lights")
    op.drop_table("days_read")
