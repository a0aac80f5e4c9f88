"""Members with contacts in the book, notices to them, and what became of those."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from billing_core.lifecycle.queue_notice import queue_notice
from billing_core.models import AuditRow, Member, MemberContact, MemberNotice, TeamNotice
from billing_core.rules.notice import NoticeKind
from billing_core.rules.permission import Permission
from billing_core.system import System

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add_member(
    system: System, app_id: str, *, name: str = "", email: str = "", phone: str = ""
) -> int:
    now = system.clock.now()
    with system.database.writing() as session:
        member = Member(app_id=app_id, name=name, permission=Permission.FREE, created_at=now)
        session.add(member)
        session.flush()
        if email or phone:
            session.add(MemberContact(member_id=member.id, email=email, phone=phone, given_at=now))
        return member.id


def queue(
    system: System,
    member_id: int,
    kind: NoticeKind = NoticeKind.REFUND_DONE,
    event: str = "",
    **facts: Any,
) -> None:
    with system.database.writing() as session:
        queue_notice(
            session,
            kind,
            member_id=member_id,
            event=event or f"of-{member_id}",
            at=system.clock.now(),
            **facts,
        )


def notices(system: System) -> Sequence[MemberNotice]:
    with system.database.reading() as session:
        return session.scalars(select(MemberNotice).order_by(MemberNotice.id)).all()


def team_notices(system: System) -> Sequence[TeamNotice]:
    with system.database.reading() as session:
        return session.scalars(select(TeamNotice).order_by(TeamNotice.id)).all()


def acts(system: System) -> list[tuple[str, dict[str, Any]]]:
    """What the timeline has of notices."""
    with system.database.reading() as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.act.startswith("notice.")).order_by(AuditRow.id)
        )
        return [(str(row.act), row.detail) for row in rows]
