"""Record linkage: find the row of our book that is the payment which the gateway tells of.

By its number; else a row of which only a file has told, where the rule is certain. Where it
is not, the row is named and a person says.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle import payment_names
from billing_core.models import Finding, PaymentRecord
from billing_core.models.payment import told_by_file
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.same_payment import (
    AROUND_MIDNIGHT,
    Likeness,
    PaymentTraits,
    SamePayments,
    likeness,
)

NAMES = "payment-names"
_SEPARATOR = "|"


class Found(NamedTuple):
    """The match: `record` is the payment, locked; `perhaps` a row that may be: the two are a
    question. Or a person has said that it is `another`."""

    record: PaymentRecord | None = None
    perhaps: PaymentRecord | None = None
    another: PaymentRecord | None = None


def find_payment(
    session: Session,
    payment: Payment,
    member_id: int | None,
    *,
    unclear: SamePayments | None = None,
) -> Found:
    """Match a payment to its row. `unclear`: what a person has said of pairs the rule cannot tell.

    Whoever brings a payment nobody knew shares an advisory lock on the names until the transaction
    ends; a file takes it alone. So none of the two can overlook the other.
    """
    known = payment_names.row_named(session, payment.imp_uid)
    if known is not None and known.gateway_uid in ("", payment.imp_uid):
        locked = session.get_one(
            PaymentRecord, known.imp_uid, with_for_update=True, populate_existing=True
        )
        return _as_owned(session, locked, payment, member_id, unclear)
    hold(session, NAMES, shared=True)
    told = payment_names.traits_told(payment, member_id)
    if told is None:
        return Found()
    certain, perhaps = candidates(session, told, lock=True)
    if len(certain) == 1:
        return Found(session.get_one(PaymentRecord, certain[0]))
    return _by_word(session, None, certain or perhaps, unclear)


def _as_owned(
    session: Session,
    record: PaymentRecord,
    payment: Payment,
    member_id: int | None,
    unclear: SamePayments | None,
) -> Found:
    """A row of a file may be it, although the gateway's number has a row already."""
    whose = whose_to_compare(record, payment, member_id)
    if whose is None:
        return Found(record)
    hold(session, NAMES, shared=True)
    told = payment_names.traits_told(payment, whose)
    perhaps = may_be(session, told) if told else []
    found = _by_word(session, record, perhaps, unclear)
    if found.record is not None and found.record is not record:
        payment_names.move_names(session, record, found.record)
        payment_names.stands_for(record, found.record)
    return found


def whose_to_compare(record: PaymentRecord, payment: Payment, member_id: int | None) -> int | None:
    """The member among whose rows of files a known payment may be, because only now it is known
    whose it is, or what: a first reading that could not be believed had no won to compare."""
    if record.payment_class is PaymentClass.UNREADABLE and not payment.flaws:
        return member_id or record.member_id
    return member_id if finds_its_owner(record) else None


def _by_word(
    session: Session,
    record: PaymentRecord | None,
    perhaps: list[str],
    unclear: SamePayments | None,
) -> Found:
    """What a person has said, or the question."""
    if not perhaps:
        return Found(record)
    first = session.get_one(PaymentRecord, _least_asked(session, perhaps))
    match unclear:
        case SamePayments.SAME:
            return Found(first)
        case SamePayments.TWO:
            return Found(record, another=first)
        case None:
            return Found(record, perhaps=first)


def finds_its_owner(record: PaymentRecord) -> bool:
    """The gateway told of it and nobody has said whose it is, nor asked what it is."""
    asked = record.payment_class is PaymentClass.SAME_PAYMENT
    return bool(record.gateway_uid) and record.member_id is None and not asked


def may_be(session: Session, told: PaymentTraits) -> list[str]:
    """Keys of rows of files that are, or may be, the payment; locked."""
    certain, perhaps = candidates(session, told, lock=True)
    return certain or perhaps


def candidates(
    session: Session, told: PaymentTraits, *, lock: bool = False
) -> tuple[list[str], list[str]]:
    """Keys of rows that are certainly and that are perhaps the payment. Whoever is to join one
    locks them: what somebody else has given a number of the gateway meanwhile is none of them."""
    keys = payment_names.keys_with_order(session, told.orders) if told.orders else set()
    keys |= {key for (key,) in _of_moment(session, told)}
    if not keys:
        return [], []
    unnumbered = (
        select(PaymentRecord)
        .where(
            PaymentRecord.imp_uid.in_(keys),
            told_by_file(),
            PaymentRecord.payment_class != PaymentClass.SAME_PAYMENT,
        )
        .order_by(PaymentRecord.imp_uid)
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(unnumbered.with_for_update() if lock else unnumbered)
    traits = payment_names.traits_of_rows(session, rows)
    found: dict[Likeness, list[str]] = {each: [] for each in Likeness}
    for key in sorted(traits):
        found[likeness(traits[key], told)].append(key)
    return found[Likeness.SAME], found[Likeness.UNCLEAR]


_FILED = select(PaymentRecord.imp_uid).where(
    told_by_file(), PaymentRecord.amount == bindparam("won")
)
_FILED_AT = CompiledQuery(_FILED.where(PaymentRecord.dated_at == bindparam("at")))
_FILED_OF_MEMBER = CompiledQuery(
    _FILED.where(
        PaymentRecord.member_id == bindparam("member_id"),
        PaymentRecord.paid_at >= bindparam("since"),
        PaymentRecord.paid_at < bindparam("until"),
    )
)


def _of_moment(session: Session, told: PaymentTraits) -> Sequence[tuple[str]]:
    if told.whose is None:
        return plain_rows(session, _FILED_AT, won=told.won, at=told.paid_at)
    day = kst_instant(kst_date(told.paid_at))
    return plain_rows(
        session,
        _FILED_OF_MEMBER,
        won=told.won,
        member_id=told.whose,
        since=day - AROUND_MIDNIGHT,
        until=day + timedelta(days=1) + AROUND_MIDNIGHT,
    )


def _least_asked(session: Session, keys: list[str]) -> str:
    """One about which no question is open, if there is one."""
    asked = session.scalars(
        select(Finding.subject).where(
            Finding.kind == FindingKind.SAME_PAYMENT, Finding.resolved_at.is_(None)
        )
    )
    about = {key for subject in asked for key in subject.split(_SEPARATOR)}
    return next((key for key in keys if key not in about), keys[0])


def subject_of(one: PaymentRecord, other: PaymentRecord) -> str:
    """The subject of the finding that asks whether the two are one."""
    return f"{one.imp_uid}{_SEPARATOR}{other.imp_uid}"[:120]
