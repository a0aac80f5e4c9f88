"""결제회원: who paid in a month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import LedgerEntry, Member, standing_payment
from billing_core.numbers.excluded_payments import excluded_payments
from billing_core.numbers.metric import Bilingual, Excluded, Metric, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.corrections import MoneyCode
from billing_core.roll_ups.interval import Bounded, S
from billing_core.roll_ups.ledger_numbers import paid_in, refunded_by_payment, whole_won
from billing_core.rules.exclusion import Exclusion, ExclusionReason


@dataclass(frozen=True)
class PaidMember:
    """One member's counted charges of one interval. `refunded_won` of them went back, whenever."""

    app_id: str
    name: str
    charges: int
    paid_won: int
    refunded_won: int
    first_paid_at: datetime
    last_paid_at: datetime

    @property
    def fully_refunded(self) -> bool:
        return self.refunded_won >= self.paid_won


def paid_members(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[PaidMember]:
    """Members who paid in the interval, in the order of their first payment of it."""
    back = refunded_by_payment()
    first_paid_at = func.min(LedgerEntry.occurred_at)
    rows = streamed(
        session,
        select(
            Member.app_id,
            Member.name,
            func.count(),
            whole_won(LedgerEntry.amount),
            -whole_won(func.coalesce(back.c.won, 0)),
            first_paid_at,
            func.max(LedgerEntry.occurred_at),
        )
        .join(Member, Member.id == LedgerEntry.member_id)
        .outerjoin(back, back.c.imp_uid == LedgerEntry.imp_uid)
        .where(
            standing_payment(),
            LedgerEntry.occurred_at >= interval.start,
            LedgerEntry.occurred_at < interval.end,
        )
        .group_by(Member.app_id, Member.name)
        .order_by(first_paid_at, Member.app_id),
    )
    return (PaidMember(*row) for row in rows)


def kept_members(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[PaidMember]:
    """Paid members without those whose every payment of the interval was fully refunded."""
    return (row for row in paid_members(session, interval, as_of) if not row.fully_refunded)


def fully_refunded(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    for row in paid_members(session, interval, as_of):
        if row.fully_refunded:
            reason = Exclusion(ExclusionReason.FULLY_REFUNDED)
            yield Excluded(row.last_paid_at, row.app_id, "", row.paid_won, reason)
    yield from excluded_payments(session, interval, as_of)


def _members(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: paid.members for each, paid in paid_in(session, intervals).items()}


def _kept(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: paid.kept for each, paid in paid_in(session, intervals).items()}


PAID_MEMBERS = Metric(
    code=MoneyCode.PAID_MEMBERS.value,
    label=Bilingual("결제회원", "Paid members"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달에 실제 결제가 한 번이라도 있는 회원 수이며, 여러 번 결제해도 한 명입니다.",
        "Members with at least one real charge in this month; several charges count once.",
    ),
    values=_members,
    people=paid_members,
    excluded=excluded_payments,
)
PAID_MEMBERS_NET = Metric(
    code=MoneyCode.PAID_MEMBERS_NET.value,
    label=Bilingual("결제회원(전액환불 제외)", "Paid members, net of full refunds"),
    unit=Unit.PEOPLE,
    explanation=Bilingual(
        "이 달의 결제회원에서 그 달의 결제가 모두 환불된 회원을 뺀 수입니다.",
        "Paid members of this month without those whose every payment of it was refunded in full.",
    ),
    values=_kept,
    people=kept_members,
    excluded=fully_refunded,
)
