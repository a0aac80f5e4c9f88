"""월 마감: the frozen numbers and the corrections always make up the ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing_core.closing.close_month import close_month
from billing_core.database import Database
from billing_core.roll_ups.as_of import AsOf
from tests.lifecycle.closing import (
    JANUARY,
    TEN_FEBRUARY,
    assert_frozen_and_corrected_is_the_ledger,
    close,
)
from tests.numbers.book import seoul
from tests.numbers.till import Till, knows
from tests.parts.examples import of_a_book
from tests.parts.people import APPROVER


def test_payments_that_settle_while_the_month_is_closed_are_frozen_or_corrected(
    database: Database,
) -> None:
    """Never missed, never both: the frozen numbers and the corrections make up the ledger."""
    members = [f"m{number}" for number in range(8)]
    with database.writing() as session:
        knows(session, *members)
    together = Barrier(3)

    def settle(mine: list[str]) -> None:
        till = Till(mine[0])
        together.wait()
        for member_id in mine:
            with database.writing() as session:
                till.pays(session, member_id, seoul("2025-01-05"), known_at=TEN_FEBRUARY)

    def close_meanwhile() -> None:
        together.wait()
        close(database)

    with ThreadPoolExecutor(3) as pool:
        for each in [
            pool.submit(settle, members[:4]),
            pool.submit(settle, members[4:]),
            pool.submit(close_meanwhile),
        ]:
            each.result()
    with database.reading() as session:
        assert_frozen_and_corrected_is_the_ledger(session)


class Undone(Exception):
    """Ends a transaction without keeping it."""


FACTS = st.lists(
    st.tuples(
        st.sampled_from("가나"),
        st.integers(-1, 40),  # the day of January it was paid on, now and then another month's
        st.integers(0, 60),  # days until we learnt of it
        st.sampled_from([(), ((3, 100),), ((45, 100),), ((2, 30), (50, 70))]),
        st.integers(0, 60),  # days until we learnt of its refunds
    ),
    max_size=5,
)


@settings(
    max_examples=of_a_book(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=FACTS)
def test_what_was_frozen_and_the_corrections_always_make_up_the_ledger(
    database: Database, facts: list[tuple[str, int, int, tuple[tuple[int, int], ...], int]]
) -> None:
    till = Till()
    heard = []
    for member_id, day, late, refunds, refunds_late in facts:
        paid_at = JANUARY.start + timedelta(days=day)
        imp_uid = till.takes(member_id, paid_at, 100)
        heard.append((paid_at + timedelta(days=late), till.payments[imp_uid]))
        for after, won in refunds:
            back_at = paid_at + timedelta(days=after)
            till.gives_back(imp_uid, back_at, won)
            heard.append((back_at + timedelta(days=refunds_late), till.payments[imp_uid]))
    heard.sort(key=lambda one: one[0])
    try:
        with database.writing() as session:
            for known_at, payment in heard:
                if known_at < TEN_FEBRUARY:
                    till.settle(session, payment, known_at)
            close_month(session, JANUARY, actor=APPROVER, as_of=AsOf(TEN_FEBRUARY))
            for known_at, payment in heard:
                if known_at >= TEN_FEBRUARY:
                    till.settle(session, payment, known_at)
            assert_frozen_and_corrected_is_the_ledger(session)
            raise Undone
    except Undone:
        pass
