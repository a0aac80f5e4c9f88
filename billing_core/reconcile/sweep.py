"""The sweep (포트원 내역 대조): read the gateway's books by window, and settle what is news.

Webhooks are sent once and may never arrive; this is what makes them a convenience. The
gateway lists a payment under its final status on that status's own clock, so a refund made
in March of a January payment is found in March, among the cancelled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import structlog
from sqlalchemy import Select, and_, func, select
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.lifecycle.keep_unreadable import keep_unreadable
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
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.same_payment import SamePayments
from billing_core.system import System

FIRST_REACH = timedelta(days=90)
OVERLAP = timedelta(hours=1)  # the gateway's list may lag behind its own clock
STATUSES = (PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.CANCELLED)
BATCH = 500
BOOK_AWAY = (OperationalError, InterfaceError, InternalError, TimeoutError)

log = structlog.get_logger()


def sweep(system: System) -> datetime:
    """Reads from where the last whole sweep ended until now; returns when to sweep again."""
    now = system.clock.now()
    since = next_sweep_from(system, now)
    with system.database.writing() as session:
        row = Sweep(window_from=since, window_until=now, started_at=now)
        session.add(row)
    try:
        read, news = read_window(system, *_by_either_clock(system, since, now))
    except Exception as error:
        with system.database.writing() as session:
            session.get_one(Sweep, row.id).error = f"{type(error).__name__}: {error}"[:2000]
        raise
    with system.database.writing() as session:
        done = session.get_one(Sweep, row.id)
        done.finished_at = system.clock.now()
        done.payments_read, done.payments_new = read, news
    return now + timedelta(minutes=system.settings.sweep_minutes)


def _by_either_clock(system: System, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """Both ends included. The gateway dates its books by its own clock, ahead of ours or behind."""
    ahead = system.gateway.now() - system.clock.now()
    nothing = timedelta(0)
    return since + min(ahead, nothing), until + max(ahead, nothing) + timedelta(seconds=1)


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
        listed = system.gateway.payments_by_status(
            status, since, until, on_unreadable=partial(leave_out, system)
        )
        while batch := list(islice(listed, BATCH)):
            read += len(batch)
            for payment in unknown_of(system, batch):
                news += _settled(system, payment, source, unclear)
    return read, news


def _settled(system: System, payment: Payment, source: str, unclear: SamePayments | None) -> bool:
    """False for a payment that cannot be settled: it must not hold up the others for ever."""
    try:
        with system.database.writing() as session:
            settle_payment(session, payment, source=source, now=system.clock.now(), unclear=unclear)
    except BOOK_AWAY:  # not the payment's fault; the whole window is read again
        raise
    except Exception as error:
        log.exception("payment_not_settled", imp_uid=payment.imp_uid, source=source)
        leave_out(system, payment.raw, f"{payment.imp_uid}: {type(error).__name__}")
        return False
    return True


def leave_out(system: System, row: object, why: str) -> None:
    """A row of the gateway's books that cannot be taken in is kept raw, and told once. It may
    hold personal data, so the log has only `why`."""
    raw = row if isinstance(row, dict) else {"row": row}
    with system.database.writing() as session:
        news = keep_unreadable(session, raw, why, system.clock.now())
    if news:
        log.warning("row_left_out", why=why, kind=type(row).__name__)


def unknown_of(system: System, batch: list[Payment]) -> list[Payment]:
    """Those whose status or refunds we do not have yet; settling the others changes nothing.

    Nor do we have a payment of which only a file has told, a stranger's whose billing key has
    turned out to be a member's, one that our own ledger contradicts (it is not counted as what
    it is, or not all that went back is there), nor one that could not be read before and now
    can, or the other way round.
    """
    with system.database.reading() as session:
        known = {
            number: (status, cancelled, kind is PaymentClass.UNREADABLE)
            for number, status, cancelled, kind in session.execute(_known(session, batch))
        }
    return [
        payment
        for payment in batch
        if known.get(payment.imp_uid)
        != (payment.status, payment.cancel_amount, _is_unreadable(payment))
    ]


def _is_unreadable(payment: Payment) -> bool:
    found = classify(payment, known_member=True)
    return found.payment_class is PaymentClass.UNREADABLE


def _known(session: Session, batch: list[Payment]) -> Select[str, PaymentStatus, int, PaymentClass]:
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
        select(
            PaymentName.name,
            PaymentRecord.status,
            PaymentRecord.cancel_amount,
            PaymentRecord.payment_class,
        )
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
