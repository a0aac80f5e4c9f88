"""코호트 · LTV: members by the month of their first charge, and what they brought."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from billing_core.database import Database
from billing_core.numbers.catalogue import METRICS
from billing_core.numbers.cohorts import Cohort, CohortCell, cohort_members, cohorts
from billing_core.numbers.ltv import NoEstimate, ltv
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from tests.numbers.book import Book, seoul
from tests.numbers.lives import FIRST, NOW, Life, lives, written
from tests.parts.examples import of_a_book

JANUARY, FEBRUARY, MARCH = (Month(2025, month) for month in (1, 2, 3))


def read(database: Database, first: Month, as_of: AsOf) -> dict[Month, Cohort]:
    with database.reading() as session:
        return {cohort.month: cohort for cohort in cohorts(session, first, as_of)}


def test_who_returns_stays_in_the_first_cohort(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.subscribes("returns", seoul("2025-01-25 10:00")))
        book.subscribes("returns", seoul("2025-03-20 10:00"))
        stays = book.subscribes("stays", seoul("2025-01-31 23:59:59"))
        book.renews(stays)
        book.renews(stays)
        book.subscribes("newcomer", seoul("2025-02-01 00:00"))

    found = read(database, JANUARY, AsOf(seoul("2025-03-31 12:00")))

    assert [cohort.members for cohort in found.values()] == [2, 1, 0]
    assert [cell.retained for cell in found[JANUARY].cells] == [2, 1, 2]
    assert [cell.paid_members for cell in found[JANUARY].cells] == [2, 1, 2]
    with database.reading() as session:
        behind = cohort_members(session, JANUARY, FEBRUARY, AsOf(seoul("2025-03-31")))
        assert [(row.app_id, row.retained, row.paid_won) for row in behind] == [
            ("returns", False, 0),
            ("stays", True, 29_000),
        ]


def test_a_yearly_member_is_retained_all_year_and_pays_once(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        yearly = book.subscribes("hana", seoul("2025-01-10 10:00"), price=290_000, months=12)
        assert yearly.periods_paid == 1

    [first, *_, last] = read(database, JANUARY, AsOf(seoul("2026-01-05")))[JANUARY].cells

    assert (first.net_won, last.net_won) == (290_000, 0)
    assert (last.months_since, last.retained, last.mrr) == (12, 1, Fraction(290_000, 12))


def test_a_cell_is_unfinished_until_the_grace_of_its_month_has_passed(database: Database) -> None:
    with database.writing() as session:
        Book(session).subscribes("hana", seoul("2025-01-10 10:00"))

    def unfinished(now: str) -> list[bool]:
        cells = read(database, JANUARY, AsOf(seoul(now)))[JANUARY].cells
        return [cell.unfinished for cell in cells]

    assert unfinished("2025-03-07 23:59") == [False, True, True]
    assert unfinished("2025-03-08 00:00") == [False, False, True]


def test_imported_history_has_cohorts_that_pay_and_no_stays(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("2025-01-10"), 5_000)
        book.refunded(book.pays("hana", seoul("2025-03-10"), 7_000), seoul("2025-03-11"), 2_000)

    cohort = read(database, JANUARY, AsOf(seoul("2025-03-31")))[JANUARY]

    assert [cell.paid_members for cell in cohort.cells] == [1, 0, 1]
    assert [cell.net_won for cell in cohort.cells] == [5_000, 0, 5_000]
    assert [cell.retained for cell in cohort.cells] == [0, 0, 0]
    assert ltv([cohort]).realised == 10_000


@settings(max_examples=of_a_book(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives())
def test_every_month_is_the_sum_of_its_cohorts(database: Database, lived: list[Life]) -> None:
    as_of = AsOf(NOW)
    months = months_between(FIRST, Month.of(NOW))
    with written(database, lived) as session:
        found = cohorts(session, FIRST, as_of)
        told = {
            code: METRICS[code].values(session, months, as_of)
            for code in ("active", "paid_members", "net_revenue", "mrr")
        }
    cells = [cell for cohort in found for cell in cohort.cells]
    for month in months:
        of_month = [cell for cell in cells if cell.month == month]
        assert sum(cell.retained for cell in of_month) == told["active"][month]
        assert sum(cell.paid_members for cell in of_month) == told["paid_members"][month]
        assert sum(cell.net_won for cell in of_month) == told["net_revenue"][month]
        assert round(sum((cell.mrr for cell in of_month), Fraction(0))) == told["mrr"][month]


def a_cohort(*retained: int, members: int = 40, unfinished: int = 0) -> Cohort:
    """A cohort of monthly 29,000 won; its last cells are unfinished."""
    months = months_between(JANUARY, JANUARY.plus(len(retained) - 1))
    settled = len(retained) - unfinished
    cells = tuple(
        CohortCell(month, n, left, Fraction(left * 29_000), left, left * 29_000, n >= settled)
        for n, (month, left) in enumerate(zip(months, retained, strict=True))
    )
    return Cohort(JANUARY, members, cells)


def test_what_a_member_brings_is_estimated_from_six_months_and_thirty_members() -> None:
    half_stay = ltv([a_cohort(64, 32, 16, 8, 4, 2, members=64)])
    assert half_stay.realised == Fraction(126 * 29_000, 64)
    assert half_stay.estimate == 2 * 29_000, "half of them leave every month"

    assert ltv([a_cohort(40, 20, 10, 5, 4)]).estimate is None
    assert ltv([a_cohort(40, 20, 10, 5, 4, 2, unfinished=1)]).months == 5
    few = ltv([a_cohort(29, 20, 10, 5, 4, 2, members=29)])
    assert few.not_estimated is NoEstimate.FEW_MEMBERS
    assert ltv([a_cohort(30, 20, 10, 5, 4, 2, members=30)]).estimate is not None


def test_without_churn_or_without_members_there_is_no_estimate() -> None:
    nobody_left = ltv([a_cohort(40, 40, 40, 40, 40, 40)])
    assert nobody_left.estimate is None
    assert nobody_left.realised == 6 * 29_000
    assert ltv([a_cohort(0, 0, 0, 0, 0, 0)]).not_estimated is NoEstimate.NOBODY_KNOWN
    assert ltv([]).realised is None


def test_thirty_lives_read_from_the_book_are_estimated(database: Database) -> None:
    """They join on one day and ten of them leave each month."""
    with database.writing() as session:
        book = Book(session)
        for number in range(30):
            hana = book.subscribes(f"m{number:02d}", seoul("2025-01-05 10:00"))
            for _ in range(number % 3):
                book.renews(hana)
            book.asks(hana, (hana.paid_through or hana.created_at) - timedelta(days=1))

    found = read(database, JANUARY, AsOf(seoul("2025-07-08")))[JANUARY]

    assert [cell.retained for cell in found.cells] == [30, 20, 10, 0, 0, 0, 0]
    told = ltv([found])
    assert told.months == 6
    assert told.realised == 2 * 29_000
    assert told.estimate == 2 * 29_000, "half of all members leave in a month: 30 of 60"
