"""A payment of a forgotten member: what is read of it later brings no name back.

The gateway is read again and again, and its answers name the card and what was sold each time.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from billing_core.among import among_given
from billing_core.models import Card, Charge, Checkout, Member, PaymentName, PaymentRecord
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.payment import Payment

# What a payment says besides numbers, instants and won. The address of a slip is among it: it
# shows the buyer to whoever has it.
NAMELESS: dict[str, Any] = {
    "card_name": "",
    "card_number": "",
    "fail_reason": "",
    "receipt_url": "",
}
# What of an answer is needed to read the money again; everything else is left out.
_MONEY = (
    "imp_uid",
    "merchant_uid",
    "customer_uid",
    "customer_uid_usage",
    "status",
    "currency",
    "amount",
    "cancel_amount",
    "started_at",
    "paid_at",
    "failed_at",
    "cancelled_at",
    "apply_num",
    "pg_provider",
    "sandbox",
    "cancel_history",
    "file",  # where it was told by one: that decides what a later reading may change
    "line",
)
_OF_A_REFUND = ("amount", "cancelled_at", "cancellation_id")


_FORGOTTEN = CompiledQuery(
    select(Member.id).where(Member.id == bindparam("member_id"), Member.forgotten_at.is_not(None))
)


_FORGOTTEN_AMONG = CompiledQuery(
    select(Member.id).where(among_given(Member.id, "member_ids"), Member.forgotten_at.is_not(None))
)


def is_forgotten(session: Session, member_id: int | None) -> bool:
    return member_id is not None and bool(plain_rows(session, _FORGOTTEN, member_id=member_id))


def forgotten_among(session: Session, member_ids: Collection[int]) -> set[int]:
    """Those of these members who are forgotten."""
    return {key for (key,) in plain_rows(session, _FORGOTTEN_AMONG, member_ids=member_ids)}


def is_about_forgotten(session: Session, raw: Mapping[str, Any]) -> bool:
    """Whether a row of the gateway's that could not be read names a forgotten member's payment,
    order or card."""

    def named(field: str) -> str:
        said = raw.get(field)
        return said if isinstance(said, str) else ""

    numbers = [named("imp_uid"), named("merchant_uid")]
    known = select(PaymentRecord.member_id).join(
        PaymentName, PaymentName.imp_uid == PaymentRecord.imp_uid
    )
    whose: list[ColumnElement[bool]] = [
        Member.id.in_(known.where(PaymentName.name.in_(filter(None, numbers)))),
        *(
            Member.id.in_(select(column.parent.class_.member_id).where(column == name))
            for column, name in (
                (Charge.merchant_uid, named("merchant_uid")),
                (Checkout.merchant_uid, named("merchant_uid")),
                (Checkout.customer_uid, named("customer_uid")),
                (Card.customer_uid, named("customer_uid")),
            )
            if name
        ),
    ]
    found = select(Member.id).where(Member.forgotten_at.is_not(None), or_(*whose)).limit(1)
    return session.scalar(found) is not None


def take_name_from(record: PaymentRecord) -> None:
    """What the book has of a payment, reduced to the money."""
    record.raw = left_of_raw(record.raw)
    for column, nothing in NAMELESS.items():
        setattr(record, column, nothing)


def nameless(payment: Payment) -> Payment:
    """The reading with the money alone."""
    refunds = tuple(replace(one, reason="", receipt_url="") for one in payment.refunds)
    return replace(
        payment,
        **NAMELESS,
        name="",
        refunds=refunds,
        raw=left_of_raw(payment.raw),
    )


def left_of_raw(raw: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: raw[name] for name in _MONEY if name in raw}
    if isinstance(refunds := left.get("cancel_history"), list):
        left["cancel_history"] = [
            {name: one[name] for name in _OF_A_REFUND if name in one}
            for one in refunds
            if isinstance(one, dict)
        ]
    return left
