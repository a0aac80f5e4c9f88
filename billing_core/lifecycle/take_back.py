"""Take back a booking the evening before it runs, where a refund is not decided yet.

The booking is taken back, the finding says so, and nothing is booked until a person decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Charge, Finding
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.system import System

EVENING = 18  # o'clock in Seoul
UNDECIDED = (FindingKind.UNASKED_REFUND, FindingKind.REFUNDED_PERIOD)
AGAIN_AFTER = timedelta(minutes=1)
_ASKED = select(Finding).where(Finding.kind.in_(UNDECIDED), Finding.resolved_at.is_(None))


def bookings_to_take_back(session: Session, now: datetime) -> Sequence[str]:
    """Names of bookings that run tomorrow or sooner, for members about whom a refund is asked."""
    found: list[str] = []
    for finding in session.scalars(_ASKED):
        live = live_charge(session, str(finding.detail.get("subscription_id", "")))
        if live is not None and live.state is ChargeState.BOOKED and now >= evening_before(live):
            found.append(live.merchant_uid)
    return found


def evening_before(charge: Charge) -> datetime:
    return kst_instant(kst_date(charge.due_at) - timedelta(days=1), EVENING)


def take_back_booking(system: System, merchant_uid: str) -> datetime | None:
    """Revoke such a booking. None when it is revoked, has run, or was decided meanwhile; otherwise
    when to try again."""
    now = system.clock.now()
    with system.database.writing() as session:
        charge = session.get(Charge, merchant_uid, with_for_update=True)
        if charge is None or merchant_uid not in bookings_to_take_back(session, now):
            return None
        charge.revoke_asked_at = charge.revoke_asked_at or now
    if not withdraw_booking(system, charge):
        return now + AGAIN_AFTER
    with system.database.writing() as session:
        _say_so(session, charge, system.clock.now())
    return None


def _say_so(session: Session, charge: Charge, now: datetime) -> None:
    for finding in session.scalars(
        select(Finding).where(
            Finding.kind.in_(UNDECIDED),
            Finding.resolved_at.is_(None),
            Finding.member_id == charge.member_id,
        )
    ):
        if finding.detail.get("subscription_id") != charge.subscription_id:
            continue
        finding.detail = finding.detail | {
            "taken_back": charge.merchant_uid,
            "taken_back_at": now.isoformat(),
            "due_at": charge.due_at.isoformat(),
        }
        record_act(
            session,
            Act.CHARGE_TAKEN_BACK,
            at=now,
            actor=SYSTEM,
            member_id=charge.member_id,
            subject=charge.merchant_uid,
            finding=finding.id,
        )
