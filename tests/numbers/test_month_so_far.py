"""The short ways to this month so far give what reading the payments and the stays gives."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing_core.database import Database
from billing_core.numbers.membership import movements
from billing_core.numbers.month_to_date import month_to_date
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.ledger_numbers import paid_in
from tests.numbers.book import Book, seoul
from tests.numbers.lives import NOW, Life, lives, written
from tests.parts.examples import of_a_book


@settings(max_examples=of_a_book(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), days_ago=st.integers(0, 120))
def test_the_part_of_a_month_is_what_its_payments_and_stays_say(
    database: Database, lived: list[Life], days_ago: int
) -> None:
    as_of = AsOf(NOW - timedelta(days=days_ago))
    with written(database, lived) as session:
        compared = month_to_date(session, as_of)
        for part in (compared.this_month, compared.last_month):
            paid = paid_in(session, [part.interval])[part.interval]
            moved = movements(session, [part.interval], as_of)[part.interval]
            assert (part.paid_members, part.paid_won) == (paid.members, paid.won)
            assert (part.new, part.returning) == (moved.new, moved.returning)
            assert (part.churned, part.members_at_end) == (moved.churned, moved.end)


def test_who_pays_several_times_in_a_part_of_a_month_is_one_member(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        for day in ("02-01", "02-03", "02-09", "02-27"):
            book.pays("hana", seoul(f"2025-{day}"))
        book.pays("duri", seoul("2025-02-27"))
        book.pays("sena", seoul("2025-02-05"))

    with database.reading() as session:
        last_month = month_to_date(session, AsOf(seoul("2025-03-10"))).last_month

    assert (last_month.paid_members, last_month.paid_won) == (2, 4 * 29_000)
