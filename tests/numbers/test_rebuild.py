"""Making the roll-ups anew: beside workers, after damage, and in a book from before there were any."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_core import migrations
from billing_core.database import Database, StorageUnavailable
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    CohortMember,
    CohortMonth,
    CycleDay,
    MemberMonth,
    MemberStay,
    MonthTotal,
    MovementMonth,
    OpenEnd,
    OpenRefusal,
    StayChange,
)
from billing_core.numbers.membership import movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.ledger_numbers import PaidIn, RefundedIn, totals_of
from billing_core.roll_ups.rebuild import keep_roll_ups, rebuild
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal
from billing_core.rules.roll_up_difference import RollUpSum
from billing_core.rules.source import Source
from billing_core.wording.roll_ups import difference_said
from tests.numbers.book import Book, seoul
from tests.numbers.test_roll_up import rolled_up
from tests.numbers.till import Till, knows
from tests.parts.members import numbered

JANUARY, FEBRUARY, MARCH = Month(2025, 1), Month(2025, 2), Month(2025, 3)
LATER = seoul("2025-06-01")


def lives_rolled_up(session: Session) -> dict[str, set[tuple[object, ...]]]:
    """Every row of the others that came to something."""
    found = {}
    for table in (CohortMember, CohortMonth, MemberStay, StayChange, MovementMonth, OpenEnd, CycleDay, OpenRefusal):  # fmt: skip
        keys = len(list(table.__table__.primary_key))
        rows = session.execute(select(*table.__table__.columns))
        found[table.__name__] = {tuple(row) for row in rows if any(row[keys:])}
    return found


def test_workers_and_a_rebuild_at_once_lose_nothing(database: Database) -> None:
    members, workers = [f"m{n}" for n in range(4)], 4
    with database.writing() as session:
        knows(session, *members)
    together = Barrier(workers + 1)

    def settle(worker: int) -> None:
        till = Till(f"imp_{worker}")
        together.wait()
        for member_id in members if worker % 2 else reversed(members):
            with database.writing() as session:
                paid = till.pays(session, member_id, seoul("2025-01-05"), 1_000)
            with database.writing() as session:
                till.refunds(session, paid, seoul("2025-02-05"), 1_000 if worker else 400)

    def rebuild_often() -> None:
        together.wait()
        for _ in range(4):
            with database.writing() as session:
                rebuild(session)

    with ThreadPoolExecutor(workers + 1) as pool:
        done = [pool.submit(settle, worker) for worker in range(workers)]
        done.append(pool.submit(rebuild_often))
        for each in done:
            each.result()
    with database.reading() as session:
        assert check(session) == []
        totals = totals_of(session, [JANUARY, FEBRUARY])
    assert totals[JANUARY][0] == PaidIn(4, 4, 16, 16_000)
    assert totals[FEBRUARY][1] == RefundedIn(16, 4 * 3_400)


def pay(session: Session) -> None:
    Till().pays(session, "hana", seoul("2025-01-05"))


def test_what_is_entered_while_they_are_made_anew_is_added_to_them(postgresql_url: str) -> None:
    database, till = Database(postgresql_url, durable=False), Till()
    with database.writing() as session:
        knows(session, "hana")
    paid = till.payments[till.takes("hana", seoul("2025-01-05"), 29_000)]
    with database.writing() as session:
        settle_payment(session, paid, source=Source.SWEEP, now=LATER)
        with database.writing() as other:
            rebuild(other)  # waits for nobody who has not begun to add
    with database.reading() as session:
        assert check(session) == []
        assert totals_of(session, [JANUARY])[JANUARY][0] == PaidIn(1, 1, 1, 29_000)
    database.close()


@pytest.mark.parametrize(("first", "second"), [(pay, rebuild), (rebuild, pay)])
def test_a_rebuild_and_whoever_writes_wait_for_each_other(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[Session], None],
    second: Callable[[Session], None],
) -> None:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 50)
    one, other = Database(database_url, durable=False), Database(database_url, durable=False)
    with one.writing() as session:
        first(session)
        with pytest.raises(StorageUnavailable), other.writing() as waiting:
            second(waiting)
    with other.writing() as session:
        second(session)
        assert check(session) == []
    one.close()
    other.close()


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (
            update(MonthTotal).values(paid_won=MonthTotal.paid_won + 1),
            "2025년 1월 결제액: 화면에는 58,001, 장부로는 58,000입니다. 집계를 다시 만들어 주세요.",
        ),
        (
            update(MemberMonth).where(MemberMonth.member_id == numbered("hana")).values(charges=7),
            "2025년 1월 장부와 다른 회원별 집계: 화면에는 1, 장부로는 1입니다. 집계를 다시 만들어 주세요.",
        ),
    ],
)
def test_a_roll_up_that_says_something_else_is_seen_and_made_anew(
    database: Database, broken: object, sentence: str
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
        till.pays(session, "duri", seoul("2025-01-05"))
        session.execute(broken)  # type: ignore[call-overload]

    with database.writing() as session:
        assert [difference_said(difference) for difference in check(session)] == [sentence]
        rebuild(session)
        assert check(session) == []


def test_a_month_that_the_ledger_does_not_know_is_seen_too(database: Database) -> None:
    with database.writing() as session:
        session.add(MonthTotal(month=JANUARY, paid_members=1))

    with database.reading() as session:
        [difference] = check(session)
    assert (difference.what, difference.shown, difference.ledger) == (RollUpSum.PAID_MEMBERS, 1, 0)


@pytest.mark.parametrize("before_there_were", ["0002", "0008"])
def test_a_book_from_before_some_roll_ups_has_them_after_migrating(
    database: Database, before_there_were: str
) -> None:
    till = Till()
    with database.writing() as session:
        book = Book(session)
        book.renews(book.subscribes("duri", seoul("2024-12-10 10:00")))
        first = till.pays(session, "hana", seoul("2024-12-31 23:59:59"))
        till.pays(session, "hana", seoul("2025-01-01"))
        till.refunds(session, first, seoul("2025-03-04"), 29_000)
    with database.reading() as session:
        before, lives = rolled_up(session), lives_rolled_up(session)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    config.attributes["url"] = database.url

    command.downgrade(config, before_there_were)
    command.upgrade(config, "head")

    with database.reading() as session:
        members, totals = rolled_up(session)
        with pytest.raises(Refusal, match="roll_ups_missing"):
            movements(session, [JANUARY], AsOf(seoul("2025-04-01")))
    assert members == before[0]
    assert [total for total in totals if any(total[1:])] == before[1]

    for _ in range(2):  # the dashboard and the sidecar start
        keep_roll_ups(database, grace_days=7)

    with database.reading() as session:
        assert lives_rolled_up(session) == lives
        assert check(session) == []
