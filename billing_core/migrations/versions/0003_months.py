"""months: the roll-ups, filled from the ledger as it stands, and month closes, append-only

Revision ID: 0003
Revises: 0002
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("month_closes", "closed_members", "month_corrections")
KST = ZoneInfo("Asia/Seoul")

_MEMBERS = """
INSERT INTO member_months (month, member_id, charges, paid_won, given_back_won)
SELECT :month, paid.member_id, count(*), sum(paid.amount), -coalesce(sum(back.won), 0)
FROM ledger AS paid
LEFT JOIN (
    SELECT imp_uid, sum(amount) AS won FROM ledger WHERE kind = 'refund' GROUP BY imp_uid
) AS back ON back.imp_uid = paid.imp_uid
WHERE paid.kind = 'payment' AND paid.occurred_at >= :start AND paid.occurred_at < :end
GROUP BY paid.member_id
"""
_TOTALS = """
INSERT INTO month_totals
    (month, paid_members, kept_members, charges, paid_won, refunds, refunded_won)
SELECT :month, paid.members, paid.kept, paid.charges, paid.won, back.refunds, back.won
FROM (
    SELECT count(*) AS members,
        coalesce(sum(CASE WHEN paid_won > given_back_won THEN 1 ELSE 0 END), 0) AS kept,
        coalesce(sum(charges), 0) AS charges,
        coalesce(sum(paid_won), 0) AS won
    FROM member_months WHERE month = :month
) AS paid, (
    SELECT count(*) AS refunds, -coalesce(sum(amount), 0) AS won
    FROM ledger
    WHERE kind = 'refund' AND occurred_at >= :start AND occurred_at < :end
) AS back
"""


def upgrade() -> None:
    op.create_table(
        "member_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("paid_won", sa.BigInteger(), nullable=False),
        sa.Column("given_back_won", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_months_member_id_members")
        ),
        sa.PrimaryKeyConstraint("month", "member_id", name=op.f("pk_member_months")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "month_totals",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("paid_members", sa.BigInteger(), nullable=False),
        sa.Column("kept_members", sa.BigInteger(), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("paid_won", sa.BigInteger(), nullable=False),
        sa.Column("refunds", sa.BigInteger(), nullable=False),
        sa.Column("refunded_won", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_totals")),
    )
    _create_closes()
    _fill_from_ledger()


def _create_closes() -> None:
    op.create_table(
        "month_closes",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_closes")),
    )
    op.create_table(
        "closed_members",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("paid_won", sa.BigInteger(), nullable=False),
        sa.Column("given_back_won", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["month_closes.month"], name=op.f("fk_closed_members_month_month_closes")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_closed_members_member_id_members")
        ),
        sa.PrimaryKeyConstraint("month", "member_id", name=op.f("pk_closed_members")),
    )
    op.create_table(
        "month_corrections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["month_closes.month"], name=op.f("fk_month_corrections_month_month_closes")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_month_corrections_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_corrections")),
    )
    op.create_index(op.f("ix_month_corrections_month"), "month_corrections", ["month"])
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _fill_from_ledger() -> None:
    """Month by month, so that a long ledger is read along its index."""
    connection = op.get_bind()
    instant = sa.DateTime(timezone=True)
    occurred_at = sa.column("occurred_at", instant)
    edges = sa.select(sa.func.min(occurred_at), sa.func.max(occurred_at))
    first, last = connection.execute(edges.select_from(sa.table("ledger"))).one()
    if first is None:
        return
    border, until = _first_of_month(first), _first_of_month(last)
    while border <= until:
        after = _next(border)
        asked = {
            "month": f"{border:%Y-%m}",
            "start": border.astimezone(UTC),
            "end": after.astimezone(UTC),
        }
        for statement in (_MEMBERS, _TOTALS):
            borders = (sa.bindparam(name, type_=instant) for name in ("start", "end"))
            connection.execute(sa.text(statement).bindparams(*borders), asked)
        border = after


def _first_of_month(instant: datetime) -> datetime:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    day = aware.astimezone(KST)
    return datetime(day.year, day.month, 1, tzinfo=KST)


def _next(border: datetime) -> datetime:
    year, month = divmod(border.year * 12 + border.month, 12)
    return datetime(year, month + 1, 1, tzinfo=KST)


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
    op.drop_table("month_totals")
    op.drop_table("member_months")
