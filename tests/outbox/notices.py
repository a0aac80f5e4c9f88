"""Changes of permission as the lifecycle makes them, and what became of their notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.change_permission import change_permission
from billing_core.models import Card, Downgrade, Member, OutboxMessage, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.system import System
from tests.parts import people
from tests.parts.members import number_in

APPROVER = people.APPROVER


def member(session: Session, member_id: str, now: datetime) -> Member:
    found = member_called(session, member_id)
    if found is None:
        found = Member(app_id=member_id, permission=Permission.FREE, created_at=now)
        session.add(found)
        session.flush()
    return found


def change(
    system: System, member_id: str, after: Permission, cause: PermissionCause = PermissionCause.PAID
) -> None:
    now = system.clock.now()
    with system.database.writing() as session:
        someone = member(session, member_id, now)
        change_permission(session, someone, after, now=now, actor=SYSTEM, cause=cause)


def ended_member(system: System, member_id: str) -> int:
    """A paying member whose time is over; returns the downgrade that waits."""
    change(system, member_id, Permission.PAID)
    now = system.clock.now()
    with system.database.writing() as session:
        number = number_in(session, member_id)
        session.add(Card(customer_uid=f"bd-{member_id}", member_id=number, registered_at=now))
        session.flush()
        session.add(
            Subscription(
                id=f"sub{member_id:0>9}",
                member_id=number,
                plan_id="basic",
                plan_name="월 정기 멤버십",
                price=29_000,
                months=1,
                customer_uid=f"bd-{member_id}",
                fresh_since=now,
                status=SubscriptionStatus.ENDED,
                created_at=now,
                paid_through=now,
            )
        )
        session.flush()
        downgrade = Downgrade(
            member_id=number,
            subscription_id=f"sub{member_id:0>9}",
            paid_through=now,
            kind=EndKind.VOLUNTARY,
            state=DowngradeState.DUE,
            due_at=now,
        )
        session.add(downgrade)
        session.flush()
        return downgrade.id


def decide(
    system: System,
    downgrade_id: int,
    state: DowngradeState,
    after: Permission,
    cause: PermissionCause,
) -> None:
    """What an approval or its undo leaves in the book."""
    now = system.clock.now()
    with system.database.writing() as session:
        downgrade = session.get_one(Downgrade, downgrade_id)
        downgrade.state, downgrade.delivered_at = state, None
        change_permission(
            session,
            session.get_one(Member, downgrade.member_id),
            after,
            now=now,
            actor=APPROVER,
            cause=cause,
            downgrade_id=downgrade_id,
        )


def approve(system: System, downgrade_id: int) -> None:
    decide(system, downgrade_id, DowngradeState.APPROVED, Permission.FREE, PermissionCause.APPROVED)


def undo(system: System, downgrade_id: int) -> None:
    decide(system, downgrade_id, DowngradeState.HELD, Permission.PAID, PermissionCause.UNDONE)


def delivered_at(system: System, downgrade_id: int) -> datetime | None:
    with system.database.reading() as session:
        return session.get_one(Downgrade, downgrade_id).delivered_at


def messages(system: System) -> Sequence[OutboxMessage]:
    with system.database.reading() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.sequence)).all()
