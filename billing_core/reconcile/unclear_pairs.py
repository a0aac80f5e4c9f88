"""Which payments of the gateway are rows of a file, and which may be: asked before any is taken."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle import payment_names
from billing_core.lifecycle.find_payment import candidates, whose_to_compare
from billing_core.models import Card, Charge, PaymentRecord
from billing_core.models.payment import told_by_file
from billing_core.reconcile.sweep import BATCH, STATUSES, unknown_of
from billing_core.rules.payment import Payment
from billing_core.rules.payment_pair import PaymentPair, PaymentPairs, SamePaymentsUnclear
from billing_core.system import System


def require_clear(system: System, months: Sequence[tuple[datetime, datetime]]) -> None:
    """Check that no payment may be a row of a file. Raises SamePaymentsUnclear. Reads the months
    once more than needed, but only where the book has rows of a file."""
    pairs = PaymentPairs()
    if not _has_rows_of_files(system):
        return
    for start, end in months:
        for batch in batches(system, start, end):
            told_by_files(system, unknown_of(system, batch), pairs)
    if pairs.count:
        raise SamePaymentsUnclear(pairs.named, pairs.count)


def batches(system: System, start: datetime, end: datetime) -> Iterator[list[Payment]]:
    for status in STATUSES:
        listed = system.gateway.payments_by_status(status, start, end, on_unreadable=_pass_over)
        while batch := list(islice(listed, BATCH)):
            yield batch


def _pass_over(_row: object, _why: str) -> None:
    """Only looking: the sweep keeps such a row and tells of it."""


def told_by_files(system: System, news: Sequence[Payment], pairs: PaymentPairs) -> set[str]:
    """Numbers of payments that are rows of a file already; adds to `pairs` those that may be."""
    with system.database.reading() as session:
        return {one.imp_uid for one in news if _told_by_file(session, one, pairs)}


def _told_by_file(session: Session, payment: Payment, pairs: PaymentPairs) -> bool:
    known, whose = payment_names.row_named(session, payment.imp_uid), _member_of(session, payment)
    if known is not None:
        whose = whose_to_compare(known, payment, whose)
        if whose is None:
            return known.gateway_uid == "" and known.member_id is not None
    told = payment_names.traits_told(payment, whose)
    if told is None or session.get(Charge, payment.merchant_uid) is not None:
        return False
    certain, perhaps = candidates(session, told)
    if len(certain) == 1:
        return True
    if unclear := certain or perhaps:
        row = session.get_one(PaymentRecord, unclear[0])
        known_as = payment_names.traits_of_rows(session, [row])[row.imp_uid]
        new, old = payment_names.by_app_ids(session, [told, known_as])
        pairs.add(PaymentPair(new, old))
    return False


def _member_of(session: Session, payment: Payment) -> int | None:
    card = session.get(Card, payment.customer_uid) if payment.customer_uid else None
    return card.member_id if card else None


def _has_rows_of_files(system: System) -> bool:
    with system.database.reading() as session:
        filed = select(PaymentRecord.imp_uid).where(told_by_file())
        return session.scalar(filed.limit(1)) is not None
