"""A payment of a forgotten member: what is read of it later brings no name back.

The gateway is read again and again, and its answers name the card and what was sold each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Member
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


def is_forgotten(session: Session, member_id: int | None) -> bool:
    if member_id is None:
        return False
    found = select(Member.id).where(Member.id == member_id, Member.forgotten_at.is_not(None))
    return session.scalar(found) is not None


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
