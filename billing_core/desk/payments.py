"""The payments page: what the gateway's books say, filtered, with the sums of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from billing_core.models import Member, PaymentRecord
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.payment import PaymentStatus


class Shown(StrEnum):
    """What a person sees in a payment: the gateway's status and our class in one word."""

    PAID = "paid"
    REFUNDED = "refunded"
    FAILED = "failed"
    EXCLUDED = "excluded"  # not counted, with its reason
    OPEN = "open"  # not settled by the gateway yet


@dataclass(frozen=True)
class PaymentFilter:
    """`month` by the instant the payment is dated; None for all of time."""

    month: Month | None = None
    shown: Shown | None = None
    text: str = ""


@dataclass(frozen=True)
class PaymentRow:
    """`at` is when it was paid, else failed, else begun."""

    imp_uid: str
    merchant_uid: str
    member_id: str | None
    member_name: str
    shown: Shown
    at: datetime
    amount: int
    refunded: int
    decline: DeclineReason | None
    reason: str
    card: str
    apply_num: str
    receipt_url: str


@dataclass(frozen=True)
class PaymentPage:
    """`rows` is one page; the sums are over everything the filter lets through, counted only."""

    rows: tuple[PaymentRow, ...]
    total: int
    paid: int
    refunded: int


_dated_at = func.coalesce(
    PaymentRecord.paid_at,
    PaymentRecord.failed_at,
    PaymentRecord.started_at,
    PaymentRecord.first_seen_at,
    type_=PaymentRecord.first_seen_at.type,
)
_COUNTED = PaymentRecord.payment_class == PaymentClass.CHARGE
_CAPTURED = and_(
    PaymentRecord.paid_at.is_not(None),
    PaymentRecord.status.in_([PaymentStatus.PAID, PaymentStatus.CANCELLED]),
)
_MEANS: dict[Shown, ColumnElement[bool]] = {
    Shown.PAID: and_(_COUNTED, _CAPTURED),
    Shown.REFUNDED: and_(_COUNTED, _CAPTURED, PaymentRecord.cancel_amount > 0),
    Shown.FAILED: and_(_COUNTED, PaymentRecord.status == PaymentStatus.FAILED),
    Shown.EXCLUDED: ~_COUNTED,
    Shown.OPEN: and_(_COUNTED, ~_CAPTURED, PaymentRecord.status != PaymentStatus.FAILED),
}


def payment_page(
    session: Session, wanted: PaymentFilter, *, limit: int, offset: int = 0
) -> PaymentPage:
    """Newest first."""
    where = _conditions(wanted)
    of_members = select(PaymentRecord, Member.name, _dated_at).outerjoin(
        Member, Member.id == PaymentRecord.member_id
    )
    rows = session.execute(
        of_members.where(*where)
        .order_by(_dated_at.desc(), PaymentRecord.imp_uid)
        .limit(limit)
        .offset(offset)
    )
    total, paid, refunded = session.execute(
        select(
            func.count(PaymentRecord.imp_uid),
            _sum(case((_MEANS[Shown.PAID], PaymentRecord.amount), else_=0)),
            _sum(case((_MEANS[Shown.PAID], PaymentRecord.cancel_amount), else_=0)),
        )
        .select_from(PaymentRecord)
        .outerjoin(Member, Member.id == PaymentRecord.member_id)
        .where(*where)
    ).one()
    return PaymentPage(tuple(_row(*row) for row in rows), total, paid, refunded)


def payment_months(session: Session) -> list[Month]:
    """The months from the first payment to the last, newest first; empty without payments."""
    first, last = session.execute(select(func.min(_dated_at), func.max(_dated_at))).one()
    if first is None or last is None:
        return []
    months = [Month.of(last)]
    while months[-1] > Month.of(first):
        months.append(months[-1].plus(-1))
    return months


def _sum(amount: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def _conditions(wanted: PaymentFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.month is not None:
        where += [_dated_at >= wanted.month.start, _dated_at < wanted.month.end]
    if wanted.shown is not None:
        where.append(_MEANS[wanted.shown])
    if wanted.text:
        where.append(
            or_(
                PaymentRecord.imp_uid == wanted.text,
                PaymentRecord.merchant_uid == wanted.text,
                PaymentRecord.apply_num == wanted.text,
                PaymentRecord.member_id.icontains(wanted.text, autoescape=True),
                Member.name.icontains(wanted.text, autoescape=True),
            )
        )
    return where


def _row(record: PaymentRecord, name: str | None, at: datetime) -> PaymentRow:
    return PaymentRow(
        imp_uid=record.imp_uid,
        merchant_uid=record.merchant_uid,
        member_id=record.member_id,
        member_name=name or "",
        shown=_shown(record),
        at=at,
        amount=record.amount,
        refunded=record.cancel_amount,
        decline=record.decline,
        reason=record.fail_reason or record.reason,
        card=f"{record.card_name} {record.card_number}".strip(),
        apply_num=record.apply_num,
        receipt_url=record.receipt_url,
    )


def _shown(record: PaymentRecord) -> Shown:
    if not record.payment_class.counted:
        return Shown.EXCLUDED
    if record.status is PaymentStatus.FAILED:
        return Shown.FAILED
    if record.paid_at is None or record.status not in (
        PaymentStatus.PAID,
        PaymentStatus.CANCELLED,
    ):
        return Shown.OPEN
    return Shown.REFUNDED if record.cancel_amount else Shown.PAID
