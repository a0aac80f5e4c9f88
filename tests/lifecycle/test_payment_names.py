"""One payment, several names: what a file told and what the gateway tells become one row."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_numbers import PaidIn, RefundedIn
from billing_core.analytics.month_totals import totals_of
from billing_core.analytics.roll_ups.check import check
from billing_core.analytics.roll_ups.rebuild import rebuild
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import read_mapping
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.ask_about_doubles import ask_about_doubles
from billing_core.lifecycle.ask_same_payment import ask_same_payment
from billing_core.lifecycle.join_payments import answer_same_payment
from billing_core.lifecycle.payment_names import row_named
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Card, Finding, LedgerEntry, PaymentRecord
from billing_core.rules.actor import SYSTEM, Actor, Role
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment, PaymentStatus, Refund
from billing_core.rules.refusal import Refusal
from billing_core.rules.same_payment import SamePayments
from tests.analytics.book import seoul
from tests.analytics.till import knows

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
TEN = seoul("2026-03-01 10:00")
NOW = seoul("2026-05-01")
JIHYUN = Actor("김지현", Role.APPROVER)
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


@pytest.fixture
def book(database: Database) -> Iterator[Database]:
    """Whatever happens, the sums beside the ledger are the ledger's."""
    with database.writing() as session:
        rebuild(session)
    yield database
    with database.reading() as session:
        assert check(session) == []


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
            settle_payment(session, payment, source="sweep", now=NOW)


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
        session.add(
            Card(customer_uid=f"card-of-{member_id}", member_id=member_id, registered_at=TEN)
        )


def test_order_numbers_of_a_file_then_the_gateways_history(book: Database) -> None:
    by_file(book)
    first = told("imp_1", "ORDER-A1")
    settle(book, first, told("imp_2", "ORDER-A2", 29_000))
    settle(book, refunded(first, 10_000, seoul("2026-04-02 13:00")))

    assert money(book) == (2, 78_000)
    assert entries(book) == [
        ("ORDER-A1", "payment", 49_000),
        ("ORDER-A1", "refund", -10_000),
        ("ORDER-A2", "payment", 29_000),
    ]
    with book.reading() as session:
        row = row_named(session, "imp_1")
        assert row is not None
        assert (row.imp_uid, row.gateway_uid, row.member_id) == ("ORDER-A1", "imp_1", "m1")
        assert row.payment_class is PaymentClass.CHARGE
        assert questions(session) == []


