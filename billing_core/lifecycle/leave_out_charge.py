"""A person says that a charge of ours was not paid, where the gateway's word cannot be had.

Nothing is charged again because of it: of a renewal a person is asked what follows, and a first
charge waits for the member, as if the card had been refused. If money shows after all, paid wins.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billing_core.lifecycle.apply_charge import close_what_was_asked
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.move import move_charge
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Charge, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor
from billing_core.rules.charge import ChargeHow
from billing_core.rules.decline import DeclineReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import ChargeEvent

WAITED_FOR = timedelta(days=1)  # so long the gateway may still answer


def leave_out_charge(
    session: Session, merchant_uid: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Count a charge as not paid, unless it has its answer, is still to come or is none of ours."""
    ours = lock_charge(session, merchant_uid)
    if ours is None or not waits_for_its_answer(ours[0], now):
        return
    charge, subscription = ours
    first = charge.how is ChargeHow.NOW
    move_charge(charge, ChargeEvent.DECLINED if first else ChargeEvent.REVOKED, now)
    charge.revoke_asked_at = now
    charge.decline = DeclineReason.OTHER if first else None
    record_act(
        session,
        Act.CHARGE_LEFT_OUT,
        at=now,
        actor=actor,
        member_id=charge.member_id,
        subject=merchant_uid,
        reason=reason,
    )
    close_what_was_asked(session, charge, now)
    if asks_what_follows(charge, subscription):
        open_finding(
            session,
            FindingKind.PERIOD_LEFT_OUT,
            merchant_uid,
            now=now,
            member_id=charge.member_id,
            amount=charge.amount,
            subscription_id=subscription.id,
            due_at=charge.due_at,
        )


def waits_for_its_answer(charge: Charge, now: datetime) -> bool:
    """Whether it is due and not settled. A booking that is still to run stands, whatever a row
    under its number says."""
    return charge.state.live and charge.due_at <= now


def asks_what_follows(charge: Charge, subscription: Subscription) -> bool:
    """The period it was for is still to be paid, and a booking would have paid it."""
    wanted = subscription.status.billable and charge.period == subscription.periods_paid
    return wanted and charge.how is not ChargeHow.NOW


def refuse_too_early(charge: Charge, now: datetime) -> None:
    """Check that the gateway had its day to answer. Raises Refusal "outcome_waited_for"."""
    if now - max(charge.requested_at, charge.due_at) < WAITED_FOR:
        raise Refusal(RefusalCode.OUTCOME_WAITED_FOR, merchant_uid=charge.merchant_uid)
