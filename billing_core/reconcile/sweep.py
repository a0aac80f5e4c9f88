"""The sweep (대조 수집): read the gateway's books by window, and settle what is news.

Webhooks are sent once and may never arrive; this is what makes them a convenience. The
gateway lists a payment under its final status on that status's own clock, so a refund made
in March of a January payment is found in March, among the cancelled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.lifecycle.remember_payment import DECIDED
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    Card,
    EntryKind,
    LedgerEntry,
    NameKind,
    PaymentName,
    PaymentRecord,
    Sweep,
)
from billing_core.rules.classification import PaymentClass
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.same_payment import SamePayments
from billing_core.system import System

FIRST_REACH = timedelta(days=90)
OVERLAP = timedelta(hours=1)  # the gateway's list may lag behind its own clock
STATUSES = (PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.CANCELLED)
BATCH = 500


def sweep(system: System) -> datetime:
    """Reads from where the last whole sweep ended until now; returns when to sweep again."""
    now = system.clock.now()
    since = next_sweep_from(system, now)
    with system.database.writing() as session:
        row = Sweep(window_from=since, window_until=now, started_at=now)
        session.add(row)
    try:
        read, news = read_window(system, since, now + timedelta(seconds=1))
    except Exception as error:
        with system.database.writing() as session:
            session.get_one(Sweep, row.id).error = f"{type(error).__name__}: {error}"[:2000]
        raise
    with system.database.writing() as session:
        done = session.get_one(Sweep, row.id)
        done.finished_at = system.clock.now()
        done.payments_read, done.payments_new = read, news
    return now + timedelta(minutes=system.settings.sweep_minutes)


def next_sweep_from(system: System, now: datetime) -> datetime:
    with system.database.reading() as session:
        last = session.scalar(
            select(func.max(Sweep.window_until)).where(Sweep.finished_at.is_not(None))
        )
    return now - FIRST_REACH if last is None else min(last, now) - OVERLAP


def read_window(
    system: System,
    since: datetime,
    until: datetime,
    *,
    source: str = "sweep",
    unclear: SamePayments | None = None,
) -> tuple[int, int]:
    """(payments read, payments that were news) of a half-open window of UTC instants.

    `unclear`: what a person has said of payments that may be rows of a file."""
    read = news = 0
    for status in STATUSES:
        listed = system.gateway.payments_by_status(status, since, until)
        while batch := list(islice(listed, BATCH)):
            read += len(batch)
            for payment in unknown_of(system, batch):
                with system.database.writing() as session:
                    settle_payment(
                        session, payment, source=source, now=system.clock.now(), unclear=unclear
                    )
                news += 1
    return read, news


def unknown_of(system: System, batch: list[Payment]) -> list[Payment]:
    """Those whose status or refunds we do not have yet; settling the others changes nothing.

    Nor do we have a payment of which only a file has told, a stranger's whose billing key has
    turned out to be a member's, or one that our own ledger contradicts: it is not counted as
    what it is, or not all that went back is there.
    """
    with system.database.reading() as session:
        known = {
            number: (status, cancelled)
            for number, status, cancelled in session.execute(_known(session, batch))
        }
    return [
        payment
        for payment in batch
        if known.get(payment.imp_uid) != (payment.status, payment.cancel_amount)
    ]


def _known(session: Session, batch: list[Payment]) -> Select[str, PaymentStatus, int]:
    """Rows that are what they should be."""
    found_its_member = and_(
        PaymentRecord.member_id.is_(None), PaymentRecord.customer_uid == Card.customer_uid
    )
    went_back = (
        select(func.coalesce(-func.sum(LedgerEntry.amount), 0))
        .where(LedgerEntry.imp_uid == PaymentRecord.imp_uid, LedgerEntry.kind == EntryKind.REFUND)
        .correlate(PaymentRecord)
        .scalar_subquery()
    )
    owned_by_another = and_(
        PaymentRecord.payment_class == PaymentClass.OTHER_PRODUCT,
        PaymentRecord.member_id.is_not(None),
        PaymentRecord.reason.not_like(f"{DECIDED}%"),
    )
    refund_missing = and_(
        PaymentRecord.payment_class == PaymentClass.CHARGE,
        PaymentRecord.member_id.is_not(None),
        PaymentRecord.cancel_amount > 0,
        PaymentRecord.cancel_amount != went_back,
    )
    return (
        select(PaymentName.name, PaymentRecord.status, PaymentRecord.cancel_amount)
        .join(PaymentRecord, PaymentRecord.imp_uid == PaymentName.imp_uid)
        .outerjoin(Card, found_its_member)
        .where(
            among(session, PaymentName.name, [payment.imp_uid for payment in batch]),
            PaymentName.kind == NameKind.GATEWAY,
            Card.customer_uid.is_(None),
            ~owned_by_another,
            ~refund_missing,
        )
    )
