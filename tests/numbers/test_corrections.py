"""Payments that should not be there are reversed: every number is what it would be without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.closing.close_month import close_month
from billing_core.database import Database
from billing_core.models import CohortMember, EntryKind, MonthCorrection
from billing_core.models.ledger import GIVING_BACK
from billing_core.numbers.cohorts import cohort_members
from billing_core.numbers.month_to_date import PaidSoFar, paid_so_far
from billing_core.numbers.paid_members import paid_members
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.interval import Interval
from billing_core.roll_ups.ledger_numbers import PaidIn, RefundedIn, paid_in, refunded_in, totals_of
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.correction import CorrectionReason
from tests.numbers.book import Book, seoul
from tests.numbers.test_rebuild import lives_rolled_up
from tests.numbers.test_roll_up import Undone, rolled_up
from tests.parts import people
from tests.parts.examples import of_a_book
from tests.parts.members import number_in

JANUARY, FEBRUARY, MARCH = Month(2025, 1), Month(2025, 2), Month(2025, 3)
JIHYUN = people.APPROVER
LATER = seoul("2025-06-01")


def test_a_reversed_payment_is_no_payment_no_member_and_no_refund(database: Database) -> None:
    with database.writing() as session:
        rebuild(session)
        book = Book(session)
        doubled = book.pays("hana", seoul("2025-01-05"))
        book.pays("hana", seoul("2025-02-05"), 10_000)
        book.refunded(doubled, seoul("2025-02-06"), 9_000)
        book.reversed(doubled, LATER)
        book.reversed(doubled, LATER)  # again

        assert check(session) == []
        totals = totals_of(session, [JANUARY, FEBRUARY])
        assert totals[JANUARY] == (PaidIn(), RefundedIn())
        assert totals[FEBRUARY] == (PaidIn(1, 1, 1, 10_000), RefundedIn())
        assert list(paid_members(session, JANUARY, AsOf(LATER))) == []
        assert session.get_one(CohortMember, number_in(session, "hana")).month == FEBRUARY
        part = Interval(JANUARY.start, seoul("2025-01-20"))
        assert paid_so_far(session, part) == PaidSoFar(0, 0)


def test_one_of_two_payments_of_a_day_is_reversed(database: Database) -> None:
    with database.writing() as session:
        rebuild(session)
        book = Book(session)
        doubled = book.pays("hana", seoul("2025-01-05"))
        book.pays("hana", seoul("2025-01-05 09:00"))
        book.pays("hana", seoul("2025-01-30"))
        book.reversed(doubled, LATER)

        assert check(session) == []
        part = Interval(JANUARY.start, seoul("2025-01-20"))
        assert paid_so_far(session, part) == PaidSoFar(1, 29_000)
        [member] = cohort_members(session, JANUARY, JANUARY, AsOf(LATER))
        assert member.paid_won == 58_000


def test_what_a_person_recorded_went_back_in_its_own_month(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        paid = book.pays("hana", seoul("2025-01-05"))
        book.goes_back(paid, EntryKind.CHARGEBACK, seoul("2025-03-02"), 29_000)

        assert check(session) == []
        totals = totals_of(session, [JANUARY, MARCH])
        assert totals[JANUARY] == (PaidIn(1, 0, 1, 29_000), RefundedIn())
        assert totals[MARCH] == (PaidIn(), RefundedIn(1, 29_000))


def test_a_closed_month_says_that_an_entry_was_reversed(database: Database) -> None:
    with database.writing() as session:
        rebuild(session)
        book = Book(session)
        doubled = book.pays("hana", seoul("2025-01-05"))
        book.refunded(doubled, seoul("2025-01-06"), 9_000)
        close_month(session, JANUARY, actor=JIHYUN, as_of=AsOf(seoul("2025-03-01")))
        book.reversed(doubled, LATER)
        rows = list(session.scalars(select(MonthCorrection)))
        corrected: Counter[str] = Counter()
        for row in rows:
            corrected[row.code] += row.change

    assert {row.reason for row in rows} == {CorrectionReason.ENTRY_REVERSED}
    assert corrected == {
        "paid_members": -1,
        "paid_members_net": -1,
        "paid_amount": -29_000,
        "net_revenue": -20_000,
        "refunded_amount": -9_000,
    }


@dataclass(frozen=True)
class Sale:
    """`back`: days after the payment, won, kind. `doubled` ones are reversed in the end."""

    member_id: str
    days: int
    back: Sequence[tuple[int, int, EntryKind]]
    doubled: bool

    @property
    def paid_at(self) -> datetime:
        return JANUARY.start + timedelta(days=self.days, hours=10)


SALES = st.lists(
    st.builds(
        Sale,
        st.sampled_from("가나다"),
        st.integers(0, 89),
        st.lists(
            st.tuples(st.integers(0, 60), st.sampled_from([30, 50]), st.sampled_from(GIVING_BACK)),
            max_size=2,
        ),
        st.booleans(),
    ),
    max_size=7,
)


def sold(session: Session, sales: Sequence[Sale]) -> None:
    book = Book(session)
    numbers = [(sale, book.pays(sale.member_id, sale.paid_at, 100)) for sale in sales]
    for sale, imp_uid in numbers:
        for days, won, kind in sale.back:
            book.goes_back(imp_uid, kind, sale.paid_at + timedelta(days=days), won)
    for sale, imp_uid in numbers:
        if sale.doubled:
            book.reversed(imp_uid, LATER)


@settings(
    max_examples=of_a_book(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SALES)
def test_with_corrections_every_sum_is_that_of_the_payments_that_stand(
    database: Database, sales: list[Sale]
) -> None:
    months = months_between(JANUARY, Month(2025, 7))
    found = []
    for some in (sales, [sale for sale in sales if not sale.doubled]):
        try:
            with database.writing() as session:
                rebuild(session)
                sold(session, some)
                kept = rolled_up(session), lives_rolled_up(session)
                assert check(session) == []
                found.append(totals_of(session, months))
                ledger = paid_in(session, months), refunded_in(session, months)
                assert found[-1] == {each: (ledger[0][each], ledger[1][each]) for each in months}
                rebuild(session)
                now = rolled_up(session), lives_rolled_up(session)
                assert now[0][0] == kept[0][0]
                assert now[1] == kept[1]
                raise Undone
        except Undone:
            pass
    assert found[0] == found[1]
