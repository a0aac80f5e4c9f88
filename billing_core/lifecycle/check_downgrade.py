"""Gather what the approval checklist asks for, re-reading the gateway at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError, Unavailable, hurried
from billing_core.lifecycle.revoke_bookings import Reach, reach_of, read_live_bookings
from billing_core.models import (
    Charge,
    Downgrade,
    LedgerEntry,
    Member,
    PaymentRecord,
    Subscription,
    standing_payment,
)
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.downgrade import Checklist, DowngradeFacts, downgrade_checklist
from billing_core.rules.payment import Payment
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

log = structlog.get_logger()


@dataclass(frozen=True)
class GatewayEvidence:
    """What the gateway said when asked. None: it could not be read, which is never green."""

    live_bookings: tuple[str, ...] | None
    newer_payments: tuple[str, ...]
    away: bool = False  # it did not answer, so it need not be asked about the next one


_UNREAD = GatewayEvidence(None, (), away=True)


@dataclass(frozen=True)
class Look:
    """One checklist per downgrade. `away`: the gateway did not answer, so that at least one of
    them rests on our book alone, which is never green."""

    lists: dict[int, Checklist]
    away: bool


def check_downgrades(system: System, ids: Sequence[int], patience: float | None = None) -> Look:
    """Of waiting downgrades. Reads the gateway; changes nothing.

    `patience`: seconds for each of its answers, asked once; None is as patient as ever. Either
    way a gateway that does not answer is not asked about the rest.
    """
    reader = EvidenceReader(system)
    with hurried(patience) if patience is not None else nullcontext():
        evidence = {downgrade_id: reader.read(downgrade_id) for downgrade_id in ids}
    with system.database.reading() as session:
        lists = {
            downgrade_id: checklist_of(
                session, session.get_one(Downgrade, downgrade_id), found, system.clock.now()
            )
            for downgrade_id, found in evidence.items()
        }
    return Look(lists, away=any(found.away for found in evidence.values()))


class EvidenceReader:
    """Reads the gateway about one downgrade after another. Once it did not answer, it is not
    asked about the next: whoever approves thirty members waits for one silence and not for thirty.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._away = False

    def read(self, downgrade_id: int) -> GatewayEvidence:
        found = _UNREAD if self._away else _read_evidence(self._system, downgrade_id)
        self._away = found.away
        return found


def _read_evidence(system: System, downgrade_id: int) -> GatewayEvidence:
    """Bookings and payments of every card of the member, from the gateway's own books."""
    with system.database.reading() as session:
        downgrade = session.get_one(Downgrade, downgrade_id)
        reach = reach_of(session, downgrade.member_id, system.clock.now())
    try:
        live = tuple(booking.merchant_uid for booking in read_live_bookings(system, reach))
        newer = _newer_payments(system, reach, downgrade.paid_through)
    except GatewayError as error:
        log.warning("evidence not readable", downgrade=downgrade_id, error=str(error))
        return _UNREAD if isinstance(error, Unavailable) else GatewayEvidence(None, ())
    return GatewayEvidence(live, newer)


def _newer_payments(system: System, reach: Reach, since: datetime) -> tuple[str, ...]:
    return tuple(
        payment.imp_uid
        for customer_uid in reach.customer_uids
        for payment in system.gateway.payments_of_customer(customer_uid)
        if _still_captured_after(payment, since)
    )


def _still_captured_after(payment: Payment, since: datetime) -> bool:
    counted = classify(payment, known_member=True).payment_class is PaymentClass.CHARGE
    return (
        counted
        and payment.captured
        and payment.paid_at is not None
        and payment.paid_at >= since
        and payment.cancel_amount < payment.amount
    )


def checklist_of(
    session: Session, downgrade: Downgrade, evidence: GatewayEvidence, now: datetime
) -> Checklist:
    """Our book and the gateway's together. Called again inside the deciding transaction."""
    subscription = session.get_one(Subscription, downgrade.subscription_id)
    member = session.get_one(Member, downgrade.member_id)
    return downgrade_checklist(
        DowngradeFacts(
            now=now,
            paid_through=downgrade.paid_through,
            last_charge_at=_last_charge_at(session, downgrade.member_id),
            live_bookings=evidence.live_bookings,
            retry_pending=_retry_pending(session, subscription),
            newer_payment=bool(evidence.newer_payments) or _newer_in_ledger(session, downgrade),
            withdrawn=_came_back(session, subscription, downgrade),
            permission=member.permission,
        )
    )


def _last_charge_at(session: Session, member_id: str) -> datetime | None:
    return session.scalar(
        select(func.max(LedgerEntry.occurred_at)).where(
            LedgerEntry.member_id == member_id, standing_payment()
        )
    )


def _retry_pending(session: Session, subscription: Subscription) -> bool:
    live = session.scalar(
        select(Charge.merchant_uid).where(
            Charge.subscription_id == subscription.id, Charge.state.in_(LIVE_STATES)
        )
    )
    return live is not None or subscription.status.billable


def _newer_in_ledger(session: Session, downgrade: Downgrade) -> bool:
    """A payment after paid-through of which something was kept."""
    return (
        session.scalar(
            select(LedgerEntry.id)
            .join(PaymentRecord, PaymentRecord.imp_uid == LedgerEntry.imp_uid)
            .where(
                LedgerEntry.member_id == downgrade.member_id,
                standing_payment(),
                LedgerEntry.occurred_at >= downgrade.paid_through,
                PaymentRecord.cancel_amount < PaymentRecord.amount,
            )
            .limit(1)
        )
        is not None
    )


def _came_back(session: Session, subscription: Subscription, downgrade: Downgrade) -> bool:
    if subscription.paid_through is not None and subscription.paid_through > downgrade.paid_through:
        return True
    return (
        session.scalar(
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
        is not None
    )
