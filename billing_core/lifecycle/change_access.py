"""A person decides what a refund or a moved booking means for the time that was bought."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.models import Charge, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.refusal import Refusal, RefusalCode


def end_access(
    session: Session,
    subscription_id: str,
    *,
    cancellation_id: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Nothing more is charged, and the paid time ends now: churn is dated here.

    Raises Refusal: "not_allowed", "no_subscription".
    """
    require_approver(actor, Guarded.END_ACCESS)
    end_access_as_decided(
        session,
        subscription_id,
        cancellation_id=cancellation_id,
        reason=reason,
        actor=actor,
        now=now,
    )


def end_access_as_decided(
    session: Session,
    subscription_id: str,
    *,
    cancellation_id: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The same, where a person has decided it before. Raises Refusal "no_subscription"."""
    subscription = lock_subscription(session, subscription_id)
    request_cancellation(
        session,
        cancellation_id=cancellation_id,
        member=session.get_one(Member, subscription.member_id),
        reason=reason,
        actor=actor,
        now=now,
    )
    if subscription.paid_through is not None and now < subscription.paid_through:
        act = AccessAct(Act.ACCESS_ENDED, reason, actor, now)
        _move_paid_through(session, subscription, to=now, act=act)


def extend_free(
    session: Session,
    subscription_id: str,
    until: datetime,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The member keeps access until the KST day of `until`, and pays from that day on.

    Raises Refusal: "not_allowed", "nothing_paid", "not_later".
    """
    require_approver(actor, Guarded.EXTEND_ACCESS)
    subscription = lock_subscription(session, subscription_id)
    day = day_of_extension(subscription, until)
    subscription.anchor, subscription.anchor_period = day, subscription.periods_paid
    live = live_charge(session, subscription.id)
    if live is not None:
        live.period_from, live.due_at = kst_instant(day), until
    act = AccessAct(Act.ACCESS_EXTENDED, reason, actor, now)
    _move_paid_through(session, subscription, to=kst_instant(day), act=act)


def day_of_extension(subscription: Subscription, until: datetime) -> date:
    """The KST day until which access is extended. Raises Refusal: "nothing_paid", "not_later"."""
    day = kst_date(until)
    if subscription.paid_through is None:
        raise Refusal(RefusalCode.NOTHING_PAID, subscription=subscription.id)
    if kst_instant(day) < subscription.paid_through:
        raise Refusal(RefusalCode.NOT_LATER, subscription=subscription.id)
    return day


@dataclass(frozen=True)
class AccessAct:
    """A decision about access, as the audit log has it."""

    name: Act
    reason: str
    actor: Actor
    at: datetime


def _move_paid_through(
    session: Session, subscription: Subscription, *, to: datetime, act: AccessAct
) -> None:
    before = subscription.paid_through
    for charge in session.scalars(
        select(Charge).where(
            Charge.subscription_id == subscription.id, Charge.covers_until.is_not(None)
        )
    ):
        assert charge.covers_until is not None and charge.covers_from is not None  # noqa: S101, PT018
        last = charge.covers_until == before
        if last or charge.covers_until > to:
            charge.covers_until = max(charge.covers_from, to)
    subscription.paid_through = to
    record_act(
        session,
        act.name,
        at=act.at,
        actor=act.actor,
        member_id=subscription.member_id,
        subject=subscription.id,
        before=before,
        after=to,
        reason=act.reason[:400],
    )
