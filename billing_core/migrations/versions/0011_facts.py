"""facts: own terms of charges, names of payments, requests for refunds, the gateway's state

What a charge bought follows from the subscription it was of, as it was read until now.

Revision ID: 0011
Revises: 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.progress import is_at
from billing_core.rules.member_key import member_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AT_ONCE = 5_000


def upgrade() -> None:
    _add(
        "charges",
        sa.Column("plan_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("plan_name", sa.String(80), nullable=False, server_default=""),
        sa.Column("months", sa.BigInteger(), nullable=False, server_default="1"),
        sa.Column("period_from", INSTANT),
        sa.Column("covers_from", INSTANT),
        sa.Column("covers_until", INSTANT),
        sa.Column("refused_times", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("revoke_asked_at", INSTANT),
    )
    with op.batch_alter_table("checkouts") as batch:
        batch.add_column(sa.Column("subscription_id", sa.String(12)))
        batch.create_foreign_key(
            op.f("fk_checkouts_subscription_id_subscriptions"),
            "subscriptions",
            ["subscription_id"],
            ["id"],
        )
    _add(
        "subscriptions",
        sa.Column("anchor_period", sa.BigInteger(), nullable=False, server_default="0"),
    )
    _add("members", sa.Column("id_key", sa.String(120), nullable=False, server_default=""))
    _add("payments", sa.Column("gateway_uid", sa.String(60), nullable=False, server_default=""))
    _add("findings", sa.Column("cure", sa.String(40)))
    _create_tables()
    _fill_charges()
    _fill_member_keys()
    op.create_index(op.f("ix_members_id_key"), "members", ["id_key"])
    # Of what was imported, a file's row says from which file; the others are the gateway's past.
    op.execute(
        "UPDATE payments SET gateway_uid = imp_uid "
        "WHERE source != 'import' OR CAST(raw AS TEXT) NOT LIKE '{\"file\": %'"
    )
    op.execute(
        "INSERT INTO payment_names (imp_uid, kind, name) SELECT imp_uid, "
        "CASE WHEN gateway_uid = '' THEN 'file' ELSE 'gateway' END, imp_uid FROM payments"
    )
    op.execute(
        "INSERT INTO payment_names (imp_uid, kind, name) SELECT imp_uid, 'order', merchant_uid "
        "FROM payments WHERE merchant_uid != ''"
    )


def downgrade() -> None:
    for table in ("unreadable_rows", "gateway_state", "refund_requests", "payment_names"):
        op.drop_table(table)
    op.drop_index(op.f("ix_members_id_key"), "members")
    op.drop_column("findings", "cure")
    op.drop_column("payments", "gateway_uid")
    op.drop_column("members", "id_key")
    op.drop_column("subscriptions", "anchor_period")
    with op.batch_alter_table("checkouts") as batch:
        batch.drop_constraint(
            op.f("fk_checkouts_subscription_id_subscriptions"), type_="foreignkey"
        )
        batch.drop_column("subscription_id")
    for name in (
        "revoke_asked_at",
        "refused_times",
        "covers_until",
        "covers_from",
        "period_from",
        "months",
        "plan_name",
        "plan_id",
    ):
        op.drop_column("charges", name)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _create_tables() -> None:
    op.create_table(
        "payment_names",
        sa.Column("imp_uid", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["imp_uid"], ["payments.imp_uid"], name=op.f("fk_payment_names_imp_uid_payments")
        ),
        sa.PrimaryKeyConstraint("imp_uid", "kind", "name", name=op.f("pk_payment_names")),
    )
    op.create_index("payment_names_by_name", "payment_names", ["name"])
    op.create_table(
        "refund_requests",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("imp_uid", sa.String(60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("requested_by", sa.String(80), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("refund_key", sa.String(80), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imp_uid"], ["payments.imp_uid"], name=op.f("fk_refund_requests_imp_uid_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_requests")),
    )
    op.create_index(op.f("ix_refund_requests_imp_uid"), "refund_requests", ["imp_uid"])
    op.create_index(op.f("ix_refund_requests_state"), "refund_requests", ["state"])
    op.create_table(
        "gateway_state",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("down_since", INSTANT),
        sa.Column("last_answer_at", INSTANT),
        sa.Column("offset_seconds", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", INSTANT),
        sa.Column("bookings_read_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_state")),
    )
    op.create_table(
        "unreadable_rows",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_unreadable_rows")),
    )


def _fill_charges() -> None:
    """What was asked for, and of paid ones the period, unless its money bought nothing: a second
    payment of the same period buys nothing."""
    border = _border_on_sqlite if op.get_bind().dialect.name == "sqlite" else _border_on_postgresql
    start, end = border("charges.period"), border("(charges.period + 1)")
    op.execute(
        "UPDATE charges SET plan_id = s.plan_id, plan_name = s.plan_name, months = s.months,"  # noqa: S608
        f" period_from = CASE WHEN {_BEGUN} THEN {start} END,"
        f" covers_from = CASE WHEN {_BUYS} THEN {start} END,"
        f" covers_until = CASE WHEN {_BUYS} THEN {end} END"
        " FROM subscriptions AS s WHERE s.id = charges.subscription_id"
    )


_BEGUN = "s.anchor IS NOT NULL"
_BUYS = (
    f"{_BEGUN} AND charges.state = 'paid' AND charges.period < s.periods_paid AND NOT EXISTS ("  # noqa: S608
    "SELECT 1 FROM charges AS before WHERE before.subscription_id = charges.subscription_id"
    " AND before.period = charges.period AND before.attempt < charges.attempt"
    " AND before.state = 'paid')"
)


def _border_on_sqlite(period: str) -> str:
    """Midnight in Seoul of the anchor's day so many periods on, or of the last day of a month that
    has no such day (SQLite would go on into the next)."""
    month = f"s.anchor, 'start of month', '+' || (s.months * {period}) || ' months'"
    same_day = f"date({month}, '+' || (strftime('%d', s.anchor) - 1) || ' days')"
    last_day = f"date({month}, '+1 month', '-1 day')"
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', min({same_day}, {last_day}), '-9 hours')"


def _border_on_postgresql(period: str) -> str:
    months = f"make_interval(months => CAST(s.months * {period} AS integer))"
    return f"((s.anchor + {months} - interval '9 hours') AT TIME ZONE 'UTC')"


def _fill_member_keys() -> None:
    bind = op.get_bind()
    members = sa.table("members", sa.column("id", sa.String), sa.column("id_key", sa.String))
    keyed = (
        sa.update(members)
        .where(members.c.id == sa.bindparam("this"))
        .values(id_key=sa.bindparam("key"))
    )
    ids = bind.scalars(sa.select(members.c.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        is_at(start, len(ids))
        some = ids[start : start + AT_ONCE]
        bind.execute(keyed, [{"this": each, "key": member_key(each)} for each in some])
