"""MRR 증감: every step of a month, and never a won that cannot be explained."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from billing_core.database import Database
from billing_core.numbers.mrr_waterfall import MrrStep, mrr_waterfall
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from tests.numbers.book import Book, seoul
from tests.numbers.lives import FIRST, NOW, Life, lives, written
from tests.parts.examples import of_a_book

JULY = Month(2025, 7)
LATER = AsOf(seoul("2025-08-10"))


def test_a_month_in_which_everything_happens(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        grows = book.subscribes("grows", seoul("2025-06-05 10:00"))
        shrinks = book.subscribes("shrinks", seoul("2025-06-06 10:00"), price=49_000)
        leaving = book.subscribes("leaving", seoul("2025-06-07 10:00"), price=39_000)
        book.asks(leaving, seoul("2025-06-20"))
        book.declined(book.subscribes("returns", seoul("2025-05-08 10:00")))
        grows.price, shrinks.price = 49_000, 29_000
        book.renews(grows)
        book.renews(shrinks)
        book.subscribes("returns", seoul("2025-07-09 10:00"))
        book.asks(book.subscribes("new", seoul("2025-07-10 10:00")), seoul("2025-07-11"))

    with database.reading() as session:
        [july] = mrr_waterfall(session, [JULY], LATER)
        [net] = mrr_waterfall(session, [JULY], LATER, with_vat=False)

    assert july.start == 29_000 + 49_000 + 39_000
    assert july.steps == {
        MrrStep.NEW: 29_000,
        MrrStep.RETURNING: 29_000,
        MrrStep.EXPANSION: 20_000,
        MrrStep.CONTRACTION: -20_000,
        MrrStep.CHURNED: -39_000,
    }
    assert july.end == 49_000 + 29_000 + 29_000 + 29_000
    assert july.confirmed == july.end - 29_000
    assert not july.provisional
    assert (net.end, net.with_vat) == (round(july.end * 10 / 11), False)


@pytest.mark.parametrize("with_vat", [True, False])
@settings(max_examples=of_a_book(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives())
def test_the_shown_steps_add_up_to_the_won_and_each_month_begins_where_the_last_one_ended(
    database: Database, with_vat: bool, lived: list[Life]
) -> None:
    months = months_between(FIRST, Month.of(NOW))
    with written(database, lived) as session:
        rows = mrr_waterfall(session, months, AsOf(NOW), with_vat=with_vat)
    for row in rows:
        assert row.start + sum(row.steps.values()) == row.end
        assert row.confirmed <= row.end
    for before, after in pairwise(rows):
        assert before.end == after.start
