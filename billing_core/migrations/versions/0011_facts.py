"""facts: own terms of charges, names of payments, requests for refunds, the gateway's state

What a charge bought follows from the subscription it was of, as it was read until now.

Revision ID: 0011
Revises: 0010
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from billing_core.rules.member_key import member_key
from billing_core.rules.period import Terms, period_start

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
    """What was asked for, and of paid ones the period, unless its money bought nothing."""
    op.execute(
        "UPDATE charges SET "
        "plan_id = (SELECT s.plan_id FROM subscriptions s WHERE s.id = charges.subscription_id), "
        "plan_name = (SELECT s.plan_name FROM subscriptions s WHERE s.id = charges.subscription_id), "
        "months = (SELECT s.months FROM subscriptions s WHERE s.id = charges.subscription_id)"
    )
    bind = op.get_bind()
    every = sa.text(
        "SELECT c.merchant_uid, c.period, c.state, s.id, s.anchor, s.months, s.periods_paid "
        "FROM charges c JOIN subscriptions s ON s.id = c.subscription_id "
        "WHERE s.anchor IS NOT NULL ORDER BY s.id, c.period, c.attempt"
    ).columns(anchor=sa.Date)
    charges = sa.table(
        "charges",
        sa.column("merchant_uid", sa.String),
        sa.column("period_from", INSTANT),
        sa.column("covers_from", INSTANT),
        sa.column("covers_until", INSTANT),
    )
    fill = (
        sa.update(charges)
        .where(charges.c.merchant_uid == sa.bindparam("this"))
        .values(
            period_from=sa.bindparam("start"),
            covers_from=sa.bindparam("bought_from"),
            covers_until=sa.bindparam("bought_until"),
        )
    )
    for helping in _helpings(list(_filled(bind.execute(every)))):
        bind.execute(fill, helping)


def _filled(rows: Any) -> Iterator[dict[str, Any]]:
    """A second payment of the same period buys nothing."""
    bought: tuple[str, int] | None = None
    for row in rows:
        start = _border(row.anchor, row.months, row.period)
        paid = row.state == "paid" and row.period < row.periods_paid
        buys = paid and bought != (row.id, row.period)
        if buys:
            bought = (row.id, row.period)
        until = _border(row.anchor, row.months, row.period + 1)
        yield {
            "this": row.merchant_uid,
            "start": start,
            "bought_from": start if buys else None,
            "bought_until": until if buys else None,
        }


def _border(anchor: date, months: int, period: int) -> datetime:
    start = period_start(Terms(anchor, months, price=0), period)
    return start.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else start


def _fill_member_keys() -> None:
    bind = op.get_bind()
    members = sa.table("members", sa.column("id", sa.String), sa.column("id_key", sa.String))
    keyed = (
        sa.update(members)
        .where(members.c.id == sa.bindparam("this"))
        .values(id_key=sa.bindparam("key"))
    )
    ids = bind.scalars(sa.select(members.c.id)).all()
    for helping in _helpings([{"this": each, "key": member_key(each)} for each in ids]):
        bind.execute(keyed, helping)


def _helpings(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
