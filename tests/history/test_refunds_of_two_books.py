"""A refund that a file and the gateway both tell of, in any order: once, on its own day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import read_mapping
from billing_core.history.refused import ImportRefused
from billing_core.history.report import FileReport
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.reverse_payment import standing_refunds
from billing_core.models import EntryKind, LedgerEntry
from billing_core.roll_ups.check import check
from billing_core.rules.actor import SYSTEM
from billing_core.rules.payment import Payment
from billing_core.rules.payment_pair import SamePaymentsUnclear
from billing_core.rules.same_payment import SamePayments
from tests.history.refusing import import_refused_saying
from tests.lifecycle.names import (
    BY_ORDER,
    JIHYUN,
    MAPPING,
    NOW,
    by_file,
    card_of,
    refunded,
    settle,
    told,
)
from tests.numbers.book import seoul

BACK = seoul("2026-04-02 13:00:37")
REFUND_ROW = "ORDER-A1,{at},-10000,m1\n"


def takes(database: Database, rows: str, *, same: SamePayments | None = None) -> FileReport:
    text = BY_ORDER.splitlines()[0] + "\n" + rows
    files = {FileKind.PAYMENTS: SourceFile("refunds.csv", text.encode())}
    mapping = read_mapping(MAPPING)
    at = NOW - timedelta(days=2)
    report = import_history(database, files, SYSTEM, at, mapping=mapping, same_payments=same)
    return report.of(FileKind.PAYMENTS)


def refunds(database: Database) -> list[int]:
    """Those that stand."""
    with database.reading() as session:
        assert check(session) == []
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
        return sorted(each.amount for each in standing_refunds(entries))


def once_refunded(won: int = 10_000) -> Payment:
    return refunded(told("imp_1", "ORDER-A1", member="m1"), won, BACK, "c1")


@pytest.mark.parametrize("written", ["2026-04-02 13:00:37", "2026-04-02 13:00", "2026-04-02"])
@pytest.mark.parametrize("gateway_first", [False, True])
def test_told_by_both_it_is_one_refund(book: Database, gateway_first: bool, written: str) -> None:
    by_file(book)
    row = REFUND_ROW.format(at=written)
    if gateway_first:
        settle(book, once_refunded())
        assert takes(book, row).refunds_new == 0
    else:
        takes(book, row)
        settle(book, once_refunded(), once_refunded())

    assert refunds(book) == [-10_000]
    assert takes(book, row).refunds_new == 0


def test_a_shop_and_the_gateway_keep_clocks_of_their_own(book: Database) -> None:
    by_file(book)
    takes(book, REFUND_ROW.format(at="2026-04-02 12:41:05"))

    settle(book, once_refunded())

    assert refunds(book) == [-10_000]


@pytest.mark.parametrize("gateway_first", [False, True])
def test_what_went_back_in_full_went_back_once_whatever_the_day(
    book: Database, gateway_first: bool
) -> None:
    """A file keeps another day: both together would be more than was paid."""
    by_file(book)
    row = REFUND_ROW.format(at="2026-04-06").replace("10000", "49000")
    if gateway_first:
        settle(book, once_refunded(49_000))
        takes(book, row)
    else:
        takes(book, row)
        settle(book, once_refunded(49_000))

    assert refunds(book) == [-49_000]


def test_a_later_reading_of_the_gateway_brings_the_rest(book: Database) -> None:
    by_file(book)
    takes(book, REFUND_ROW.format(at="2026-04-02"))
    settle(book, once_refunded())

    settle(book, refunded(once_refunded(), 3_000, seoul("2026-04-09"), "c2"))

    assert refunds(book) == [-10_000, -3_000]


@pytest.mark.parametrize("gateway_first", [False, True])
def test_two_equal_refunds_of_one_day_are_two(book: Database, gateway_first: bool) -> None:
    by_file(book)
    twice = refunded(once_refunded(), 10_000, BACK + timedelta(hours=2), "c2")
    rows = [REFUND_ROW.format(at=at) for at in ("2026-04-02 13:00", "2026-04-02 15:00")]
    if gateway_first:
        settle(book, twice)
        takes(book, "".join(rows))
        takes(book, REFUND_ROW.format(at="2026-04-02") * 2)
    else:
        takes(book, "".join(reversed(rows)))
        settle(book, once_refunded())
        settle(book, twice)

    assert refunds(book) == [-10_000, -10_000]


def test_a_row_that_is_there_twice_is_a_question_where_nobody_else_knows_two(
    book: Database,
) -> None:
    by_file(book)
    settle(book, once_refunded())

    with import_refused_saying("두 번 적혀 있습니다", ImportRefused):
        takes(book, REFUND_ROW.format(at="2026-04-02") * 2)

    assert refunds(book) == [-10_000]


def test_a_refund_before_its_payment_waits_for_it(book: Database) -> None:
    """In one file it may stand above; alone it is refused until the payment is there."""
    row = REFUND_ROW.format(at="2026-04-02")
    with import_refused_saying("환불한 결제를 찾지 못했습니다", ImportRefused):
        takes(book, row)

    takes(book, row + BY_ORDER.partition("\n")[2])

    assert refunds(book) == [-10_000]


def test_of_a_payment_that_the_gateway_knows_under_an_order_number(book: Database) -> None:
    """The gateway's word is waited for."""
    card_of_new_member(book)
    settle(book, told("imp_7", "ORDER-A1", member="m1"))
    row = REFUND_ROW.format(at="2026-04-02")
    with import_refused_saying("포트원에는 이 결제의 환불이 없으니", ImportRefused):
        takes(book, row)

    settle(book, refunded(told("imp_7", "ORDER-A1", member="m1"), 10_000, BACK, "c1"))

    assert takes(book, row).refunds_new == 0
    assert refunds(book) == [-10_000]


