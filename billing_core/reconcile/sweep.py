"""The sweep (포트원 내역 대조): read the gateway's books by window, and settle what is news.

Webhooks are sent once and may never arrive; this is what makes them a convenience. The
gateway lists a payment under its final status on that status's own clock, so a refund made
in March of a January payment is found in March, among the cancelled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import islice

import structlog
from sqlalchemy import Select, Text, and_, func, select, type_coerce
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.database import StorageUnavailable
from billing_core.lifecycle.former_payment import close_explained
from billing_core.lifecycle.keep_unreadable import keep_unreadable
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
from billing_core.numbers.days_read import days_to_read_again
from billing_core.reconcile.day_tally import DayTally
from billing_core.rules.calendar import kst_instant
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.day_read import READ_STATUSES, midnight_before
from billing_core.rules.free_text import error_text
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from billing_core.system import System

FIRST_REACH = timedelta(days=90)
OVERLAP = timedelta(hours=1)  # the gateway's list may lag behind its own clock
STATUSES = READ_STATUSES
BATCH = 500
# A session of ours says the first.
BOOK_AWAY = (StorageUnavailable, OperationalError, InterfaceError, InternalError, TimeoutError)
_LAST = select(Sweep).order_by(Sweep.id.desc()).limit(1)
_WATERMARK = select(func.max(Sweep.window_until)).where(Sweep.finished_at.is_not(None))

log = structlog.get_logger()


@dataclass(frozen=True)
class SweepPlace:
    """Checkpoint of a reading: which list, and the day in Seoul before which it is settled."""

    status: PaymentStatus
    day: date


OnPlace = Callable[[Session, SweepPlace, int, int], None]
"""Hears, in the transaction that keeps the days before it, how far the reading has come, and how
many payments it has read since it was last heard, and how many of them were news."""


def sweep(system: System) -> datetime:
    """Reads from the watermark, where the last whole reading ended, until now. One that was cut off
    is finished first; days that are not fully covered come last. Returns when to sweep again."""
    with system.database.reading() as session:
        cut_off = _cut_off(session)
    if cut_off is not None:
        _read(system, cut_off)
    now = system.clock.now()
    _read(system, _begun(system, next_sweep_from(system, now), now))
    with system.database.writing() as session:
        close_explained(session, now)
    with system.database.reading() as session:
        uncovered = days_to_read_again(session, now)
    if uncovered is not None:
        _read(system, _begun(system, uncovered.start, uncovered.end))
    return now + timedelta(minutes=system.settings.sweep_minutes)


def _cut_off(session: Session) -> Sweep | None:
    last = session.scalar(_LAST)
    return last if last is not None and last.finished_at is None else None


def _begun(system: System, since: datetime, until: datetime) -> Sweep:
    with system.database.writing() as session:
        row = Sweep(window_from=since, window_until=until, started_at=system.clock.now())
        session.add(row)
    return row


def _read(system: System, row: Sweep) -> None:
    since, until = _by_either_clock(system, row.window_from, row.window_until)
    place = None
    if row.reached_status is not None and row.reached_day is not None:
        place = SweepPlace(row.reached_status, row.reached_day)
    try:
        read_window(system, since, until, begin=place, on_place=partial(_note, row.id))
    except Exception as error:
        with system.database.writing() as session:
            said = error_text(f"{type(error).__name__}: {error}")
            session.get_one(Sweep, row.id).error = said[:2000]
        raise
    with system.database.writing() as session:
        done = session.get_one(Sweep, row.id)
        done.finished_at, done.error = system.clock.now(), ""


def _note(sweep_id: int, session: Session, place: SweepPlace, read: int, news: int) -> None:
    row = session.get_one(Sweep, sweep_id)
    row.reached_status, row.reached_day = place.status, place.day
    row.payments_read += read
    row.payments_new += news


def _by_either_clock(system: System, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """Both ends included. The gateway dates its books by its own clock, ahead of ours or behind."""
    ahead = system.gateway.now() - system.clock.now()
    nothing = timedelta(0)
    return since + min(ahead, nothing), until + max(ahead, nothing) + timedelta(seconds=1)


def next_sweep_from(system: System, now: datetime) -> datetime:
    """The watermark less an overlap, at a midnight in Seoul: a reading covers whole days."""
    with system.database.reading() as session:
        last = session.scalar(_WATERMARK)
    return midnight_before(now - FIRST_REACH if last is None else min(last, now) - OVERLAP)


def read_window(
    system: System,
    since: datetime,
    until: datetime,
    *,
    source: Source = Source.SWEEP,
    unclear: SamePayments | None = None,
    begin: SweepPlace | None = None,
    on_place: OnPlace = lambda _session, _place, _read, _news: None,
) -> tuple[int, int]:
    """Read and settle a half-open window of UTC instants; returns how many payments were read and
    how many were news. Its days are counted and kept. With `begin` it goes on there.

    `unclear`: what a person has said of payments that may be rows of a file."""
    read = news = 0
    for status in STATUSES[STATUSES.index(begin.status) if begin else 0 :]:
        resumed = begin is not None and status is begin.status
        start = max(since, kst_instant(begin.day)) if begin and resumed else since
        at = min(system.clock.now(), system.gateway.now())
        tally = DayTally(status, start, until, at)
        listed = system.gateway.payments_by_status(
            status, start, until, on_unreadable=partial(_left_out_of, system, tally)
        )
        ended = False
        while not ended:
            batch = list(islice(listed, BATCH))
            found = [
                payment
                for payment in unknown_of(system, batch)
                if _settled(system, payment, source, unclear)
            ]
            read, news, ended = read + len(batch), news + len(found), len(batch) < BATCH
            tally.count(batch)
            with system.database.writing() as session:
                tally.keep(session, before=None if ended else tally.reached)
                on_place(session, SweepPlace(status, tally.reached), len(batch), len(found))
    return read, news


def _left_out_of(system: System, tally: DayTally, row: object, why: str) -> None:
    leave_out(system, row, why)
    tally.count_left_out()


def _settled(
    system: System, payment: Payment, source: Source, unclear: SamePayments | None
) -> bool:
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
    """A row of the gateway's books that cannot be taken in is kept as far as the allow-list
    goes, and told once. The log has only `why`."""
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
    if not batch:
        return []
    with system.database.reading() as session:
        listed = among(PaymentName.name, [payment.imp_uid for payment in batch])
        known = {
            number: (status, cancelled, kind is PaymentClass.UNREADABLE)
            for number, status, cancelled, kind in session.execute(_known().where(listed))
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


@cache
def _known() -> Select[str, PaymentStatus, int, PaymentClass]:
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
        type_coerce(PaymentRecord.reason, Text).not_like("decided%"),
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
            PaymentName.kind == NameKind.GATEWAY,
            Card.customer_uid.is_(None),
            ~owned_by_another,
            ~refund_missing,
        )
    )
