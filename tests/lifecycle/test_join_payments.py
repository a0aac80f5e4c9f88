"""Joining duplicates: a person says whether two rows are one payment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from billing_core.database import Database
from billing_core.lifecycle.ask_about_doubles import ask_about_doubles
from billing_core.lifecycle.ask_same_payment import ask_same_payment
from billing_core.lifecycle.join_payments import answer_same_payment
from billing_core.lifecycle.payment_names import row_named
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Finding, PaymentRecord
from billing_core.roll_ups.ledger_numbers import PaidIn, RefundedIn, totals_of
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from tests.lifecycle.names import (
    APRIL,
    JIHYUN,
    MARCH,
    NOW,
    TEN,
    answers,
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
from tests.parts import people


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

    with pytest.raises(Refusal, match="not_allowed"):
        answers(book, same=True, actor=people.VIEWER)
    with book.reading() as session:
        [question] = questions(session)
    answers(book, same=True)
    with book.writing() as session:
        again = session.get_one(Finding, question.id)
        with pytest.raises(Refusal, match="not_open"):
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
            source=Source.SWEEP,
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
