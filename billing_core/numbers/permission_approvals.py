"""권한변경: approvals of a month. Operational, never churn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Select, and_, func, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Downgrade, Member, OutboxMessage, PermissionChange
from billing_core.numbers.excluded_payments import nothing_excluded
from billing_core.numbers.metric import Bilingual, Metric, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S, per_interval, within
from billing_core.rules.permission import Permission, PermissionCause


@dataclass(frozen=True)
class PermissionApproval:
    """An approval. `delivered_at`: when the app acknowledged it; `undone_at`: taken back since."""

    app_id: str
    name: str
    before: Permission
    after: Permission
    approved_at: datetime
    approved_by: str
    paid_through: datetime | None
    delivered_at: datetime | None
    undone_at: datetime | None


def permission_approvals(
    session: Session, interval: Bounded, _as_of: AsOf
) -> Iterator[PermissionApproval]:
    rows = streamed(
        session,
        select(
            Member.app_id,
            Member.name,
            PermissionChange.before,
            PermissionChange.after,
            PermissionChange.changed_at,
            PermissionChange.changed_by,
            Downgrade.paid_through,
            OutboxMessage.delivered_at,
            Downgrade.undone_at,
        )
        .join(Member, Member.id == PermissionChange.member_id)
        .outerjoin(Downgrade, Downgrade.id == PermissionChange.downgrade_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == PermissionChange.message_id)
        .where(
            PermissionChange.cause == PermissionCause.APPROVED,
            PermissionChange.changed_at >= interval.start,
            PermissionChange.changed_at < interval.end,
        )
        .order_by(PermissionChange.changed_at, PermissionChange.id),
    )
    return (PermissionApproval(*row) for row in rows)


def _approvals(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    def adding_up(span: CTE) -> Select[int]:
        approved = and_(
            PermissionChange.cause == PermissionCause.APPROVED,
            within(PermissionChange.changed_at, span),
        )
        return select(func.count()).select_from(span).join(PermissionChange, approved)

    found = per_interval(session, intervals, adding_up)
    return {each: sum(found.get(each, ())) for each in intervals}


PERMISSION_CHANGES = Metric(
    code="permission_changes",
    label=Bilingual("권한변경", "Permission changes"),
    unit=Unit.COUNT,
    explanation=Bilingual(
        "이 달에 담당자가 승인한 유료→무료 권한 변경 건수이며 이탈과는 따로 셉니다.",
        "Approvals of paid-to-free changes in this month; never counted as churn.",
    ),
    values=_approvals,
    people=permission_approvals,
    excluded=nothing_excluded,
)
