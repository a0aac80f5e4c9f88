"""결제액 · 환불액 · 순매출: money in, money back, and the difference."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import EntryKind, LedgerEntry, Member, PaymentRecord
from billing_core.models.ledger import GIVING_BACK
from billing_core.models.payment import number_of_payment
from billing_core.numbers.excluded_payments import excluded_payments, nothing_excluded
from billing_core.numbers.metric import Bilingual, Metric, Unit
from billing_core.numbers.paid_members import paid_members
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.corrections import MoneyCode
from billing_core.roll_ups.interval import Bounded, S
from billing_core.roll_ups.ledger_numbers import paid_in, refunded_in


class LedgerLine(NamedTuple):
    """An entry of the ledger. `won` is negative for a refund; `imp_uid` is the gateway's number,
    where it is known. `source` says how we learned of it. A tuple: a month may have millions."""

    occurred_at: datetime
    kind: EntryKind
    app_id: str
    name: str
    won: int
    imp_uid: str
    merchant_uid: str
    card_name: str
    apply_num: str
    receipt_url: str
    source: str


def ledger_lines(
    session: Session, interval: Bounded, kinds: tuple[EntryKind, ...] = tuple(EntryKind)
) -> Iterator[LedgerLine]:
    """The interval's entries in the order of time, streamed a few thousand at once."""
    rows = streamed(
        session,
        select(
            LedgerEntry.occurred_at,
            LedgerEntry.kind,
            Member.app_id,
            Member.name,
            LedgerEntry.amount,
            number_of_payment(),
            LedgerEntry.merchant_uid,
            PaymentRecord.card_name,
            PaymentRecord.apply_num,
            PaymentRecord.receipt_url,
            LedgerEntry.source,
        )
        .join(Member, Member.id == LedgerEntry.member_id)
        .join(PaymentRecord, PaymentRecord.imp_uid == LedgerEntry.imp_uid)
        .where(
            LedgerEntry.kind.in_(kinds),
            LedgerEntry.occurred_at >= interval.start,
            LedgerEntry.occurred_at < interval.end,
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id),
    )
    return map(LedgerLine._make, rows)


def _paid(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: paid.won for each, paid in paid_in(session, intervals).items()}


def _refunded(session: Session, intervals: Sequence[S], _as_of: AsOf) -> dict[S, int]:
    return {each: back.won for each, back in refunded_in(session, intervals).items()}


def _net(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, int]:
    paid, refunded = _paid(session, intervals, as_of), _refunded(session, intervals, as_of)
    return {each: paid[each] - refunded[each] for each in intervals}


def _refund_lines(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[LedgerLine]:
    return ledger_lines(session, interval, GIVING_BACK)


def _all_lines(session: Session, interval: Bounded, _as_of: AsOf) -> Iterator[LedgerLine]:
    return ledger_lines(session, interval)


PAID_AMOUNT = Metric(
    code=MoneyCode.PAID_AMOUNT.value,
    label=Bilingual("결제액", "Paid"),
    unit=Unit.WON,
    explanation=Bilingual(
        "이 달에 승인된 실제 결제 금액의 합계이며 나중의 환불로 줄어들지 않습니다.",
        "The sum of real charges captured in this month; later refunds do not lower it.",
    ),
    values=_paid,
    people=paid_members,
    excluded=excluded_payments,
)
REFUNDED_AMOUNT = Metric(
    code=MoneyCode.REFUNDED_AMOUNT.value,
    label=Bilingual("환불액", "Refunded"),
    unit=Unit.WON,
    explanation=Bilingual(
        "결제한 달과 상관없이 이 달에 환불된 금액의 합계입니다.",
        "The sum of refunds made in this month, whenever the charge was.",
    ),
    values=_refunded,
    people=_refund_lines,
    excluded=nothing_excluded,
)
NET_REVENUE = Metric(
    code=MoneyCode.NET_REVENUE.value,
    label=Bilingual("순매출", "Net revenue"),
    unit=Unit.WON,
    explanation=Bilingual(
        "이 달의 결제액에서 이 달의 환불액을 뺀 금액입니다.",
        "What was paid in this month less what was refunded in this month.",
    ),
    values=_net,
    people=_all_lines,
    excluded=excluded_payments,
)
