"""Row locks (SELECT … FOR UPDATE): whoever changes a row of a subscription holds it first.

The order is payment, claim, member, and last the roll-ups, which the commit takes (`follow`).
"""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.models import Charge, Member, PaymentRecord, Subscription
from billing_core.models.base import one_of
from billing_core.plain_rows import SeldomFound
from billing_core.rules.charge import LIVE_STATES

# Asked several times for every payment, so built once.
_SUBSCRIPTION = (
    select(Subscription)
    .where(Subscription.id == bindparam("subscription_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CHARGE = (
    select(Charge, Subscription)
    .join(Subscription, Subscription.id == Charge.subscription_id)
    .where(Charge.merchant_uid == bindparam("merchant_uid"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_MEMBER = (
    select(Member)
    .where(Member.id == bindparam("number"))
    # Rows that name the member may be written: whoever has the roll-ups does, and waits for nobody.
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LIVE = SeldomFound(
    select(Charge).where(
        Charge.subscription_id == bindparam("subscription_id"), one_of(Charge.state, LIVE_STATES)
    )
)


def lock_subscription(session: Session, subscription_id: str) -> Subscription:
    return session.scalars(_SUBSCRIPTION, {"subscription_id": subscription_id}).one()


def lock_member(session: Session, number: int) -> Member:
    """Lock a member and read them anew, also where a door had read them before."""
    session.flush()
    return session.scalars(_MEMBER, {"number": number}).one()


def lock_charge(session: Session, merchant_uid: str) -> tuple[Charge, Subscription] | None:
    """The charge and its subscription, both as they stand now that they are ours."""
    row = session.execute(_CHARGE, {"merchant_uid": merchant_uid}).one_or_none()
    return None if row is None else (row[0], row[1])


def lock_payment(session: Session, imp_uid: str) -> None:
    """Hold a payment before a claim or a member of it, in the order in which it is settled: its
    charges and their subscriptions, then itself. Otherwise PostgreSQL ends one of the two."""
    session.flush()
    paid = select(Charge.merchant_uid).where(Charge.imp_uid == imp_uid)
    for merchant_uid in session.scalars(paid.order_by(Charge.merchant_uid)).all():
        lock_charge(session, merchant_uid)
    session.get(PaymentRecord, imp_uid, with_for_update=True, populate_existing=True)


def live_charge(session: Session, subscription_id: str) -> Charge | None:
    """The one charge of a subscription that may still take money."""
    return next(iter(_LIVE.all(session, subscription_id=subscription_id)), None)
