"""One payment, several names: what a file told and what the gateway tells become one row."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.lifecycle.payment_names import row_named
from billing_core.models import Finding, PaymentRecord
from billing_core.roll_ups.ledger_numbers import RefundedIn, totals_of
from billing_core.rules.classification import PaymentClass
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.payment import Payment, PaymentStatus
from tests.lifecycle.names import (
    APRIL,
    BY_ORDER,
    TEN,
    by_file,
    card_of,
    entries,
    money,
    questions,
    refunded,
    settle,
    told,
)
from tests.numbers.book import seoul
from tests.parts.members import app_id_in


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
        assert (row.imp_uid, row.gateway_uid) == ("ORDER-A1", "imp_1")
        assert app_id_in(session, row.member_id) == "m1"
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


def test_a_reading_that_does_not_know_the_owner_leaves_owner_and_class(book: Database) -> None:
    """A file with true numbers and members, no cards; then the sweep finds the refunds."""
    by_file(book, BY_ORDER.replace("ORDER-A1", "imp_1"))
    payment = told("imp_1", "shop-1")
    settle(book, payment)
    settle(book, refunded(payment, 49_000, seoul("2026-04-02 13:00"), "c1"))

    with book.reading() as session:
        row = session.get_one(PaymentRecord, "imp_1")
        assert row.payment_class is PaymentClass.CHARGE
        assert app_id_in(session, row.member_id) == "m1"
        assert totals_of(session, [APRIL])[APRIL][1] == RefundedIn(1, 49_000)
        assert session.scalars(select(Finding)).all() == []


def test_books_that_suffered_are_repaired_by_the_next_reading(book: Database) -> None:
    by_file(book, BY_ORDER.replace("ORDER-A1", "imp_1"))
    payment = refunded(told("imp_1", "shop-1"), 49_000, seoul("2026-04-02 13:00"), "c1")
    with book.writing() as session:  # what an earlier version left
        row = session.get_one(PaymentRecord, "imp_1")
        row.payment_class = PaymentClass.OTHER_PRODUCT
        row.reason = Exclusion(ExclusionReason.OTHER_PRODUCT)
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
