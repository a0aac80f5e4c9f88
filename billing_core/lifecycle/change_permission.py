"""Change a member's permission: the fact, its audit row and its message (transactional outbox)."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import Member, OutboxMessage, PermissionChange
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor
from billing_core.rules.permission import Permission, PermissionCause

MESSAGE_TYPE = "member.permission.changed"


def change_permission(
    session: Session,
    member: Member,
    after: Permission,
    *,
    now: datetime,
    actor: Actor,
    cause: PermissionCause,
    downgrade_id: int | None = None,
    paid_through: datetime | None = None,
) -> None:
    """Change a member's permission, unless they already have it. Taking it away is only for
    `approve_downgrade`, which asks the checklist and the actor first."""
    before = member.permission
    if before is after:
        return
    member.permission = after
    message_id = f"msg_{uuid5(NAMESPACE_URL, f'{member.id}|{cause}|{downgrade_id}|{now}').hex}"
    session.add(
        PermissionChange(
            member_id=member.id,
            before=before,
            after=after,
            changed_at=now,
            changed_by=actor.name,
            cause=cause,
            downgrade_id=downgrade_id,
            message_id=message_id,
        )
    )
    session.add(
        OutboxMessage(
            id=message_id,
            member_id=member.id,
            type=MESSAGE_TYPE,
            payload={
                "permission": str(after),
                "before": str(before),
                "changed_at": now.isoformat(),
                "cause": cause,
                "paid_through": paid_through.isoformat() if paid_through else None,
            },
            created_at=now,
            run_at=now,
        )
    )
    record_act(
        session,
        Act.PERMISSION_CHANGED,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=message_id,
        before=str(before),
        after=str(after),
        cause=cause,
    )
