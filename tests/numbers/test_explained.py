"""숫자 설명서: a number opens into what it means, whom it counts and what it leaves out."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.lifecycle.decide_quarantined import decide_quarantined
from billing_core.models import PaymentRecord
from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.explained import excluded, explain, included
from billing_core.numbers.metric import Share, Unit
from billing_core.numbers.people_page import PeoplePage
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.wording.exclusions import exclusion_said
from billing_core.wording.refusals import refusal_said
from tests.numbers.book import Book, seoul
from tests.numbers.days import days_of
from tests.numbers.lives import NOW, Life, lives, written
from tests.parts.examples import of_a_book
from tests.parts.people import APPROVER
from tests.parts.worlds import in_process

JUNE = Month(2025, 6)
AS_OF = AsOf(seoul("2025-08-01 09:00"))

Listing = Callable[..., PeoplePage]


def whole(session: Session, listing: Listing, code: str, interval: Bounded, as_of: AsOf) -> Any:
    """Every page, three rows at a time."""
    rows: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        page = listing(session, code, interval, as_of, limit=3, offset=offset)
        rows += page.rows
        offset = page.next_offset
    return rows


def test_a_number_says_what_it_means_and_when_it_was_true(database: Database) -> None:
    with database.writing() as session:
        Book(session).subscribes("hana", seoul("2025-06-15 10:00"))

    with database.reading() as session:
        told = explain(session, "paid_members", JUNE, AS_OF)
        people = included(session, "paid_members", JUNE, AS_OF, limit=10)
        open_still = explain(session, "churned", JUNE, AsOf(seoul("2025-07-07 12:00")))

    assert (told.label.ko, told.unit, told.value) == ("결제회원", Unit.PEOPLE, 1)
    assert told.definition.ko.startswith("이 달에 실제 결제가")
    assert (told.known_at, told.provisional) == (AS_OF.now, False)
    assert open_still.provisional
    assert [column.label.ko for column in people.columns][:4] == [
        "회원 ID",
        "이름",
        "결제 건수",
        "결제액(원)",
    ]
    assert (people.rows[0].app_id, people.next_offset) == ("hana", None)


def test_everything_left_out_is_listed_with_its_reason(database: Database) -> None:
    kinds = [kind for kind in PaymentClass if not kind.counted]
    with database.writing() as session:
        book = Book(session)
        for kind in kinds:
            book.payment(seoul("2025-06-10"), kind, f"{kind}의 사유")
            book.payment(seoul("2025-07-01"), kind, "다음 달")
        book.refunded(book.pays("refunded", seoul("2025-06-11")), seoul("2025-07-02"), 29_000)
        book.pays("kept", seoul("2025-06-12"))

    with database.reading() as session:
        gross = whole(session, excluded, "paid_members", JUNE, AS_OF)
        net = whole(session, excluded, "paid_members_net", JUNE, AS_OF)
        kept = whole(session, included, "paid_members_net", JUNE, AS_OF)

    assert {exclusion_said(row.reason) for row in gross} == {f"{kind}의 사유" for kind in kinds}
    assert len(gross) == len(kinds)
    more = {row.reason for row in net} - {row.reason for row in gross}
    assert more == {Exclusion(ExclusionReason.FULLY_REFUNDED)}
    assert [row.app_id for row in kept] == ["kept"]


def test_a_rate_opens_into_its_part_and_names_its_whole(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        failing = book.subscribes("failing", seoul("2025-05-15 10:00"))
        book.declined(failing)
        book.renews(book.subscribes("easy", seoul("2025-05-15 10:00")))

    with database.reading() as session:
        told = explain(session, "failure_rate", JUNE, AS_OF)
        behind = included(session, "failure_rate", JUNE, AS_OF, limit=10)
        out_of = included(session, told.out_of or "", JUNE, AS_OF, limit=10)

    assert (told.value, told.unit) == (Share(1, 2), Unit.PERCENT)
    assert [row.app_id for row in behind.rows] == ["failing"]
    assert {row.app_id for row in out_of.rows} == {"failing", "easy"}


def test_an_unknown_number_is_refused_with_a_sentence(database: Database) -> None:
    with database.reading() as session, pytest.raises(Refusal, match="unknown_number") as refused:
        explain(session, "paid_membres", JUNE, AS_OF)

    assert refusal_said(refused.value).endswith("주세요.")


def test_what_a_person_decides_moves_from_left_out_to_counted(database_url: str) -> None:
    with in_process(database_url, seoul("2025-06-10 10:00")) as world:
        customer_uid = world.join("hana")
        world.onetime("by-hand", customer_uid, 29_000)
        world.work()
        [waiting] = world.findings(FindingKind.QUARANTINED_PAYMENT)

        def paid_and_left_out() -> tuple[Any, list[str]]:
            with world.system.database.reading() as session:
                told = explain(session, "paid_amount", JUNE, AS_OF)
                left = whole(session, excluded, "paid_amount", JUNE, AS_OF)
            return told.value, [row.subject for row in left]

        won, left_out = paid_and_left_out()
        assert (won, waiting.subject in left_out) == (29_000, True)

        payment = world.system.gateway.payment(waiting.subject)
        with world.system.database.writing() as session:
            decide_quarantined(session, payment, counts=True, actor=APPROVER, now=world.clock.now())

        won, left_out = paid_and_left_out()
        assert (won, waiting.subject in left_out) == (58_000, False)
        assert len(left_out) == 1, "the issuance stays out"


@settings(max_examples=of_a_book(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), month=st.sampled_from([Month(2025, 1), Month(2025, 5), Month(2025, 8)]))
def test_a_number_is_as_many_rows_as_it_says_on_a_day_in_a_month_and_in_a_year(
    database: Database, lived: list[Life], month: Month
) -> None:
    as_of = AsOf(NOW)
    counted = [code for code, metric in METRICS.items() if metric.unit is not Unit.WON]
    with written(database, lived) as session:
        for interval in (days_of(month)[14], month, Interval.of_year(month.year)):
            for code in counted:
                rows = whole(session, included, code, interval, as_of)
                assert len(rows) == explain(session, code, interval, as_of).value, code


def test_every_row_of_every_number_has_words_for_its_columns(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.payment(seoul("2025-06-01"), PaymentClass.ISSUANCE, "발급")
        hana = book.subscribes("hana", seoul("2025-06-02 10:00"))
        book.refunded(book.pays("hana", seoul("2025-06-03")), seoul("2025-06-04"), 1_000)
        book.withdraws(book.asks(hana, seoul("2025-06-05")), seoul("2025-07-01"))
        book.downgraded("hana", seoul("2025-06-05"))

    with database.reading() as session:
        for code in (*METRICS, *RATES):
            for listing in (included, excluded):
                page = listing(session, code, Interval.of_year(2025), AS_OF, limit=1)
                assert len(page.columns) > 0 or not page.rows, code


def test_a_page_of_many_takes_the_memory_of_a_page(database: Database) -> None:
    """Eight thousand excluded payments; the last page is read as cheaply as the first."""
    with database.writing() as session:
        book = Book(session)
        first = book.payment(seoul("2025-06-01"), PaymentClass.ISSUANCE, "발급")
        copy_payment(session, first, 8_000)

    with database.reading() as session:
        tracemalloc.start()
        page = excluded(session, "paid_members", JUNE, AS_OF, limit=50, offset=7_980)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert (len(page.rows), page.next_offset) == (21, None)
    assert peak < 2.7 * 2**20, f"{peak / 2**20:.1f} MB"


def copy_payment(session: Session, imp_uid: str, times: int) -> None:
    [row] = session.execute(
        select(*PaymentRecord.__table__.columns).where(PaymentRecord.imp_uid == imp_uid)
    ).mappings()
    known = {name: value for name, value in row.items() if name != "dated_at"}  # follows from it
    copies = [{**known, "imp_uid": f"imp_copy_{n:09d}"} for n in range(times)]
    session.execute(insert(PaymentRecord), copies)
