"""Compare each member's permission with the time that was paid; a person is told of differences."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.ended_by_us import ended_without_a_decision
from billing_core.lifecycle.open_finding import close_finding, left_as_it_is, open_finding
from billing_core.models import Downgrade, Finding, Member, Subscription
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

A_DAY = timedelta(days=1)  # whatever ended today is on its way to the list of downgrades
_KINDS = (FindingKind.PAID_WITHOUT_ACCESS, FindingKind.ACCESS_WITHOUT_PAYMENT)
_TOLD = select(Finding).where(Finding.kind.in_(_KINDS), Finding.resolved_at.is_(None))
_PAID_WITHOUT_ACCESS = (
    select(Subscription)
    .join(Member, Member.id == Subscription.member_id)
    .where(
        Subscription.status.in_([SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELLING]),
        Subscription.paid_through > bindparam("now"),
        Member.permission == Permission.FREE,
    )
    .order_by(Subscription.id)
)
_GOING_ON = exists().where(
    Subscription.member_id == Member.id, Subscription.status != SubscriptionStatus.ENDED
)
_WAITS = exists().where(
    Downgrade.member_id == Member.id,
    Downgrade.state.in_([state for state in DowngradeState if state.waiting]),
)
_KEEPERS = select(Member.id).where(Member.permission == Permission.PAID, ~_GOING_ON, ~_WAITS)
_PAID_BY_KEEPERS = (
    select(Subscription)
    .where(Subscription.member_id.in_(_KEEPERS), Subscription.paid_through.is_not(None))
    .order_by(Subscription.paid_through, Subscription.id)
)

Wrong = Sequence[tuple[FindingKind, Subscription]]


def compare_permissions(system: System) -> None:
    """Open findings where the two differ, close those that agree again. Idempotent. Nobody is kept
    from writing while all members are looked through, which nearly always finds nothing."""
    now = system.clock.now()
    with system.database.reading() as session:
        if not _wrong(session, now) and not _told(session):
            return
    with system.database.writing() as session:
        _tell(session, _wrong(session, now), now)


def _tell(session: Session, wrong: Wrong, now: datetime) -> None:
    for kind, subscription in wrong:
        if not left_as_it_is(session, kind, subscription.id):
            open_finding(
                session,
                kind,
                subscription.id,
                now=now,
                member_id=subscription.member_id,
                amount=subscription.price,
                subscription_id=subscription.id,
                covers_until=subscription.paid_through,
            )
    still = {(kind, subscription.id) for kind, subscription in wrong}
    for finding in _told(session):
        if (finding.kind, finding.subject) not in still:
            agrees = FindingAnswer.PERMISSION_AGREES
            close_finding(session, finding.kind, finding.subject, now=now, answer=agrees)


def _told(session: Session) -> Sequence[Finding]:
    return session.scalars(_TOLD).all()


def _wrong(session: Session, now: datetime) -> Wrong:
    return [
        *((FindingKind.PAID_WITHOUT_ACCESS, one) for one in _paid_without_access(session, now)),
        *((FindingKind.ACCESS_WITHOUT_PAYMENT, one) for one in _never_taken_away(session, now)),
    ]


def _paid_without_access(session: Session, now: datetime) -> Sequence[Subscription]:
    """Time is left that was paid for. What was paid after an approval is asked about by itself."""
    return session.scalars(_PAID_WITHOUT_ACCESS, {"now": now}).all()


def _never_taken_away(session: Session, now: datetime) -> Sequence[Subscription]:
    """The last paid one of each member with whom nothing goes on and nothing waits for a person:
    neither an approval nor the question about those who ended by our own fault."""
    last = {one.member_id: one for one in session.scalars(_PAID_BY_KEEPERS).all()}
    over = [one for one in last.values() if (one.paid_through or now) <= now - A_DAY]
    asked = {one.member_id for one in ended_without_a_decision(session)} if over else set()
    return [one for one in over if one.member_id not in asked]
