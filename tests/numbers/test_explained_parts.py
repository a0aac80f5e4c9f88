"""A part of a chart opens like any number: what it means, who is in it, and who is not and why."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.numbers.cohort_cells import cohort_code
from billing_core.numbers.cohorts import COHORT_NET, COHORT_PAID, COHORT_RETAINED, cohorts
from billing_core.numbers.cycle_numbers import cycle_numbers
from billing_core.numbers.explained_parts import (
    PARTS,
    excluded,
    explain,
    included,
    values_of_parts,
)
from billing_core.numbers.metric import Share
from billing_core.numbers.mrr import mrr_movements
from billing_core.numbers.mrr_steps import MRR_STEPS, mrr_changes
from billing_core.numbers.mrr_waterfall import MrrStep, mrr_waterfall
from billing_core.numbers.people_page import PeoplePage
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.refusal import Refusal
from tests.numbers.book import Book, seoul
from tests.numbers.lives import FIRST, NOW, Life, lives, written
from tests.parts.examples import of_a_book

JUNE, JULY = Month(2025, 6), Month(2025, 7)
LATER = AsOf(seoul("2025-08-10"))
GENERATED = settings(
    max_examples=of_a_book(6), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows(
    session: Session, listing: Callable[..., PeoplePage], code: str, month: Month, at: AsOf = LATER
) -> tuple[Any, ...]:
    return listing(session, code, month, at, limit=1_000).rows


def test_every_step_of_the_waterfall_opens_its_people(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        grows = book.subscribes("grows", seoul("2025-06-05 10:00"))
        leaving = book.subscribes("leaving", seoul("2025-06-07 10:00"), price=39_000)
        book.asks(leaving, seoul("2025-06-20"))
        book.declined(book.subscribes("returns", seoul("2025-05-08 10:00")))
        grows.price = 49_000
        book.renews(grows)
        book.subscribes("returns", seoul("2025-07-09 10:00"))
        book.subscribes("yearly", seoul("2025-07-10 10:00"), price=290_000, months=12)

    def told(step: MrrStep) -> list[tuple[str, int]]:
        found = rows(session, included, MRR_STEPS[step].code, JULY)
        return [(row.app_id, round(row.won)) for row in found]

    with database.reading() as session:
        assert told(MrrStep.NEW) == [("yearly", 24_167)]
        assert told(MrrStep.RETURNING) == [("returns", 29_000)]
        assert told(MrrStep.EXPANSION) == [("grows", 20_000)]
        assert told(MrrStep.CONTRACTION) == []
        assert told(MrrStep.CHURNED) == [("leaving", -39_000)]
        shown = explain(session, "mrr_churned", JULY, LATER)

    assert (shown.value, shown.label.ko, shown.provisional) == (-39_000, "MRR 이탈", False)


@GENERATED
@given(lived=lives())
def test_the_people_of_a_step_add_up_to_it_in_every_month(
    database: Database, lived: list[Life]
) -> None:
    as_of, months = AsOf(NOW), months_between(FIRST, Month.of(NOW))
    with written(database, lived) as session:
        moved = mrr_movements(session, months, as_of)
        drawn = {row.month: row for row in mrr_waterfall(session, months, as_of)}
        for month in months:
            exact = {
                MrrStep.NEW: moved[month].new,
                MrrStep.RETURNING: moved[month].returning,
                MrrStep.EXPANSION: moved[month].expansion,
                MrrStep.CONTRACTION: -moved[month].contraction,
                MrrStep.CHURNED: -moved[month].churned,
            }
            for step in MrrStep:
                behind = mrr_changes(step, session, month, as_of)
                assert sum((row.won for row in behind), Fraction(0)) == exact[step]
                shown = explain(session, MRR_STEPS[step].code, month, as_of)
                assert shown.value == drawn[month].steps[step]


@GENERATED
@given(lived=lives())
def test_a_cell_of_the_cohorts_shows_as_many_people_as_the_table(
    database: Database, lived: list[Life]
) -> None:
    as_of = AsOf(NOW)
    with written(database, lived) as session:
        for cohort in cohorts(session, FIRST, as_of):
            for cell in cohort.cells[:: max(len(cohort.cells) - 1, 1)]:  # the first and the last
                retained, paid, net = (
                    explain(session, cohort_code(of, cohort.month), cell.month, as_of).value
                    for of in (COHORT_RETAINED, COHORT_PAID, COHORT_NET)
                )
                assert retained == Share(cell.retained, cohort.members)
                assert paid == Share(cell.paid_members, cohort.members)
                assert net == cell.net_won


def test_the_rest_of_a_cohort_is_listed_with_the_reason(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        stays = book.subscribes("stays", seoul("2025-06-02 10:00"))
        book.renews(stays)
        book.asks(book.subscribes("leaves", seoul("2025-06-03 10:00")), seoul("2025-06-20"))
    code = cohort_code(COHORT_RETAINED, JUNE)

    with database.reading() as session:
        [there] = rows(session, included, code, JULY)
        [gone] = rows(session, excluded, code, JULY)

    assert (there.app_id, there.paid_won) == ("stays", 29_000)
    assert gone.app_id == "leaves"
    assert gone.reason == Exclusion(ExclusionReason.NO_MEMBER_AT_THE_END)


def test_a_failure_opens_by_what_became_of_it(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.subscribes("lost", seoul("2025-06-05 10:00")))
        book.declined(book.subscribes("waited for", seoul("2025-06-30 10:00")))
    early = AsOf(seoul("2025-08-03"))

    with database.reading() as session:
        july = cycle_numbers(session, [JULY], early)[JULY]
        lost = rows(session, included, "lost_cycles", JULY, early)
        waiting = rows(session, included, "waiting_won", JULY, early)
        values = {
            code: explain(session, code, JULY, early).value
            for code in ("lost_cycles", "lost_won", "waiting_cycles", "waiting_won")
        }

    assert [row.app_id for row in lost] == ["lost"]
    assert [row.app_id for row in waiting] == ["waited for"]
    assert values == {
        "lost_cycles": july.lost.count,
        "lost_won": july.lost.won,
        "waiting_cycles": july.waiting.count,
        "waiting_won": july.waiting.won,
    }


def test_all_parts_of_a_month_at_once_are_what_each_says_alone(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.subscribes("hana", seoul("2025-05-08 10:00")))
        book.asks(book.subscribes("duri", seoul("2025-06-07 10:00")), seoul("2025-06-20"))

    with database.reading() as session:
        at_once = values_of_parts(session, JUNE, LATER)
        assert at_once == {code: each.value(session, JUNE, LATER) for code, each in PARTS.items()}
    assert sum(map(bool, at_once.values())) >= 4  # came, left, lost, and asked without a reason


def test_every_part_says_what_it_is_in_both_languages() -> None:
    for part in PARTS.values():
        assert part.explanation.ko.endswith(".")
        assert part.explanation.en.endswith(".")
        assert part.label.ko != part.label.en


def test_metrics_and_rates_are_answered_as_before(database: Database) -> None:
    with database.reading() as session:
        assert explain(session, "paid_members", JUNE, LATER).value == 0
        assert explain(session, "churn_rate", JUNE, LATER).out_of == "active_at_start"
        assert rows(session, included, "paid_members", JUNE) == ()
        assert rows(session, excluded, "paid_members", JUNE) == ()


@pytest.mark.parametrize("code", ["nothing", "cohort_retained.soon", "cohort_.2025-06"])
def test_what_is_no_number_is_refused(database: Database, code: str) -> None:
    with database.reading() as session, pytest.raises(Refusal, match="unknown_number"):
        explain(session, code, JUNE, LATER)
