"""What a file told and what the gateway tells, for stories of one payment under several names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import read_mapping
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.join_payments import answer_same_payment
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Card, Finding, LedgerEntry
from billing_core.roll_ups.ledger_numbers import totals_of
from billing_core.rules.actor import SYSTEM, Actor
from billing_core.rules.calendar import Month
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment, PaymentStatus, Refund
from billing_core.rules.source import Source
from tests.numbers.book import seoul
from tests.numbers.till import knows
from tests.parts import people
from tests.parts.members import number_in

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
TEN = seoul("2026-03-01 10:00")
NOW = seoul("2026-05-01")
JIHYUN = people.APPROVER
BY_ORDER = """주문번호,결제일시,결제금액,회원아이디
ORDER-A1,2026-03-01 10:00:00,49000,m1
ORDER-A2,2026-03-01 10:00:00,29000,m2
"""
MAPPING = """
[payments.columns]
imp_uid = "주문번호"
merchant_uid = "주문번호"
member_id = "회원아이디"
paid_at = "결제일시"
amount = "결제금액"
[payments]
time_zone = "Asia/Seoul"
"""


def by_file(database: Database, text: str = BY_ORDER) -> None:
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", text.encode())}
    import_history(database, files, SYSTEM, seoul("2026-04-20"), mapping=read_mapping(MAPPING))


def told(
    number: str, order: str, won: int = 49_000, at: datetime = TEN, member: str = ""
) -> Payment:
    raw = {
        "imp_uid": number,
        "merchant_uid": order,
        "status": "paid",
        "amount": won,
        "paid_at": int(at.timestamp()),
        "customer_uid": f"card-of-{member}" if member else None,
    }
    uid = f"card-of-{member}" if member else ""
    return Payment(number, order, PaymentStatus.PAID, won, customer_uid=uid, paid_at=at, raw=raw)


def refunded(payment: Payment, won: int, at: datetime, refund_id: str = "") -> Payment:
    return replace(
        payment,
        status=PaymentStatus.CANCELLED,
        cancel_amount=payment.cancel_amount + won,
        cancelled_at=at,
        refunds=(*payment.refunds, Refund(won, at, refund_id=refund_id)),
        raw={
            **payment.raw,
            "status": "cancelled",
            "cancel_amount": payment.cancel_amount + won,
            "cancel_history": [
                *payment.raw.get("cancel_history", []),  # type: ignore[misc]
                {
                    "amount": won,
                    "cancelled_at": int(at.timestamp()),
                    "cancellation_id": refund_id,
                },
            ],
        },
    )


def settle(database: Database, *payments: Payment, member: str = "") -> None:
    for payment in payments:
        with database.writing() as session:
            if member:
                knows(session, member)
            settle_payment(session, payment, source=Source.SWEEP, now=NOW)


def money(database: Database, month: Month = MARCH) -> tuple[int, int]:
    """Payments and won of a month."""
    with database.reading() as session:
        paid, _ = totals_of(session, [month])[month]
    return paid.charges, paid.won


def entries(database: Database) -> list[tuple[str, str, int]]:
    with database.reading() as session:
        rows = session.scalars(select(LedgerEntry)).all()
    return sorted((row.imp_uid, str(row.kind), row.amount) for row in rows)


def questions(session: Session) -> list[Finding]:
    return list(
        session.scalars(
            select(Finding).where(
                Finding.kind == FindingKind.SAME_PAYMENT, Finding.resolved_at.is_(None)
            )
        )
    )


def answers(database: Database, *, same: bool, actor: Actor = JIHYUN) -> None:
    with database.writing() as session:
        [question] = questions(session)
        answer_same_payment(session, question, same=same, actor=actor, now=NOW)


def card_of(database: Database, member_id: str) -> None:
    with database.writing() as session:
        number, key = number_in(session, member_id), f"card-of-{member_id}"
        session.add(Card(customer_uid=key, member_id=number, registered_at=TEN))
