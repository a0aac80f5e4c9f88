"""A payment whose owner is learnt later, and a file that told of it under its own number."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.gateway.parsing import payment_from
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Finding
from billing_core.rules.finding import FindingKind
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from tests.lifecycle.names import (
    BY_ORDER,
    NOW,
    answers,
    by_file,
    card_of,
    entries,
    money,
    questions,
    settle,
    told,
)

OF_DAYS = "주문번호,결제일시,결제금액,회원아이디\nS-1,2026-03-01,49000,m1\n"
ONLY_FIRST = "".join(BY_ORDER.splitlines(keepends=True)[:2])
PAYMENT = told("imp_1", "ORDER-A1", member="m1")


@pytest.fixture
def told_twice(book: Database) -> Database:
    """A file of days under its own number; the gateway, when nobody knew the card."""
    by_file(book, OF_DAYS)
    reads(book)
    assert money(book) == (1, 49_000)
    return book


def reads(database: Database, unclear: SamePayments | None = None) -> None:
    with database.writing() as session:
        settle_payment(session, PAYMENT, source=Source.IMPORT, now=NOW, unclear=unclear)


def asked(database: Database) -> int:
    with database.reading() as session:
        return len(questions(session))


@pytest.mark.parametrize(("same", "expected"), [(True, (1, 49_000)), (False, (2, 98_000))])
@pytest.mark.parametrize("by_card", [True, False])
def test_it_is_a_question_and_never_silently_two(
    told_twice: Database, by_card: bool, same: bool, expected: tuple[int, int]
) -> None:
    """The owner comes to light by the card, or by another file that has the order number."""
    if by_card:
        card_of(told_twice, "m1")
        reads(told_twice)
    else:
        by_file(told_twice, ONLY_FIRST)
    assert (money(told_twice), asked(told_twice)) == ((1, 49_000), 1)

    answers(told_twice, same=same)
    reads(told_twice)
    by_file(told_twice, ONLY_FIRST)

    assert (money(told_twice), asked(told_twice)) == (expected, 0)


@pytest.mark.parametrize(
    ("said", "expected"), [(SamePayments.SAME, (1, 49_000)), (SamePayments.TWO, (2, 98_000))]
)
def test_what_a_person_has_said_before_is_kept(
    told_twice: Database, said: SamePayments, expected: tuple[int, int]
) -> None:
    card_of(told_twice, "m1")

    reads(told_twice, said)
    reads(told_twice)

    assert money(told_twice) == expected
    with told_twice.reading() as session:
        assert questions(session) == []
    assert len(entries(told_twice)) == expected[0]


@pytest.mark.parametrize(("same", "expected"), [(True, (1, 49_000)), (False, (2, 98_000))])
@pytest.mark.parametrize("file", [ONLY_FIRST, OF_DAYS])
@pytest.mark.parametrize("by_card", [True, False])
def test_what_is_read_after_all_is_a_question_beside_a_file_and_never_silently_two(
    book: Database, file: str, by_card: bool, same: bool, expected: tuple[int, int]
) -> None:
    """The gateway's first reading told of half a won, so no file could be compared with it."""
    half = PAYMENT.raw | {"amount": 49_000.5}
    if by_card:
        settle(book, payment_from(half), member="m1")
    else:
        settle(book, payment_from(half | {"customer_uid": None}))
        by_file(book, ONLY_FIRST.replace("ORDER-A1", "imp_1"))
    by_file(book, file)
    assert money(book) == (1, 49_000)
    settle(book, PAYMENT)
    with book.reading() as session:
        assert len(questions(session)) == 1
    assert money(book) == (1, 49_000)

    answers(book, same=same)
    assert money(book) == expected


def test_a_reading_that_cannot_be_believed_contradicts_no_file(book: Database) -> None:
    """The gateway told of half a won, so the book has 0 won: the whole file was refused for it. Now
    the payment gets its owner, a person is told, and it counts once it can be read."""
    half = payment_from(PAYMENT.raw | {"amount": 49_000.5, "customer_uid": None})
    settle(book, half)
    by_file(book, ONLY_FIRST.replace("ORDER-A1", "imp_1"))
    assert money(book) == (0, 0)
    with book.reading() as session:
        [finding] = session.scalars(select(Finding))
    assert (finding.kind, finding.subject) == (FindingKind.UNREADABLE_PAYMENT, "imp_1")
    settle(book, PAYMENT)
    assert money(book) == (1, 49_000)
    with book.reading() as session:
        assert session.scalars(select(Finding.resolved_at)).one() is not None
