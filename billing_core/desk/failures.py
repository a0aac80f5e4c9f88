"""Members whose last charge failed and who are not paid yet: why, what comes next, what to say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from billing_core.models import Charge, Member, Subscription
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus

Value = TypeVar("Value")

ROWS_AT_ONCE = 20
_NEWEST_FIRST = (Charge.settled_at.desc(), Charge.merchant_uid)
_refused, _coming = aliased(Charge), aliased(Charge)
_LAST_REFUSAL = (
    select(_refused.merchant_uid)
    .where(
        _refused.subscription_id == Subscription.id,
        _refused.period == Subscription.periods_paid,
        _refused.state == ChargeState.FAILED,
    )
    .order_by(_refused.attempt.desc())
    .limit(1)
    .correlate(Subscription)
    .scalar_subquery()
)
# Found from the few who wait for money, never from all that was ever refused.
_LAST_REFUSALS = (
    select(Charge.merchant_uid, Charge.decline, Charge.amount)
    .select_from(Subscription)
    .join(Charge, Charge.merchant_uid == _LAST_REFUSAL)
    .where(Subscription.status.in_([SubscriptionStatus.PAST_DUE, SubscriptionStatus.PENDING]))
    .order_by(*_NEWEST_FIRST)
)
_FAILED = (
    select(Charge, Subscription, Member, _coming.due_at, _coming.state)
    .join(Subscription, Subscription.id == Charge.subscription_id)
    .join(Member, Member.id == Subscription.member_id)
    .outerjoin(
        _coming, and_(_coming.subscription_id == Subscription.id, _coming.state.in_(LIVE_STATES))
    )
    .where(Charge.merchant_uid.in_(bindparam("merchant_uids", expanding=True)))
    .order_by(*_NEWEST_FIRST)
)


@dataclass(frozen=True)
class FailureRow:
    """A member (by our `number`) whose charge failed. `next_try_at` is the booked retry, None when
    the ladder has ended. `access_until` is when an unpaid member counts as gone; None while the
    first charge was never paid. `under_way`: a try is on its way, or its outcome is not known."""

    number: int
    app_id: str
    member_name: str
    plan_name: str
    amount: int
    reason: DeclineReason
    said: str
    failed_at: datetime
    tries: int
    next_try_at: datetime | None
    access_until: datetime | None
    card_changed: bool
    under_way: bool

    @property
    def card_cannot_pay(self) -> bool:
        """The card that would be charged was refused for good: the member needs another."""
        return self.reason.hard and not self.card_changed


@dataclass(frozen=True)
class FailureGroup:
    """Failures of one reason: `members` and whole `won` of all; `rows` are the first of them."""

    reason: DeclineReason
    members: int
    won: int
    rows: tuple[FailureRow, ...]


def failing_subscriptions(column: InstrumentedAttribute[Value]) -> Select[Value]:
    """One column of every subscription that waits for money after a refusal."""
    refused = (
        select(Charge.subscription_id)
        .where(Charge.state == ChargeState.FAILED, Charge.period == Subscription.periods_paid)
        .where(Charge.subscription_id == Subscription.id)
        .exists()
    )
    return select(column).where(
        or_(
            Subscription.status == SubscriptionStatus.PAST_DUE,
            and_(Subscription.status == SubscriptionStatus.PENDING, refused),
        )
    )


def count_failing(session: Session) -> int:
    found = failing_subscriptions(Subscription.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def failures(
    session: Session, policy: BillingPolicy, limits: Mapping[DeclineReason, int] | None = None
) -> list[FailureGroup]:
    """Failures by reason, in the order of the reasons; the newest refusal first. `limits` says how
    many rows of a reason are wanted, `ROWS_AT_ONCE` where it is silent."""
    refused: defaultdict[DeclineReason, list[tuple[str, int]]] = defaultdict(list)
    for merchant_uid, decline, amount in session.execute(_LAST_REFUSALS):
        refused[decline or DeclineReason.OTHER].append((merchant_uid, amount))
    wanted = [
        merchant_uid
        for reason, found in refused.items()
        for merchant_uid, _ in found[: (limits or {}).get(reason, ROWS_AT_ONCE)]
    ]
    rows = _rows(session, wanted, policy)
    return [
        FailureGroup(
            reason=reason,
            members=len(refused[reason]),
            won=sum(amount for _, amount in refused[reason]),
            rows=tuple(row for row in rows if row.reason is reason),
        )
        for reason in DeclineReason
        if reason in refused
    ]


def failure_of(session: Session, member_id: int, policy: BillingPolicy) -> FailureRow | None:
    """The failure of one member; None for who does not wait for money after a refusal."""
    found = session.execute(_LAST_REFUSALS.where(Subscription.member_id == member_id)).first()
    rows = _rows(session, [found.merchant_uid], policy) if found else []
    return rows[0] if rows else None


def _rows(
    session: Session, merchant_uids: Sequence[str], policy: BillingPolicy
) -> list[FailureRow]:
    found = session.execute(_FAILED, {"merchant_uids": merchant_uids})
    return [_row(*row, policy=policy) for row in found]


def _row(
    charge: Charge,
    subscription: Subscription,
    member: Member,
    coming_at: datetime | None,
    coming_state: ChargeState | None,
    *,
    policy: BillingPolicy,
) -> FailureRow:
    paid_through = subscription.paid_through
    return FailureRow(
        number=member.id,
        app_id=member.app_id,
        member_name=member.name,
        plan_name=subscription.plan_name,
        amount=charge.amount,
        reason=charge.decline or DeclineReason.OTHER,
        said=charge.fail_reason,
        failed_at=charge.settled_at or charge.requested_at,
        tries=charge.attempt,
        next_try_at=coming_at if coming_state is ChargeState.BOOKED else None,
        access_until=paid_through + timedelta(days=policy.grace_days) if paid_through else None,
        card_changed=charge.customer_uid != subscription.customer_uid,
        under_way=coming_state not in (None, ChargeState.BOOKED),
    )
