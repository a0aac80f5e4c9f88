"""Where a row of a file says something else of a payment than the book."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.among import among_given
from billing_core.history.keep_payments import PastPayment
from billing_core.models import Member, PaymentRecord
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.calendar import is_midnight, kst_date
from billing_core.rules.classification import PaymentClass
from billing_core.rules.file_flaw import Listed

UNKNOWN = "-"


class KnownRow(NamedTuple):
    """A payment as the book has it; unknown is None or empty, and is not different."""

    imp_uid: str
    gateway_uid: str
    merchant_uid: str
    app_id: str | None
    paid_at: datetime | None
    amount: int
    payment_class: PaymentClass

    @property
    def stands(self) -> bool:
        """Whether it is not the trace of another payment, to which its names lead now."""
        return self.payment_class is not PaymentClass.SAME_PAYMENT


def known_rows(session: Session, keys: Sequence[str]) -> Iterator[KnownRow]:
    """Payments of the book, by our keys."""
    return map(KnownRow._make, plain_rows(session, _KNOWN, keys=keys))


_KNOWN = CompiledQuery(
    select(
        PaymentRecord.imp_uid,
        PaymentRecord.gateway_uid,
        PaymentRecord.merchant_uid,
        Member.app_id,
        PaymentRecord.paid_at,
        PaymentRecord.amount,
        PaymentRecord.payment_class,
    )
    .outerjoin(Member, Member.id == PaymentRecord.member_id)
    .where(among_given(PaymentRecord.imp_uid, "keys"))
)


class PaymentDifference(NamedTuple):
    """Won, an instant, or the name of a member or an order, in the book and in the file."""

    known: Listed
    said: Listed


def says_the_same(row: KnownRow, paid: PastPayment) -> bool:
    """Whether file and book agree word for word, as most rows do of a file taken in again."""
    return (row.imp_uid, *row[2:6]) == paid[:5]


def differences(row: KnownRow, paid: PastPayment) -> list[PaymentDifference]:
    """The differences from a row that the book has under the number of the file. Where that is
    neither our key nor the gateway's, the two were joined once, by the rule or by a person, and
    only the owner could be another. So it is where the gateway's reading could not be believed: no
    won of it counts before another reading tells what and when."""
    joined = paid.imp_uid not in (row.imp_uid, row.gateway_uid)
    if joined or row.payment_class is PaymentClass.UNREADABLE:
        return list(_owner(row, paid))
    return [*_owner(row, paid), *_won(row, paid), *_moment(row, paid), *_order(row, paid)]


def differences_in_joining(row: KnownRow, paid: PastPayment) -> list[PaymentDifference]:
    """The differences of two rows with own numbers: when they were paid was looked at already."""
    return [*_owner(row, paid), *_won(row, paid)]


def _owner(row: KnownRow, paid: PastPayment) -> Iterator[PaymentDifference]:
    if row.app_id not in (None, paid.app_id):
        yield PaymentDifference(row.app_id or "", paid.app_id)


def _won(row: KnownRow, paid: PastPayment) -> Iterator[PaymentDifference]:
    if row.amount != paid.amount:
        yield PaymentDifference(row.amount, paid.amount)


def _moment(row: KnownRow, paid: PastPayment) -> Iterator[PaymentDifference]:
    if not _same_instant(row, paid.paid_at):
        yield PaymentDifference(row.paid_at or UNKNOWN, paid.paid_at)


def _order(row: KnownRow, paid: PastPayment) -> Iterator[PaymentDifference]:
    """The company may have an order number of its own beside the gateway's."""
    told_by_a_file = not row.gateway_uid
    known = row.merchant_uid and paid.merchant_uid
    if told_by_a_file and known and row.merchant_uid != paid.merchant_uid:
        yield PaymentDifference(row.merchant_uid, paid.merchant_uid)


def _same_instant(row: KnownRow, said: datetime) -> bool:
    """A file may write days only, or leave the seconds out."""
    if row.paid_at is None or row.paid_at == said:
        return row.paid_at == said
    if kst_date(row.paid_at) == kst_date(said) and (is_midnight(said) or is_midnight(row.paid_at)):
        return True
    return bool(row.gateway_uid) and row.paid_at.replace(second=0, microsecond=0) == said
