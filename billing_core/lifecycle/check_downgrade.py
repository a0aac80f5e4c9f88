"""Gather what the approval checklist asks for, re-reading the gateway at this moment."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.gateway import BadAnswer, GatewayError, Unavailable, hurried
from billing_core.lifecycle.deadlines import tell_unclear_charges
from billing_core.lifecycle.live_bookings import Reach, reach_of, read_live_bookings_of
from billing_core.lifecycle.other_hands import recognised, tell_live_booking
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    Charge,
    Downgrade,
    Finding,
    LedgerEntry,
    Member,
    PaymentRecord,
    Subscription,
    standing_payment,
)
from billing_core.roll_ups.state import grace_of
from billing_core.rules.booking import Booking
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import (
    Checklist,
    DowngradeFacts,
    Evidence,
    EvidenceKind,
    downgrade_checklist,
)
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

log = structlog.get_logger()


@dataclass(frozen=True)
class GatewayEvidence:
    """What the gateway said when asked. None: it could not be read, which is never green."""

    live_bookings: tuple[Booking, ...] | None
    newer_payments: tuple[Payment, ...]
    away: bool = False  # it did not answer, so it need not be asked about the next one


_UNREAD = GatewayEvidence(None, (), away=True)


@dataclass(frozen=True)
class Look:
    """One checklist per downgrade. `away`: the gateway did not answer, so that at least one of
    them rests on our book alone, which is never green."""

    lists: dict[int, Checklist]
    away: bool


def check_downgrades(system: System, ids: Sequence[int], patience: float | None = None) -> Look:
    """Checklists of waiting downgrades. Reads the gateway, with read repair: what our book does not
    know is settled or told at once, and so is a charge whose outcome is waited for.

    `patience`: seconds for each of its answers, asked once; None is as patient as ever. Either
    way a gateway that does not answer is not asked about the rest.
    """
    with hurried(patience) if patience is not None else nullcontext():
        evidence = read_evidence(system, ids)
    _tell_unclear(system, ids)
    with system.database.reading() as session:
        lists = {
            downgrade_id: checklist_of(
                session, session.get_one(Downgrade, downgrade_id), found, system.clock.now()
            )
            for downgrade_id, found in evidence.items()
        }
    return Look(lists, away=any(found.away for found in evidence.values()))


def _tell_unclear(system: System, ids: Sequence[int]) -> None:
    """Writes only where something is unclear: opening the page waits for no import."""
    with system.database.reading() as session:
        unclear = session.scalars(
            select(Downgrade.member_id)
            .join(Charge, Charge.member_id == Downgrade.member_id)
            .where(Downgrade.id.in_(ids), Charge.state == ChargeState.UNKNOWN)
            .distinct()
        ).all()
    if not unclear:
        return
    with system.database.writing() as session:
        for member_id in unclear:
            tell_unclear_charges(session, member_id, system.clock.now())


def read_evidence(system: System, ids: Sequence[int]) -> Mapping[int, GatewayEvidence]:
    """Bookings and payments of every card of each member, from the gateway's own books. Once it
    did not answer, it is not asked about the next: whoever approves thirty members waits for one
    silence and not for thirty."""
    reaches, since = _reaches(system, ids)
    found: dict[int, GatewayEvidence] = {}
    try:
        live = read_live_bookings_of(system, list(reaches.values()))
    except GatewayError as error:
        return dict.fromkeys(ids, _unread(error))
    away = False
    for downgrade_id, reach in reaches.items():
        if away:
            found[downgrade_id] = _UNREAD
            continue
        try:
            newer = _newer_payments(system, reach, since[downgrade_id])
        except GatewayError as error:
            found[downgrade_id] = _unread(error)
            away = found[downgrade_id].away
        else:
            found[downgrade_id] = GatewayEvidence(tuple(live[reach.member_id]), newer)
            _tell_what_was_read(system, reach, found[downgrade_id])
    return found


def _reaches(system: System, ids: Sequence[int]) -> tuple[dict[int, Reach], dict[int, datetime]]:
    now = system.clock.now()
    with system.database.reading() as session:
        waiting = {one: session.get_one(Downgrade, one) for one in ids}
        reaches = {one: reach_of(session, row.member_id, now) for one, row in waiting.items()}
    return reaches, {one: row.paid_through for one, row in waiting.items()}


def _unread(error: GatewayError) -> GatewayEvidence:
    log.warning("evidence not readable", error=str(error))
    return _UNREAD if isinstance(error, Unavailable) else GatewayEvidence(None, ())


def _newer_payments(system: System, reach: Reach, since: datetime) -> tuple[Payment, ...]:
    """One that cannot be believed is among them: a person says what it is."""
    return tuple(
        payment
        for customer_uid in reach.customer_uids
        for payment in system.gateway.payments_of_customer(customer_uid, on_unreadable=_no_proof)
        if _still_captured_after(payment, since)
    )


def _no_proof(_row: object, why: str) -> None:
    raise BadAnswer(why, operation="payments_of_customer")


def _still_captured_after(payment: Payment, since: datetime) -> bool:
    if payment.flaws:
        return payment.paid_at is None or payment.paid_at >= since
    counted = classify(payment, known_member=True).payment_class is PaymentClass.CHARGE
    return (
        counted
        and payment.captured
        and payment.paid_at is not None
        and payment.paid_at >= since
        and payment.cancel_amount < payment.amount
    )


def _tell_what_was_read(system: System, reach: Reach, found: GatewayEvidence) -> None:
    """Read repair: a page that has read something which contradicts our book has learnt a fact."""
    if not found.live_bookings and not found.newer_payments:
        return
    now = system.clock.now()
    with system.database.writing() as session:
        for payment in found.newer_payments:
            settle_payment(session, payment, source=Source.READ, now=now)
        for booking in found.live_bookings or ():
            tell_live_booking(session, booking, reach.member_id, now)


def checklist_of(
    session: Session, downgrade: Downgrade, evidence: GatewayEvidence, now: datetime
) -> Checklist:
    """The checklist of our book and the gateway's. Called again inside the deciding transaction."""
    subscription = session.get_one(Subscription, downgrade.subscription_id)
    member = session.get_one(Member, downgrade.member_id)
    return downgrade_checklist(
        DowngradeFacts(
            now=now,
            paid_through=downgrade.paid_through,
            last_charge_at=_last_charge_at(session, downgrade.member_id),
            live_bookings=_live(session, downgrade.member_id, evidence),
            pending=_pending(session, downgrade.member_id),
            newer_payments=_newer(session, downgrade, evidence, now),
            withdrawn=_came_back(session, subscription, downgrade),
            permission=member.permission,
        )
    )


