"""Who should be charged on a day and has no booking for it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from billing_core.desk.preflight_row import PreflightRow
from billing_core.lifecycle.book_next import wanted_charge
from billing_core.models import Charge, Finding, Member, Subscription
from billing_core.models.charge import LIVE
from billing_core.models.subscription import BILLABLE, has_card
from billing_core.roll_ups.interval import Bounded
from billing_core.rules.finding import FindingKind
from billing_core.rules.preflight import Trouble
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus


def not_booked(
    session: Session, interval: Bounded, policy: BillingPolicy, now: datetime
) -> list[PreflightRow]:
    """Renewals that are due, and retries that the ladder wants, the earliest first."""
    rows = _rows(session, interval, policy, now)
    return sorted(rows, key=lambda row: (row.due_at, row.app_id))


def _rows(
    session: Session, interval: Bounded, policy: BillingPolicy, now: datetime
) -> Iterator[PreflightRow]:
    for subscription, app_id, name in session.execute(_unbooked(interval)):
        coming = wanted_charge(session, subscription, policy, now)
        if coming is not None and coming.due_at in interval:
            yield PreflightRow(
                trouble=Trouble.NOT_BOOKED,
                subscription_id=subscription.id,
                app_id=app_id,
                member_name=name,
                amount=subscription.price,
                due_at=coming.due_at,
                merchant_uid="",
                price=subscription.price,
                retry=subscription.status is SubscriptionStatus.PAST_DUE,
            )


def _unbooked(interval: Bounded) -> Select[Subscription, str, str]:
    """Only who can be due by then is looked at: a handful, unless something is badly wrong. About
    whom a person is asked already stands on the same day with its cure."""
    booked = (
        select(Charge.merchant_uid)
        .where(Charge.subscription_id == Subscription.id, text(LIVE))
        .exists()
    )
    asked = (
        select(Finding.id)
        .where(
            Finding.member_id == Subscription.member_id,
            Finding.resolved_at.is_(None),
            Finding.kind.in_([kind for kind in FindingKind if _says_why(kind)]),
        )
        .exists()
    )
    return (
        select(Subscription, Member.app_id, Member.name)
        .join(Member, Member.id == Subscription.member_id)
        .where(
            text(BILLABLE), Subscription.paid_through < interval.end, ~booked, ~asked, has_card()
        )
        .order_by(Subscription.paid_through, Subscription.id)
    )


def _says_why(kind: FindingKind) -> bool:
    return kind.before_charge and kind.explains_no_booking
