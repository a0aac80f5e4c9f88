"""The roll-ups say what the ledger says, whatever happened and in whatever order it was heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import (
    EntryKind,
    MemberMonth,
    MonthTotal,
)
from billing_core.numbers.paid_members import paid_members
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.ledger_numbers import PaidIn, RefundedIn, paid_in, refunded_in, totals_of
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.payment import Payment, PaymentStatus
from tests.numbers.book import Book, seoul
from tests.numbers.till import Till, knows
from tests.parts.examples import of_a_book
from tests.parts.members import number_in

JANUARY, FEBRUARY, MARCH = Month(2025, 1), Month(2025, 2), Month(2025, 3)
END = seoul("2025-04-01")
PURCHASES = Path(__file__).parent.parent / "history" / "purchases.csv"


def rolled_up(session: Session) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Every row of both roll-ups."""
    members = select(MemberMonth.__table__).order_by(MemberMonth.month, MemberMonth.member_id)
    totals = select(MonthTotal.__table__).order_by(MonthTotal.month)
    return (
        [tuple(row) for row in session.execute(members)],
        [tuple(row) for row in session.execute(totals)],
    )


def test_a_quarter_of_payments_and_refunds_adds_up_by_month(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        first = till.pays(session, "hana", seoul("2025-01-05"))
        till.pays(session, "hana", seoul("2025-01-31 23:59:59"), 10_000)
        whole = till.pays(session, "duri", seoul("2025-01-06"))
        till.pays(session, "duri", seoul("2025-02-06"))
        till.refunds(session, first, seoul("2025-01-20"), 9_000)
        till.refunds(session, whole, seoul("2025-03-04"), 29_000)

    with database.reading() as session:
        totals = totals_of(session, [JANUARY, FEBRUARY, MARCH])
        hana = session.get_one(MemberMonth, (JANUARY, number_in(session, "hana")))
        assert check(session) == []

    assert totals[JANUARY] == (PaidIn(2, 1, 3, 68_000), RefundedIn(1, 9_000))
    assert totals[FEBRUARY] == (PaidIn(1, 1, 1, 29_000), RefundedIn())
    assert totals[MARCH] == (PaidIn(), RefundedIn(1, 29_000))
    assert (hana.charges, hana.paid_won, hana.given_back_won) == (2, 39_000, 9_000)


def test_an_import_counts_like_the_payments_that_came_one_by_one(
    database: Database, held_clock: HeldClock
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "before", seoul("2025-01-20"), 1_000)
    for _ in range(2):
        files = {FileKind.PAYMENTS: SourceFile.at(PURCHASES)}
        import_history(database, files, SYSTEM, held_clock.now())

    with database.reading() as session:
        assert check(session) == []
        [(paid, _)] = totals_of(session, [JANUARY]).values()
    assert (paid.members, paid.won) == (4, 80_000)


class Sale(NamedTuple):
    """`refunds` in order: days after the payment, whole won."""

    member_id: str
    days: int
    won: int
    refunds: Sequence[tuple[int, int]]


SALES = st.lists(
    st.builds(
        Sale,
        st.sampled_from("가나다"),
        st.integers(0, 89),
        st.just(100),
        st.sampled_from([(), ((0, 100),), ((40, 100),), ((3, 60),), ((3, 60), (70, 40))]),
    ),
    max_size=6,
)
ROUNDS = st.lists(st.randoms(use_true_random=False), min_size=1, max_size=3)


def reads_of(till: Till, sale: Sale) -> list[Payment]:
    """All that the gateway said of one payment over time: paid, then each refund."""
    paid_at = JANUARY.start + timedelta(days=sale.days)
    imp_uid = till.takes(sale.member_id, paid_at, sale.won)
    reads = [till.payments[imp_uid]]
    for days, won in sale.refunds:
        till.gives_back(imp_uid, paid_at + timedelta(days=days), won)
        reads.append(till.payments[imp_uid])
    return reads


def counted_by_hand(sales: Sequence[Sale], month: Month) -> tuple[PaidIn, RefundedIn]:
    members: dict[str, int] = defaultdict(int)
    charges = paid = refunds = refunded = 0
    for sale in sales:
        paid_at = JANUARY.start + timedelta(days=sale.days)
        if paid_at in month:
            members[sale.member_id] += sale.won - sum(won for _, won in sale.refunds)
            charges, paid = charges + 1, paid + sale.won
        for days, won in sale.refunds:
            if paid_at + timedelta(days=days) in month:
                refunds, refunded = refunds + 1, refunded + won
    kept = sum(left > 0 for left in members.values())
    return PaidIn(len(members), kept, charges, paid), RefundedIn(refunds, refunded)


class Undone(Exception):
    """Ends a transaction without keeping it."""


@settings(
    max_examples=of_a_book(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sales=SALES, rounds=ROUNDS)
def test_any_history_heard_in_any_order_and_often_adds_up_the_same(
    database: Database, sales: list[Sale], rounds: list[object]
) -> None:
    till, months = Till(), months_between(JANUARY, Month(2025, 7))
    heard = [read for sale in sales for read in reads_of(till, sale)]
    try:
        with database.writing() as session:
            for order in rounds:
                order.shuffle(heard)  # type: ignore[attr-defined]
                for read in heard:
                    till.settle(session, read, seoul("2025-08-01"))
            kept = rolled_up(session)
            assert check(session) == []
            rebuild(session)
            assert rolled_up(session) == kept
            ledger = paid_in(session, months), refunded_in(session, months)
            for month, totals in totals_of(session, months).items():
                assert totals == counted_by_hand(sales, month)
                assert totals == (ledger[0][month], ledger[1][month])
            raise Undone
    except Undone:
        pass


def test_a_payment_that_is_only_ready_adds_nothing(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        knows(session, "hana")
        imp_uid = till.takes("hana", seoul("2025-01-05"), 29_000)
        waiting = replace(till.payments[imp_uid], status=PaymentStatus.READY, paid_at=None)
        till.settle(session, waiting, seoul("2025-01-05"))
        assert rolled_up(session) == ([], [])


def test_more_went_back_of_one_payment_than_was_paid_and_all_readings_agree(
    database: Database,
) -> None:
    """By transfer, and then once more at the gateway's console: the other payment is eaten up."""
    with database.writing() as session:
        book = Book(session)
        first = book.pays("hana", seoul("2025-01-05"))
        book.pays("hana", seoul("2025-01-06"), 19_000)
        book.goes_back(first, EntryKind.TRANSFER_REFUND, seoul("2025-01-07"), 29_000)
        book.goes_back(first, EntryKind.REFUND, seoul("2025-02-01"), 28_999)
        rebuild(session)

    with database.reading() as session:
        assert check(session) == []
        assert totals_of(session, [JANUARY])[JANUARY][0] == PaidIn(1, 0, 2, 48_000)
        assert paid_in(session, [JANUARY])[JANUARY] == PaidIn(1, 0, 2, 48_000)
        assert [row.fully_refunded for row in paid_members(session, JANUARY, AsOf(END))] == [True]
