"""An approval can be taken back for seven days: the permission returns, the undo stays visible."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.lock import lock_member, lock_subscription
from billing_core.lifecycle.move import move_downgrade, move_subscription
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Charge, Downgrade, JobKind, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.downgrade import UNDO_WINDOW, DowngradeState, VoidReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import DowngradeEvent, SubscriptionEvent


def undo_downgrade(
    session: Session,
    downgrade_id: int,
    *,
    actor: Actor,
    now: datetime,
    approved_at: datetime | None = None,
) -> None:
    """Undo an approval: the row waits again, held, so that nobody approves it by habit. If the
    member turned out to have paid for the present, the subscription goes on. `approved_at`: of the
    approval that is meant; one that was given anew since stands.

    Raises Refusal: "not_allowed", "not_approved", "not_approved.anew", "too_late", "came_back",
    "member_forgotten".
    """
    require_approver(actor, Guarded.UNDO_DOWNGRADE)
    downgrade = session.get_one(Downgrade, downgrade_id)
    # Lock order: the subscription first, then its member, as a settlement holds them.
    subscription = lock_subscription(session, downgrade.subscription_id)
    member = lock_member(session, downgrade.member_id)
    session.refresh(downgrade)
    require_undoable(downgrade, member, now)
    if approved_at not in (None, downgrade.approved_at):
        raise Refusal(RefusalCode.NOT_APPROVED_ANEW, downgrade=downgrade.id)
    downgrade.undone_at, downgrade.undone_by = now, actor.name
    move_downgrade(downgrade, DowngradeEvent.UNDONE)
    downgrade.held_by, downgrade.hold_reason = actor.name, ""
    change_permission(
        session,
        member,
        Permission.PAID,
        now=now,
        actor=actor,
        cause=PermissionCause.UNDONE,
        downgrade_id=downgrade_id,
        paid_through=downgrade.paid_through,
    )
    record_act(
        session,
        Act.DOWNGRADE_UNDONE,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=str(downgrade_id),
    )
    _go_on_if_paid(session, downgrade, subscription, actor, now)


def require_undoable(downgrade: Downgrade, member: Member, now: datetime) -> None:
    """Check that it can be undone. Raises Refusal: "not_approved", "too_late", "came_back",
    "member_forgotten"."""
    require_not_forgotten(member)
    if downgrade.state is not DowngradeState.APPROVED or downgrade.approved_at is None:
        raise Refusal(RefusalCode.NOT_APPROVED, downgrade=downgrade.id)
    if now - downgrade.approved_at > UNDO_WINDOW:
        raise Refusal(RefusalCode.TOO_LATE_UNDO, downgrade=downgrade.id)
    if member.permission is Permission.PAID:
        raise Refusal(RefusalCode.CAME_BACK, downgrade=downgrade.id)


def _go_on_if_paid(
    session: Session,
    downgrade: Downgrade,
    subscription: Subscription,
    actor: Actor,
    now: datetime,
) -> None:
    """A late approval was found after the downgrade: the paid time is real, so is the chain."""
    if subscription.paid_through is None or subscription.paid_through <= downgrade.paid_through:
        return
    move_downgrade(downgrade, DowngradeEvent.OVERTAKEN)
    downgrade.void_reason = VoidReason.LATE_PAYMENT
    another = open_subscription(session, subscription.member_id)
    if another is None and open_cancellation(session, subscription) is None:
        move_subscription(subscription, SubscriptionEvent.REVIVED, now)
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    elif another is None:
        move_subscription(subscription, SubscriptionEvent.LEAVES_LATER, now)
    last = session.query(Charge).filter_by(
        subscription_id=subscription.id, period=subscription.periods_paid - 1
    )
    for charge in last:
        close_finding(
            session,
            FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE,
            charge.imp_uid,
            now=now,
            actor=actor,
            answer=FindingAnswer.APPROVAL_UNDONE,
        )
