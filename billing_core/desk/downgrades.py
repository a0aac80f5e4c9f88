"""Permission changes (권한 변경) as the approval page tells them: each with its five dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, select
from sqlalchemy.orm import Session

from billing_core.desk.ending_soon import stands
from billing_core.models import AuditRow, Cancellation, Downgrade, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.downgrade import UNDO_WINDOW, Check, CheckCode, DowngradeState, VoidReason
from billing_core.rules.subscription import EndKind


@dataclass(frozen=True)
class DowngradeRow:
    """A downgrade. Its dates: requested, confirmed, paid-through, approved, delivered. A member who
    did not ask (the card failed, or we lost the chain) has neither of the first two."""

    id: int
    app_id: str
    member_name: str
    plan_name: str
    kind: EndKind
    state: DowngradeState
    requested_at: datetime | None
    requested_by: str
    reason: str
    confirmed_at: datetime | None
    paid_through: datetime
    approved_at: datetime | None
    approved_by: str
    delivered_at: datetime | None
    hold_reason: str
    held_by: str
    undone_at: datetime | None
    undone_by: str
    void_reason: VoidReason | None
    evidence: tuple[Check, ...]

    def can_be_undone(self, now: datetime) -> bool:
        return (
            self.state is DowngradeState.APPROVED
            and self.approved_at is not None
            and now - self.approved_at <= UNDO_WINDOW
        )


def downgrades_waiting(session: Session, state: DowngradeState, limit: int) -> list[DowngradeRow]:
    """Downgrades that are DUE or HELD, the longest waiting first."""
    return _read(
        session,
        _select(Downgrade.state == state)
        .order_by(Downgrade.paid_through, Downgrade.id)
        .limit(limit),
    )


def last_held_at() -> ScalarSelect[datetime]:
    """Of a downgrade in the surrounding query: its last hold, or the undoing that left it held."""
    return (
        select(func.max(AuditRow.at))
        .where(
            AuditRow.member_id == Downgrade.member_id,
            AuditRow.act.in_([Act.DOWNGRADE_HELD, Act.DOWNGRADE_UNDONE]),
            AuditRow.subject == cast(Downgrade.id, String),
        )
        .scalar_subquery()
    )


def held_since(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Since when each of these is held, where the book says."""
    found = session.execute(select(Downgrade.id, last_held_at()).where(Downgrade.id.in_(ids)))
    return {each: at for each, at in found if at is not None}


def count_waiting(session: Session, state: DowngradeState) -> int:
    counted = select(func.count()).select_from(Downgrade).where(Downgrade.state == state)
    return session.scalar(counted) or 0


def downgrades_decided(session: Session, limit: int) -> list[DowngradeRow]:
    """Everything that was decided or no longer needs deciding, the newest first."""
    decided = Downgrade.state.in_([DowngradeState.APPROVED, DowngradeState.VOID])
    newest = Downgrade.approved_at.desc().nulls_last()
    return _read(
        session,
        _select(decided | Downgrade.undone_at.is_not(None))
        .order_by(newest, Downgrade.id.desc())
        .limit(limit),
    )


def downgrades_of(session: Session, member_id: int) -> list[DowngradeRow]:
    return _read(
        session, _select(Downgrade.member_id == member_id).order_by(Downgrade.paid_through.desc())
    )


_Found = Select[Downgrade, Member, Subscription, Cancellation]


def _select(where: ColumnElement[bool]) -> _Found:
    return (
        select(Downgrade, Member, Subscription, Cancellation)
        .join(Member, Member.id == Downgrade.member_id)
        .join(Subscription, Subscription.id == Downgrade.subscription_id)
        .outerjoin(Cancellation, stands())
        .where(where)
    )


def _read(session: Session, found: _Found) -> list[DowngradeRow]:
    return [_row(*row) for row in session.execute(found)]


def _row(
    downgrade: Downgrade,
    member: Member,
    subscription: Subscription,
    cancellation: Cancellation | None,
) -> DowngradeRow:
    return DowngradeRow(
        id=downgrade.id,
        app_id=member.app_id,
        member_name=member.name,
        plan_name=subscription.plan_name,
        kind=downgrade.kind,
        state=downgrade.state,
        requested_at=cancellation.requested_at if cancellation else None,
        requested_by=(cancellation.requested_by or member.app_id) if cancellation else "",
        reason=cancellation.reason if cancellation else "",
        confirmed_at=cancellation.confirmed_at if cancellation else None,
        paid_through=downgrade.paid_through,
        approved_at=downgrade.approved_at,
        approved_by=downgrade.approved_by,
        delivered_at=downgrade.delivered_at,
        hold_reason=downgrade.hold_reason,
        held_by=downgrade.held_by,
        undone_at=downgrade.undone_at,
        undone_by=downgrade.undone_by,
        void_reason=downgrade.void_reason,
        evidence=_checks(downgrade.evidence),
    )


def _checks(evidence: Sequence[dict[str, Any]]) -> tuple[Check, ...]:
    return tuple(Check(CheckCode(each["code"]), bool(each["ok"])) for each in evidence)
