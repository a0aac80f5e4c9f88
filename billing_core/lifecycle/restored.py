"""A book that came from a backup: no money and no permission moves until it was compared."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Charge, Restoration, Subscription
from billing_core.plain_rows import Looking, SeldomFound
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.period import period_start
from billing_core.rules.refusal import Refusal, RefusalCode

_WAITS = SeldomFound(select(Restoration).where(Restoration.compared_at.is_(None)).limit(1))


def waits_for_comparing(session: Session) -> Restoration | None:
    """The restore after which the two books were not compared yet."""
    return next(iter(_WAITS.all(session)), None)


def is_just_restored(asked: Looking) -> bool:
    return _WAITS.any(asked)


def require_compared(session: Session) -> None:
    """Raises Refusal "restore.not_compared"."""
    if is_just_restored(session):
        raise Refusal(RefusalCode.RESTORE_NOT_COMPARED)


def remember_charge(
    session: Session,
    subscription: Subscription,
    ref: ChargeRef,
    *,
    state: ChargeState,
    how: ChargeHow,
    customer_uid: str,
    amount: int,
    due_at: datetime,
    now: datetime,
) -> Charge:
    """One that we asked for after the backup was made, by the name that only we give."""
    begun = subscription.anchor is not None
    charge = Charge(
        merchant_uid=ref.merchant_uid,
        subscription_id=subscription.id,
        member_id=subscription.member_id,
        customer_uid=customer_uid,
        period=ref.period,
        attempt=ref.attempt,
        amount=amount,
        plan_id=subscription.plan_id,
        plan_name=subscription.plan_name,
        months=subscription.months,
        period_from=period_start(subscription.terms, ref.period) if begun else None,
        how=how,
        due_at=due_at,
        state=state,
        requested_at=now,
        requested_times=1,
        refused_times=0,
        unknown_reads=0,
    )
    session.add(charge)
    session.flush()
    return charge
