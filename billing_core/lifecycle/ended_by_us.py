"""Subscriptions that ended although nobody asked and no card was refused: the fault is ours.

They stay out of the due downgrades. They are one question about all of them: go on from today,
or ended.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from billing_core.lifecycle.open_finding import close_finding, find, open_finding
from billing_core.models import Downgrade, Finding, Member, Subscription
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import EndKind, SubscriptionStatus

ALL_OF_THEM = "-"
_WITH_LATE_MONEY = select(Finding.member_id).where(
    Finding.kind == FindingKind.LATE_CAPTURE, Finding.resolved_at.is_(None)
)
_LATER = aliased(Subscription)
_CAME_BACK = select(_LATER.id).where(
    _LATER.member_id == Subscription.member_id, _LATER.created_at > Subscription.created_at
)
_DECIDED = select(Downgrade.id).where(
    Downgrade.member_id == Subscription.member_id,
    Downgrade.paid_through == Subscription.paid_through,
)
_WITHOUT_A_DECISION = (
    select(Subscription)
    .join(Member, Member.id == Subscription.member_id)
    .where(
        Subscription.status == SubscriptionStatus.ENDED,
        Subscription.end_kind == EndKind.SYSTEM,
        Member.permission == Permission.PAID,
        ~_CAME_BACK.exists(),
        ~_DECIDED.exists(),
    )
    .order_by(Subscription.ended_at, Subscription.id)
)


def undecided(session: Session) -> Sequence[Subscription]:
    """Those that wait for a decision: the latest of each member who still has the permission,
    oldest end first. Whose late money waits for a decision is left out until then: it may pay for
    them to go on."""
    waiting = members_with_late_money(session)
    return [one for one in ended_without_a_decision(session) if one.member_id not in waiting]


def members_with_late_money(session: Session) -> set[int | None]:
    return set(session.scalars(_WITH_LATE_MONEY))


def ended_without_a_decision(session: Session) -> Sequence[Subscription]:
    return session.scalars(_WITHOUT_A_DECISION).all()


def ask_about_ended(session: Session, now: datetime) -> None:
    """Open the one question about all of them: how many they are and what they come to a
    month. Answered by the facts, it closes itself."""
    open_ones = undecided(session)
    if not open_ones:
        close_finding(
            session,
            FindingKind.ENDED_BY_US,
            ALL_OF_THEM,
            now=now,
            answer=FindingAnswer.ALL_DECIDED,
        )
        return
    won = round(sum(Fraction(one.price, one.months) for one in open_ones))
    members = [one.member_id for one in open_ones]
    open_finding(session, FindingKind.ENDED_BY_US, ALL_OF_THEM, now=now, member_id=None, amount=won)
    question = find(session, FindingKind.ENDED_BY_US, ALL_OF_THEM)
    if question is not None:
        question.amount = won
        question.detail = {"count": len(members), "members": members[:1_000]}