def test_two_numbers_of_the_gateway_are_two_payments(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    settle(book, told("imp_1", "ORDER-A1", member="m1"), told("imp_2", "ORDER-A1", member="m1"))

    assert money(book) == (3, 127_000)


def test_a_file_with_numbers_of_the_gateway_joins_no_other_number(book: Database) -> None:
    by_file(book, BY_ORDER.replace("ORDER-A1", "imp_7"))
    card_of(book, "m1")
    settle(book, told("imp_8", "shop-8", member="m1"))

    assert money(book) == (3, 127_000)


def test_same_member_instant_and_won_is_one_payment(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    settle(book, told("imp_1", "shop-77", member="m1"))

    assert money(book) == (2, 78_000)
    with book.reading() as session:
        row = row_named(session, "imp_1")
        assert row is not None
        assert row.imp_uid == "ORDER-A1"


NEAR = [
    pytest.param(told("imp_1", "shop-1", at=TEN + timedelta(hours=3), member="m1"), id="same day"),
    pytest.param(told("imp_1", "ORDER-A1", 39_000, member="m1"), id="other won"),
    pytest.param(told("imp_1", "ORDER-A2", 29_000, member="m1"), id="other member"),
    pytest.param(
        told("imp_1", "ORDER-A1", at=TEN + timedelta(days=9), member="m1"), id="other day"
    ),
]


@pytest.mark.parametrize("payment", NEAR)
def test_what_is_less_certain_waits_for_a_person(book: Database, payment: Payment) -> None:
    by_file(book)
    card_of(book, "m1")
    settle(book, payment, payment)

    assert money(book) == (2, 78_000)
    with book.reading() as session:
        [question] = questions(session)
        assert (
            question.subject
            == f"{payment.merchant_uid if 'ORDER' in payment.merchant_uid else 'ORDER-A1'}|imp_1"
        )
        assert [row["number"] for row in question.detail["facts"]][1] == "imp_1"
        assert session.get_one(PaymentRecord, "imp_1").payment_class is PaymentClass.SAME_PAYMENT


def test_two_payments_says_a_person(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    payment = told("imp_1", "shop-1", at=TEN + timedelta(hours=3), member="m1")
    settle(book, payment)
    answers(book, same=False)
    settle(book, refunded(payment, 9_000, seoul("2026-04-02"), "c1"))

    assert money(book) == (3, 127_000)
    assert ("imp_1", "refund", -9_000) in entries(book)


def test_one_payment_says_a_person_and_its_refunds_enter(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    payment = told("imp_1", "shop-1", at=TEN + timedelta(hours=3), member="m1")
    settle(book, payment)
    answers(book, same=True)
    settle(book, refunded(payment, 9_000, seoul("2026-04-02"), "c1"))

    assert money(book) == (2, 78_000)
    assert ("ORDER-A1", "refund", -9_000) in entries(book)
    with book.reading() as session:
        assert session.get_one(PaymentRecord, "imp_1").payment_class is PaymentClass.SAME_PAYMENT
        assert row_named(session, "imp_1") is session.get(PaymentRecord, "ORDER-A1")


def test_only_an_approver_answers_and_only_once(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    settle(book, told("imp_1", "shop-1", at=TEN + timedelta(hours=3), member="m1"))

    with pytest.raises(Refusal, match="승인"):
        answers(book, same=True, actor=Actor("이수진", Role.VIEWER))
    with book.reading() as session:
        [question] = questions(session)
    answers(book, same=True)
    with book.writing() as session:
        again = session.get_one(Finding, question.id)
        with pytest.raises(Refusal, match="이미 답한"):
            answer_same_payment(session, again, same=False, actor=JIHYUN, now=NOW)


def test_what_an_earlier_version_counted_twice_is_reversed(book: Database) -> None:
    """The gateway's row stays, with its refund; the file's is taken back in its own month."""
    by_file(book)
    card_of(book, "m1")
    payment = refunded(
        told("imp_1", "shop-1", at=TEN + timedelta(hours=3), member="m1"),
        9_000,
        seoul("2026-04-02"),
    )
    settle(book, payment)
    answers(book, same=False)  # as it was before anybody asked
    with book.writing() as session:
        [asked] = session.scalars(select(Finding).where(Finding.kind == FindingKind.SAME_PAYMENT))
        session.delete(asked)
        session.flush()
        filed, gateways = (session.get_one(PaymentRecord, key) for key in ("ORDER-A1", "imp_1"))
        assert ask_about_doubles(session, NOW) == 0  # three hours apart: only a person knows
        ask_same_payment(session, filed, gateways, now=NOW)
    assert money(book) == (3, 127_000)

    answers(book, same=True)

    assert money(book) == (2, 78_000)
    with book.reading() as session:
        assert totals_of(session, [MARCH])[MARCH] == (PaidIn(2, 2, 2, 78_000), RefundedIn())
        assert totals_of(session, [APRIL])[APRIL] == (PaidIn(), RefundedIn(1, 9_000))
        assert row_named(session, "ORDER-A1") is session.get(PaymentRecord, "imp_1")
    by_file(book)  # once more: it is known
    assert money(book) == (2, 78_000)


def test_doubles_of_an_earlier_version_are_asked_about_and_reversed(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    with book.writing() as session:  # then each was a row of its own
        settle_payment(
            session,
            told("imp_1", "ORDER-A1", at=TEN + timedelta(days=3), member="m1"),
            source="sweep",
            now=NOW,
            unclear=SamePayments.TWO,
        )
        session.execute(delete(Finding))
    with book.writing() as session:
        assert ask_about_doubles(session, NOW) == 1
        assert ask_about_doubles(session, NOW) == 1
        [question] = questions(session)
        assert question.subject == "ORDER-A1|imp_1"
    answers(book, same=True)

    assert money(book) == (2, 78_000)
    with book.writing() as session:
        assert ask_about_doubles(session, NOW) == 0


def test_a_reading_that_does_not_know_the_owner_leaves_owner_and_class(book: Database) -> None:
    """A file with true numbers and members, no cards; then the sweep finds the refunds."""
    by_file(book, BY_ORDER.replace("ORDER-A1", "imp_1"))
    payment = told("imp_1", "shop-1")
    settle(book, payment)
    settle(book, refunded(payment, 49_000, seoul("2026-04-02 13:00"), "c1"))

    with book.reading() as session:
        row = session.get_one(PaymentRecord, "imp_1")
        assert (row.payment_class, row.member_id) == (PaymentClass.CHARGE, "m1")
        assert totals_of(session, [APRIL])[APRIL][1] == RefundedIn(1, 49_000)
        assert session.scalars(select(Finding)).all() == []


def test_books_that_suffered_are_repaired_by_the_next_reading(book: Database) -> None:
    by_file(book, BY_ORDER.replace("ORDER-A1", "imp_1"))
    payment = refunded(told("imp_1", "shop-1"), 49_000, seoul("2026-04-02 13:00"), "c1")
    with book.writing() as session:  # what an earlier version left
        row = session.get_one(PaymentRecord, "imp_1")
        row.payment_class, row.reason = PaymentClass.OTHER_PRODUCT, "우리 회원의 결제가 아닙니다"
        row.gateway_uid, row.cancel_amount = "imp_1", 49_000
        row.status, row.source = PaymentStatus.CANCELLED, "import"
    settle(book, payment, payment)

    assert ("imp_1", "refund", -49_000) in entries(book)
    with book.reading() as session:
        assert session.get_one(PaymentRecord, "imp_1").payment_class is PaymentClass.CHARGE


def test_two_captures_at_once_never_share_a_row_of_a_file(book: Database) -> None:
    by_file(book)
    card_of(book, "m1")
    together = Barrier(4)

    def settles(number: int) -> None:
        together.wait()
        settle(book, told(f"imp_{number}", "ORDER-A1", member="m1"))

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(settles, number) for number in range(4)]:
            each.result()

    assert money(book) == (5, 78_000 + 3 * 49_000)