def _live(session: Session, member_id: int, evidence: GatewayEvidence) -> Sequence[Evidence] | None:
    if evidence.live_bookings is None:
        return None
    meant = recognised(session, member_id)
    return [
        Evidence(EvidenceKind.BOOKING, one.due_at, one.merchant_uid, one.amount)
        for one in evidence.live_bookings
        if one.merchant_uid not in meant
    ]


def _last_charge_at(session: Session, member_id: int) -> datetime | None:
    return session.scalar(
        select(func.max(LedgerEntry.occurred_at)).where(
            LedgerEntry.member_id == member_id, standing_payment()
        )
    )


def _pending(session: Session, member_id: int) -> list[Evidence]:
    """Any charge of the member that may still take money, and a grace that is waited for."""
    live = session.scalars(
        select(Charge).where(Charge.member_id == member_id, Charge.state.in_(LIVE_STATES))
    )
    found = [
        Evidence(EvidenceKind.CHARGE, one.due_at, one.merchant_uid, one.amount) for one in live
    ]
    waited = session.scalars(
        select(Subscription).where(
            Subscription.member_id == member_id,
            Subscription.status.not_in([SubscriptionStatus.ENDED, SubscriptionStatus.CANCELLING]),
        )
    )
    grace = grace_of(session)
    return found + [_grace(one, grace) for one in waited]


def _grace(subscription: Subscription, grace: timedelta) -> Evidence:
    ends = (subscription.paid_through or subscription.fresh_since) + grace
    return Evidence(EvidenceKind.GRACE, ends, subscription.id, subscription.price)


def _newer(
    session: Session, downgrade: Downgrade, evidence: GatewayEvidence, now: datetime
) -> Sequence[Evidence]:
    """After paid-through, with something kept, and not settled by a person's decision."""
    found = {
        one.imp_uid: Evidence(EvidenceKind.PAYMENT, one.paid_at or now, one.imp_uid, one.amount)
        for one in evidence.newer_payments
    }
    for record in _newer_in_ledger(session, downgrade):
        if record.paid_at is not None:
            known = record.gateway_uid or record.imp_uid
            won = record.amount - record.cancel_amount
            found[known] = Evidence(EvidenceKind.PAYMENT, record.paid_at, known, won)
    decided = session.scalars(
        select(Finding.subject).where(
            Finding.member_id == downgrade.member_id,
            Finding.cure.in_([Cure.LEAVE_IT, Cure.LEAVE_OUT]),
        )
    )
    for subject in decided:
        found.pop(subject, None)
    return sorted(found.values(), key=lambda one: (one.at, one.name))


def _newer_in_ledger(session: Session, downgrade: Downgrade) -> Sequence[PaymentRecord]:
    return session.scalars(
        select(PaymentRecord)
        .join(LedgerEntry, LedgerEntry.imp_uid == PaymentRecord.imp_uid)
        .where(
            LedgerEntry.member_id == downgrade.member_id,
            standing_payment(),
            LedgerEntry.occurred_at >= downgrade.paid_through,
            PaymentRecord.cancel_amount < PaymentRecord.amount,
        )
    ).all()


def _came_back(session: Session, subscription: Subscription, downgrade: Downgrade) -> bool:
    if subscription.paid_through is not None and subscription.paid_through > downgrade.paid_through:
        return True
    back = session.scalar(
        select(Subscription.id).where(
            Subscription.member_id == downgrade.member_id,
            Subscription.status.in_(
                [
                    SubscriptionStatus.ACTIVE,
                    SubscriptionStatus.PAST_DUE,
                    SubscriptionStatus.CANCELLING,
                ]
            ),
        )
    )
    return back is not None
