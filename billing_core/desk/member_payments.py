"""A member's payments as their own page lists them: what was paid or refused, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from billing_core.desk.payments import PaymentPlace
from billing_core.models import LedgerEntry, PaymentRecord
from billing_core.models.base import one_of
from billing_core.models.ledger import EntryKind, gives_back
from billing_core.plain_rows import CompiledQuery, Looking, plain_rows
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source


@dataclass(frozen=True)
class MemberPayment:
    """A payment in won. `declined` is why it was refused; `refunded` what went back, the last of it
    at `refunded_at`, also where only a person knows of it. `by_transfer`: to the company's account."""

    at: datetime
    amount: int
    declined: DeclineReason | None
    refunded: int
    refunded_at: datetime | None
    card: str
    by_transfer: bool
    receipt_url: str


@dataclass(frozen=True)
class MemberPaymentPage:
    """`next` is None on the last page."""

    rows: tuple[MemberPayment, ...]
    next: PaymentPlace | None


# Built once: a page asks it every time.
_reversal = aliased(LedgerEntry)
_newest = (
    select(
        PaymentRecord.imp_uid,
        PaymentRecord.dated_at,
        PaymentRecord.amount,
        PaymentRecord.status,
        PaymentRecord.decline,
        PaymentRecord.card_name,
        PaymentRecord.card_number,
        PaymentRecord.source,
        PaymentRecord.receipt_url,
        func.sum(-LedgerEntry.amount).label("refunded"),
        func.max(LedgerEntry.occurred_at).label("refunded_at"),
    )
    .outerjoin(LedgerEntry, and_(LedgerEntry.imp_uid == PaymentRecord.imp_uid, gives_back()))
    .where(
        PaymentRecord.member_id == bindparam("member_id"),
        PaymentRecord.payment_class == PaymentClass.CHARGE,
        or_(
            PaymentRecord.paid_at.is_not(None),
            PaymentRecord.status == PaymentStatus.FAILED,
        ),
        # One that a person took back was never a payment.
        ~select(_reversal.id)
        .where(
            _reversal.imp_uid == PaymentRecord.imp_uid,
            one_of(_reversal.kind, [EntryKind.CORRECTION]),
        )
        .correlate(PaymentRecord)
        .exists(),
    )
    .group_by(PaymentRecord.imp_uid)
    .order_by(PaymentRecord.dated_at.desc(), PaymentRecord.imp_uid.desc())
    .limit(bindparam("rows", type_=Integer))
)
_PAYMENTS = CompiledQuery(_newest)
_AFTER = CompiledQuery(
    _newest.where(
        or_(
            PaymentRecord.dated_at < bindparam("at"),
            and_(
                PaymentRecord.dated_at == bindparam("at"), PaymentRecord.imp_uid < bindparam("uid")
            ),
        )
    )
)


def payments_of_member(
    asked: Looking, member_id: int, *, limit: int, after: PaymentPlace | None = None
) -> MemberPaymentPage:
    """A page of them; the next begins after its last row, whatever came in meanwhile."""
    wanted = {"member_id": member_id, "rows": limit + 1}
    if after is None:
        selected = plain_rows(asked, _PAYMENTS, **wanted)
    else:
        selected = plain_rows(asked, _AFTER, **wanted, at=after.at, uid=after.imp_uid)
    found = [_Row(*row) for row in selected]
    ends = found[limit - 1] if len(found) > limit else None
    return MemberPaymentPage(
        tuple(map(_payment, found[:limit])),
        PaymentPlace(ends.at, ends.imp_uid) if ends is not None else None,
    )


class _Row(NamedTuple):
    """As selected."""

    imp_uid: str
    at: datetime
    amount: int
    status: PaymentStatus
    decline: DeclineReason | None
    card_name: str
    card_number: str
    source: str
    receipt_url: str
    refunded: int | None
    refunded_at: datetime | None


def _payment(row: _Row) -> MemberPayment:
    failed = row.status is PaymentStatus.FAILED
    return MemberPayment(
        at=row.at,
        amount=row.amount,
        declined=(row.decline or DeclineReason.OTHER) if failed else None,
        refunded=row.refunded or 0,
        refunded_at=row.refunded_at if row.refunded else None,
        card=f"{row.card_name} {row.card_number}".strip(),
        by_transfer=row.source == Source.BY_HAND,
        receipt_url=row.receipt_url,
    )
