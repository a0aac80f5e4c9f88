"""Days, months and years are one number cut differently, whatever the company's history."""

from __future__ import annotations

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.numbers.catalogue import METRICS
from billing_core.numbers.cohorts import cohort_members, cohorts
from billing_core.numbers.cycle_numbers import cycle_numbers, failures_by_reason
from billing_core.numbers.month_values import values_of_month
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.rules.calendar import Month, months_between
from tests.numbers.days import days_of
from tests.numbers.lives import NOW, Life, lives, written
from tests.parts.examples import of_a_book

YEAR = Interval.of_year(2025)
MONTHS = months_between(Month(2025, 1), Month(2025, 12))
AS_OF = AsOf(NOW)
ADDED_UP = (
    "paid_amount",
    "refunded_amount",
    "net_revenue",
    "new",
    "returning",
    "recovered",
    "churned",
    "charged_won",
    "failed_cycles",
    "recovered_won",
    "first_charges",
)
AT_THE_END = ("active", "mrr", "confirmed_mrr")
PEOPLE_COUNTED = (
    "new",
    "returning",
    "recovered",
    "active",
    "active_at_start",
    "churned",
    "churned_of_start",
    "charged_cycles",
    "failed_cycles",
    "recovered_cycles",
)
LATEST = datetime(2025, 12, 1)  # noqa: DTZ001 - given the zone of NOW
BY_KIND = ("churned_voluntary", "churned_involuntary", "churned_system")


def value(session: Session, code: str, interval: Bounded) -> int:
    return METRICS[code].values(session, [interval], AS_OF)[interval]


def all_people(session: Session, interval: Bounded) -> set[str]:
    return {row.app_id for row in METRICS["paid_members"].people(session, interval, AS_OF)}


@settings(max_examples=of_a_book(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), month=st.sampled_from(MONTHS[:8]))
def test_days_add_up_to_the_month_and_months_to_the_year(
    database: Database, lived: list[Life], month: Month
) -> None:
    days = days_of(month)
    with written(database, lived) as session:
        for code in ADDED_UP:
            by_month = METRICS[code].values(session, MONTHS, AS_OF)
            assert sum(by_month.values()) == value(session, code, YEAR), code
            by_day = METRICS[code].values(session, days, AS_OF)
            assert sum(by_day.values()) == by_month[month], code
        for code in AT_THE_END:
            by_month = METRICS[code].values(session, MONTHS, AS_OF)
            assert by_month[MONTHS[-1]] == value(session, code, YEAR), code
            assert value(session, code, days[-1]) == by_month[month], code
        of_days = set().union(*(all_people(session, day) for day in days))
        assert len(of_days) == value(session, "paid_members", month)


@settings(max_examples=of_a_book(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives())
def test_every_churn_has_exactly_one_kind_and_every_failure_one_reason(
    database: Database, lived: list[Life]
) -> None:
    with written(database, lived) as session:
        churned = METRICS["churned"].values(session, MONTHS, AS_OF)
        kinds = [METRICS[code].values(session, MONTHS, AS_OF) for code in BY_KIND]
        cycles = cycle_numbers(session, MONTHS, AS_OF)
        for month in MONTHS:
            assert sum(kind[month] for kind in kinds) == churned[month]
            assert sum(map(len, left_by_kind(session, month))) == churned[month]
            reasons = failures_by_reason(session, month, AS_OF)
            assert sum(row.numbers.failed.won for row in reasons) == cycles[month].failed.won


def left_by_kind(session: Session, month: Month) -> list[set[tuple[str, datetime]]]:
    return [
        {(row.app_id, row.paid_through) for row in METRICS[code].people(session, month, AS_OF)}
        for code in BY_KIND
    ]


@settings(max_examples=of_a_book(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives())
def test_what_is_kept_as_it_happens_is_what_the_book_says(
    database: Database, lived: list[Life]
) -> None:
    with written(database, lived) as session:
        assert check(session) == []


@settings(max_examples=of_a_book(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), now=st.datetimes(NOW.replace(tzinfo=None), LATEST))
def test_people_behind_a_number_are_as_many_as_it_says(
    database: Database, lived: list[Life], now: datetime
) -> None:
    as_of = AsOf(now.replace(tzinfo=NOW.tzinfo))
    with written(database, lived) as session:
        for code in PEOPLE_COUNTED:
            metric = METRICS[code]
            for month, counted in metric.values(session, MONTHS, as_of).items():
                assert len(list(metric.people(session, month, as_of))) == counted, (code, month)
        for month, mrr in METRICS["mrr"].values(session, MONTHS, as_of).items():
            people = METRICS["mrr"].people(session, month, as_of)
            assert round(sum(row.monthly_won for row in people)) == mrr
        grown = cohorts(session, MONTHS[0].plus(-2), as_of)
        for cohort in grown:
            for cell in cohort.cells:
                people = list(cohort_members(session, cohort.month, cell.month, as_of))
                assert len(people) == cohort.members
                assert sum(row.retained for row in people) == cell.retained
                assert sum(row.paid_won - row.refunded_won for row in people) == cell.net_won
                assert sum(row.paid_won > 0 for row in people) == cell.paid_members


@settings(max_examples=of_a_book(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), month=st.sampled_from(MONTHS[:8]))
def test_the_numbers_of_a_month_at_once_are_those_one_by_one(
    database: Database, lived: list[Life], month: Month
) -> None:
    with written(database, lived) as session:
        at_once = values_of_month(session, month, AS_OF)
        assert at_once == {code: value(session, code, month) for code in METRICS}
