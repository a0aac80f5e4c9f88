"""결제액 · 환불액 · 순매출: money in, money back, and the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.excluded_payments import excluded_payments, nothing_excluded
from billing_core.analytics.ledger_lines import LedgerLine, ledger_lines
from billing_core.analytics.ledger_numbers import paid_in, refunded_in
from billing_core.analytics.metric import Metric, Unit, Words
from billing_core.analytics.paid_members import paid_members
from billing_core.analytics.stretch import Bounded, S
from billing_core.models.ledger import GIVING_BACK


def _paid(session: Session, stretches: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: paid.won for each, paid in paid_in(session, stretches).items()}


def _refunded(session: Session, stretches: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: back.won for each, back in refunded_in(session, stretches).items()}


def _net(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, int]:
    paid, refunded = _paid(session, stretches, as_of), _refunded(session, stretches, as_of)
    return {each: paid[each] - refunded[each] for each in stretches}


def _refund_lines(session: Session, stretch: Bounded, _as_of: AsOf) -> Iterator[LedgerLine]:
    return ledger_lines(session, stretch, GIVING_BACK)


def _all_lines(session: Session, stretch: Bounded, _as_of: AsOf) -> Iterator[LedgerLine]:
    return ledger_lines(session, stretch)


PAID_AMOUNT = Metric(
    code="paid_amount",
    label=Words("결제액", "Paid"),
    unit=Unit.WON,
    explanation=Words(
        "이 달에 승인된 실제 결제 금액의 합계이며 나중의 환불로 줄어들지 않습니다.",
        "The sum of real charges captured in this month; later refunds do not lower it.",
    ),
    values=_paid,
    people=paid_members,
    excluded=excluded_payments,
)
REFUNDED_AMOUNT = Metric(
    code="refunded_amount",
    label=Words("환불액", "Refunded"),
    unit=Unit.WON,
    explanation=Words(
        "결제한 달과 상관없이 이 달에 환불된 금액의 합계입니다.",
        "The sum of refunds made in this month, whenever the charge was.",
    ),
    values=_refunded,
    people=_refund_lines,
    excluded=nothing_excluded,
)
NET_REVENUE = Metric(
    code="net_revenue",
    label=Words("순매출", "Net revenue"),
    unit=Unit.WON,
    explanation=Words(
        "이 달의 결제액에서 이 달의 환불액을 뺀 금액입니다.",
        "What was paid in this month less what was refunded in this month.",
    ),
    values=_net,
    people=_all_lines,
    excluded=excluded_payments,
)
