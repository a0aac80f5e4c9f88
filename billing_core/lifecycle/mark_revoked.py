"""Write down that the gateway no longer holds a booking."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.move import move_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Charge
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.transitions import ChargeEvent


def mark_revoked(session: Session, merchant_uid: str, now: datetime) -> None:
    """Mark a charge revoked. One that has been settled stays settled: money outranks intentions."""
    charge = session.get(Charge, merchant_uid, with_for_update=True, populate_existing=True)
    if charge is None or not charge.state.live:
        return
    move_charge(charge, ChargeEvent.REVOKED, now)
    record_act(
        session,
        Act.CHARGE_REVOKED,
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=merchant_uid,
        due_at=charge.due_at,
    )
