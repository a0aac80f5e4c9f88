"""lives: the roll-ups of members' stays, of cohorts and of billing cycles

They follow from every charge by the rules of the core, so they are not filled here: a book
that has payments already gets them when the system is next assembled.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DEFAULT_GRACE_DAYS = 7


def upgrade() -> None:
    op.create_index("charges_by_cycle", "charges", ["subscription_id", "period", "attempt"])
    op.drop_index("ix_charges_subscription_id", "charges")
    _create_stays()
    _create_movements()
    _create_cohorts()
    op.create_table(
        "cycle_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("cycles", sa.BigInteger(), nullable=False),
        sa.Column("won", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "first", "outcome", "reason", name=op.f("pk_cycle_months")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "request_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        *_numbers("members"),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_request_months")),
    )
    state = op.create_table(
        "roll_up_state",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grace_days", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("differences", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_up_state")),
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM members")) == 0:
        op.bulk_insert(state, [{"id": 1, "grace_days": DEFAULT_GRACE_DAYS}])


def _create_stays() -> None:
    op.create_table(
        "member_stays",
        _member(),
        *_numbers("place"),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        *_numbers("first_price", "first_months"),
        sa.Column("paid_through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        *_numbers("price", "months"),
        sa.Column("last_paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_stays_member_id_members")
        ),
        sa.PrimaryKeyConstraint("member_id", "place", name=op.f("pk_member_stays")),
        sqlite_with_rowid=False,
    )
    for column in ("began", "paid_through", "asked_at"):
        op.create_index(op.f(f"ix_member_stays_{column}"), "member_stays", [column])
    op.create_table(
        "stay_changes",
        _member(),
        *_numbers("place", "number"),
        sa.Column("turn", sa.String(length=40), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        *_numbers("price", "months", "price_before", "months_before"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_stay_changes_member_id_members")
        ),
        sa.PrimaryKeyConstraint("member_id", "place", "number", name=op.f("pk_stay_changes")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stay_changes_paid_at"), "stay_changes", ["paid_at"])


def _create_movements() -> None:
    op.create_table(
        "movement_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("cohort", sa.String(length=7), nullable=False),
        *_numbers("months", "joined", "returned", "recovered"),
        *_numbers("voluntary", "involuntary", "system", "brief"),
        *_numbers("joined_won", "returned_won", "expansion_won", "contraction_won"),
        *_numbers("churned_won", "asked_won"),
        sa.PrimaryKeyConstraint("month", "cohort", "months", name=op.f("pk_movement_months")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_ends",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        *_numbers("months", "stays", "brief", "won"),
        sa.PrimaryKeyConstraint("day", "kind", "waits", "months", name=op.f("pk_open_ends")),
        sqlite_with_rowid=False,
    )


def _create_cohorts() -> None:
    op.create_table(
        "cohort_members",
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("first_paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_cohort_members_member_id_members")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_cohort_members")),
        sqlite_with_rowid=False,
    )
    op.create_index("cohort_members_by_month", "cohort_members", ["month", "member_id"])
    op.create_table(
        "cohort_months",
        sa.Column("cohort", sa.String(length=7), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        *_numbers("paid_members", "net_won"),
        sa.PrimaryKeyConstraint("cohort", "month", name=op.f("pk_cohort_months")),
        sqlite_with_rowid=False,
    )


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _member() -> sa.Column[str]:
    return sa.Column("member_id", sa.String(length=120), nullable=False)


def downgrade() -> None:
    op.create_index("ix_charges_subscription_id", "charges", ["subscription_id"])
    op.drop_index("charges_by_cycle", "charges")
    for table in (
        "roll_up_state",
        "request_months",
        "cycle_months",
        "cohort_months",
        "cohort_members",
        "open_ends",
        "movement_months",
        "stay_changes",
        "member_stays",
    ):
        op.drop_table(table)
