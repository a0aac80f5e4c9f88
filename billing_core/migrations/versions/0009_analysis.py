"""analysis: cycles by day, refusals that may still be paid, and stays added up from indexes

Days follow from every charge by the rules of the core, as months did: a book that has payments
already gets them when the system is next assembled.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COVERING = [
    ("stays_by_beginning", "member_stays", "began", ["place", "first_months", "first_price"]),
    (
        "stays_by_end",
        "member_stays",
        "paid_through",
        ["over_at", "began", "kind", "months", "price", "asked_at"],
    ),
    (
        "changes_by_time",
        "stay_changes",
        "paid_at",
        ["turn", "price", "months", "price_before", "months_before"],
    ),
]


def upgrade() -> None:
    _create_cycles("cycle_days", _month(), _day())
    op.create_table(
        "open_refusals",
        sa.Column("grace_ends", sa.DateTime(timezone=True), nullable=False),
        _day(),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        *_numbers("cycles", "won"),
        sa.PrimaryKeyConstraint(
            "grace_ends", "day", "first", "reason", name=op.f("pk_open_refusals")
        ),
        sqlite_with_rowid=False,
    )
    op.drop_table("cycle_months")
    for name, table, time, others in _COVERING:
        op.drop_index(op.f(f"ix_{table}_{time}"), table)
        op.create_index(name, table, [time, *others])
    op.drop_index(op.f("ix_member_stays_asked_at"), "member_stays")
    op.create_index(
        "stays_asked_to_end",
        "member_stays",
        ["asked_at", "paid_through", "months", "price"],
        sqlite_where=sa.text("asked_at IS NOT NULL"),
        postgresql_where=sa.text("asked_at IS NOT NULL"),
    )
    _make_anew()


def downgrade() -> None:
    op.drop_index("stays_asked_to_end", "member_stays")
    op.create_index(op.f("ix_member_stays_asked_at"), "member_stays", ["asked_at"])
    for name, table, time, _ in _COVERING:
        op.drop_index(name, table)
        op.create_index(op.f(f"ix_{table}_{time}"), table, [time])
    _create_cycles("cycle_months", _month())
    op.drop_table("open_refusals")
    op.drop_table("cycle_days")
    _make_anew()


def _create_cycles(table: str, *time: sa.Column[object]) -> None:
    key = [*(column.name for column in time), "first", "outcome", "reason"]
    op.create_table(
        table,
        *time,
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        *_numbers("cycles", "won"),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _make_anew() -> None:
    op.execute("DELETE FROM roll_up_state WHERE EXISTS (SELECT 1 FROM members)")


def _month() -> sa.Column[object]:
    return sa.Column("month", sa.String(length=7), nullable=False)


def _day() -> sa.Column[object]:
    return sa.Column("day", sa.Date(), nullable=False)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