def card_of_new_member(database: Database) -> None:
    by_file(database, BY_ORDER.replace("ORDER-A1", "ORDER-B1").replace("2026-03-01", "2026-02-01"))
    card_of(database, "m1")


@pytest.mark.parametrize("number", ["imp_7", "ORDER-A1"])
def test_a_refund_by_the_gateways_number_names_who_paid(book: Database, number: str) -> None:
    """An order number does not: another product may have the same."""
    settle(book, refunded(told("imp_7", "ORDER-A1"), 10_000, BACK, "c1"))
    row = f"{number},2026-04-02,-10000,m9\n"
    if number == "ORDER-A1":
        with import_refused_saying("환불한 결제를 찾지 못했습니다", ImportRefused):
            takes(book, row)
        return

    report = takes(book, row)

    assert (report.members_new, report.won, report.refunds_new) == (1, 49_000, 0)
    assert refunds(book) == [-10_000]


def test_a_file_may_tell_of_several_refunds_of_a_member_nobody_knew(book: Database) -> None:
    paid = refunded(told("imp_7", "ORDER-A1"), 10_000, BACK, "c1")
    settle(book, refunded(paid, 5_000, BACK + timedelta(days=1), "c2"))

    report = takes(book, "imp_7,2026-04-02,-10000,m9\nimp_7,2026-04-03,-5000,m9\n")

    assert (report.members_new, report.won, report.refunds_new) == (1, 49_000, 0)
    assert refunds(book) == [-10_000, -5_000]


def test_what_a_person_recorded_by_hand_is_not_brought_again_by_a_file(book: Database) -> None:
    by_file(book)
    with book.writing() as session:
        record_refund_by_hand(
            session,
            "ORDER-A1",
            EntryKind.TRANSFER_REFUND,
            amount=10_000,
            at=BACK,
            reason="계좌로 보냄",
            evidence="이체 내역 4월 2일",
            actor=JIHYUN,
            now=NOW,
        )

    takes(book, REFUND_ROW.format(at="2026-04-02"))

    assert refunds(book) == [-10_000]


def test_a_refund_waits_with_its_payment_for_a_persons_word(book: Database) -> None:
    """The question is about the payment; its refund in the same file is no wrong row."""
    by_file(book)
    rows = "S-1,2026-03-01 10:02:00,49000,m1\nS-1,2026-04-02,-10000,m1\n"

    with pytest.raises(SamePaymentsUnclear):
        takes(book, rows)
    takes(book, rows, same=SamePayments.SAME)
    settle(book, once_refunded())

    assert refunds(book) == [-10_000]
