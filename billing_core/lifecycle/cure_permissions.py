"""Cures of what is wrong with a member's permission, or with telling it to the company's app."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.end_subscription import make_downgrade_due
from billing_core.lifecycle.lock import lock_member, lock_subscription
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import (
    Downgrade,
    Finding,
    OutboxMessage,
)
from billing_core.rules.act import Act
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System


def undo_approval(system: System, asked: AskedCure) -> None:
    """Undo an approval: the late payment was for a time that goes on, so the permission returns."""
    with system.database.writing() as session:
        now = system.clock.now()
        downgrade_id = approval_to_undo(session, asked.finding).id
        undo_downgrade(session, downgrade_id, actor=asked.actor, now=now)
        asked.close(session, now)


def approval_to_undo(session: Session, finding: Finding) -> Downgrade:
    """The member's latest approved downgrade. Raises Refusal "not_approved"."""
    downgrade = session.scalar(
        select(Downgrade)
        .where(
            Downgrade.member_id == finding.member_id,
            Downgrade.state == DowngradeState.APPROVED,
        )
        .order_by(Downgrade.paid_through.desc())
        .limit(1)
    )
    if downgrade is None:
        raise Refusal(RefusalCode.NOT_APPROVED_LATE_PAYMENT, finding=finding.subject)
    return downgrade


def give_access(system: System, asked: AskedCure) -> None:
    """Give the permission back where paid time is left."""
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, asked.subject)
        member = lock_member(session, subscription.member_id)
        if subscription.paid_through is not None and now < subscription.paid_through:
            change_permission(
                session,
                member,
                Permission.PAID,
                now=now,
                actor=asked.actor,
                cause=PermissionCause.CORRECTED,
                paid_through=subscription.paid_through,
            )
        asked.close(session, now)


def ask_approval(system: System, asked: AskedCure) -> None:
    """Make the downgrade due for a person's approval. Raises Refusal "nothing_to_approve"."""
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, asked.subject)
        if not make_downgrade_due(session, subscription, now):
            raise Refusal(RefusalCode.NOTHING_TO_APPROVE, member=subscription.member_id)
        asked.close(session, now)


def deliver_again(system: System, asked: AskedCure) -> None:
    """Make the message due now; the finding closes when the company's app has acknowledged it."""
    with system.database.writing() as session:
        now = system.clock.now()
        message = session.scalar(
            select(OutboxMessage).where(OutboxMessage.id == asked.subject).with_for_update()
        )
        if message is not None and message.delivered_at is None:
            message.run_at, message.attempts = now, 0
        record_act(
            session,
            Act.MESSAGE_DELIVERY_ASKED,
            at=now,
            actor=asked.actor,
            member_id=asked.finding.member_id,
            subject=asked.subject,
            reason=asked.reason,
        )
