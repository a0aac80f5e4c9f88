"""Notices of strangers: webhooks that name nothing of ours. Read last and once, capped, then gone.

Anybody may ring at an open door, so what a forged notice costs has a bound: its row, a hundredth
of one call, and nothing after a day. A payment that is real and of which only a stranger's notice
told is read by that one call, or by the next sweep.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, func, or_, select, text
from sqlalchemy.orm import Session

from billing_core.models import (
    Charge,
    Checkout,
    InboxEvent,
    NameKind,
    PaymentName,
    PaymentRecord,
)
from billing_core.models.base import UtcInstant
from billing_core.models.inbox_event import STRANGERS, UNFINISHED
from billing_core.rules.refusal import Refusal, RefusalCode

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 10_000  # about 6 MB with the indexes
MOST_OF_ONE_ORDER = 20  # notices that wait; a member knows the number of their own order
_AGAIN_IN = timedelta(hours=1)  # the vendor's way back, should it be the vendor after all

_KNOWN_PAYMENT = select(
    or_(
        exists().where(PaymentRecord.imp_uid == bindparam("imp_uid")),
        exists().where(
            PaymentName.name == bindparam("imp_uid"), PaymentName.kind != NameKind.ORDER
        ),
    )
)
_OUR_ORDER = select(
    or_(
        exists().where(Charge.merchant_uid == bindparam("order")),
        exists().where(Checkout.merchant_uid == bindparam("order")),
        exists().where(PaymentRecord.merchant_uid == bindparam("order")),
    )
)
_WAITING_OF_ORDER = select(func.count()).where(
    text(UNFINISHED), InboxEvent.merchant_uid == bindparam("order")
)
_SAME_STRANGER = (
    select(InboxEvent)
    .where(text(STRANGERS), InboxEvent.imp_uid == bindparam("imp_uid"))
    .order_by(InboxEvent.id)
    .limit(1)
)
_OLD = (
    delete(InboxEvent)
    .where(text(STRANGERS), InboxEvent.received_at < bindparam("kept_since", type_=UtcInstant))
    .execution_options(synchronize_session=False)
)
_KEPT = select(func.count()).select_from(InboxEvent).where(text(STRANGERS))


def names_ours(session: Session, imp_uid: str, merchant_uid: str) -> bool:
    """Whether one of them is a payment that we know or an order of ours, which vouches for a few."""
    if session.scalar(_KNOWN_PAYMENT, {"imp_uid": imp_uid}):
        return True
    order = {"order": merchant_uid}
    if not merchant_uid or not session.scalar(_OUR_ORDER, order):
        return False
    return (session.scalar(_WAITING_OF_ORDER, order) or 0) < MOST_OF_ONE_ORDER


def same_stranger(session: Session, imp_uid: str) -> InboxEvent | None:
    """The row that already stands for this stranger's payment: one is enough."""
    return session.scalar(_SAME_STRANGER, {"imp_uid": imp_uid})


def require_room(session: Session) -> None:
    """Raises Refusal "webhook_strangers" when as many as are kept wait or were read today."""
    if strangers_kept(session) >= MOST_KEPT:
        seconds = round(_AGAIN_IN.total_seconds())
        raise Refusal(RefusalCode.WEBHOOK_STRANGERS, seconds=seconds)


def strangers_kept(session: Session) -> int:
    """How many notices of the last day name nothing that we or the gateway know."""
    return session.scalar(_KEPT) or 0


def drop_old_strangers(session: Session, now: datetime) -> None:
    """Delete what is a day old: whatever was real in it has been read by a sweep since."""
    session.execute(_OLD, {"kept_since": now - KEPT_FOR})
