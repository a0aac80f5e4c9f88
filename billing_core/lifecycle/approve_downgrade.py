"""Approve a downgrade: the permission is taken away, once, with the evidence that was read.

The gateway is read first, outside any transaction. The decision itself is one transaction:
the checklist is asked again over our book, and a conditional UPDATE (compare-and-set) lets only
the first of several clicks through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.check_downgrade import GatewayEvidence, checklist_of, read_evidence
from billing_core.lifecycle.lock import lock_member
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.restored import require_compared
from billing_core.models import Downgrade
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.downgrade import Checklist, DowngradeState
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.transitions import DOWNGRADE, DowngradeEvent, after
from billing_core.system import System


@dataclass(frozen=True)
class Decision:
    """The outcome for one downgrade. `already`: another click came first, or it waits no more.
    `approved_at`: where this click approved it."""

    downgrade_id: int
    member_id: int
    outcome: Literal["approved", "already", "not_green"]
    checklist: Checklist | None = None
    approved_at: datetime | None = None


def approve_downgrades(system: System, ids: Sequence[int], actor: Actor) -> list[Decision]:
    """Approve these, each on its own: one that is not green does not stop the others. A gateway
    that does not answer is not asked again; the rest stay as they are.

    Raises Refusal: "not_allowed" unless the actor is an approver, "restore.not_compared" while what
    a member has paid since a backup is not known.
    """
    require_approver(actor, Guarded.APPROVE_DOWNGRADE)
    with system.database.reading() as session:
        require_compared(session)
    evidence = read_evidence(system, ids)
    return [_approve(system, downgrade_id, evidence[downgrade_id], actor) for downgrade_id in ids]


def _approve(
    system: System, downgrade_id: int, evidence: GatewayEvidence, actor: Actor
) -> Decision:
    with system.database.writing() as session:
        return _decide(session, downgrade_id, evidence, actor, system.clock.now())


def _decide(
    session: Session, downgrade_id: int, evidence: GatewayEvidence, actor: Actor, now: datetime
) -> Decision:
    downgrade = session.get_one(Downgrade, downgrade_id)
    member = lock_member(session, downgrade.member_id)
    session.refresh(downgrade)
    if downgrade.state is not DowngradeState.DUE:
        return Decision(downgrade_id, member.id, "already")
    checklist = checklist_of(session, downgrade, evidence, now)
    if not checklist.green:
        return Decision(downgrade_id, member.id, "not_green", checklist)
    if not _take(session, downgrade_id, checklist, actor, now):
        return Decision(downgrade_id, member.id, "already")
    change_permission(
        session,
        member,
        Permission.FREE,
        now=now,
        actor=actor,
        cause=PermissionCause.APPROVED,
        downgrade_id=downgrade_id,
        paid_through=downgrade.paid_through,
    )
    record_act(
        session,
        Act.DOWNGRADE_APPROVED,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=str(downgrade_id),
        paid_through=downgrade.paid_through,
        evidence=[check.plain() for check in checklist.checks],
    )
    return Decision(downgrade_id, member.id, "approved", checklist, now)


def _take(
    session: Session, downgrade_id: int, checklist: Checklist, actor: Actor, now: datetime
) -> bool:
    """Compare-and-set by a conditional UPDATE: of any number of competitors one sees a row."""
    approved = after(DOWNGRADE, DowngradeState.DUE, DowngradeEvent.APPROVED)
    taken = session.scalar(
        update(Downgrade)
        .where(Downgrade.id == downgrade_id, Downgrade.state == DowngradeState.DUE)
        .values(
            state=approved,
            approved_at=now,
            approved_by=actor.name,
            evidence=[check.plain() for check in checklist.checks],
            undone_at=None,
            undone_by="",
            delivered_at=None,
        )
        .returning(Downgrade.id)
    )
    return taken is not None
