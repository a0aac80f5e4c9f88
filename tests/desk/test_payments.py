from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from billing_core.desk import payment_search, payments
from billing_core.desk.payment_filter import PaymentFilter, Shown
from billing_core.desk.payment_sums import PaymentSums
from billing_core.desk.payments import (
    PaymentPage,
    PaymentPlace,
    every_payment,
    payment_months,
    payment_page,
)
from billing_core.models import PaymentRecord
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month, kst_instant
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.source import Source
from billing_core.sandbox.cards import CardOutcome
from tests.desk.conftest import live, read
from tests.parts.members import numbered
from tests.parts.world import World


def found(
    world: World, wanted: PaymentFilter, limit: int = 50, after: PaymentPlace | None = None
) -> PaymentPage:
    return read(world, lambda session: payment_page(session, wanted, limit=limit, after=after))


def one_by_one(world: World, wanted: PaymentFilter) -> list[str]:
    """The payments of every page, when a page has one row."""
    page = found(world, wanted, limit=1)
    seen = [row.imp_uid for row in page.rows]
    while page.next:
        page = found(world, wanted, limit=1, after=page.next)
        seen += [row.imp_uid for row in page.rows]
    return seen


def sums(world: World, wanted: PaymentFilter) -> PaymentSums:
    added_up = found(world, wanted, limit=1).sums
    assert added_up is not None
    return added_up


def test_an_issuance_is_listed_with_its_reason_and_never_summed(world: World) -> None:
    world.join("hana")

    page = found(world, PaymentFilter())
    (excluded,) = [row for row in page.rows if row.shown is Shown.EXCLUDED]

    assert page.sums == PaymentSums(total=2, paid=29_000)
    assert excluded.amount == 29_000
    assert excluded.excluded == Exclusion(ExclusionReason.ISSUANCE)


def test_the_sums_are_of_everything_found_and_not_of_one_page(world: World) -> None:
    for member_id in ("hana", "duri", "sena"):
        world.join(member_id)

    page = found(world, PaymentFilter(shown=Shown.PAID), limit=1)

    assert len(page.rows) == 1
    assert page.sums == PaymentSums(total=3, paid=87_000)


@pytest.mark.parametrize("text", ["", "u-"])
def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(world: World, text: str) -> None:
    for member_id in ("u-hana", "u-duri", "u-sena"):
        world.join(member_id)
        live(world, 1)
    world.join("u-nara")
    world.join("u-mina")  # in the same second
    wanted = PaymentFilter(text=text)

    everything = [row.imp_uid for row in found(world, wanted).rows]

    assert len(everything) == 10
    assert one_by_one(world, wanted) == everything


def test_what_comes_in_meanwhile_moves_no_page(world: World) -> None:
    for member_id in ("hana", "duri"):
        world.join(member_id)
        live(world, 1)
    wanted = PaymentFilter(shown=Shown.PAID)
    first = found(world, wanted, limit=1)

    world.join("sena")
    second = found(world, wanted, limit=1, after=first.next)

    assert [row.app_id for row in (*first.rows, *second.rows)] == ["duri", "hana"]


def test_a_month_is_koreas_month(world: World) -> None:
    world.wait_until(datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC))
    world.join("hana")
    world.wait_until(datetime(2025, 1, 31, 15, 0, tzinfo=UTC))
    world.join("duri")

    january = found(world, PaymentFilter(span=Month(2025, 1), shown=Shown.PAID))
    february = found(world, PaymentFilter(span=Month(2025, 2), shown=Shown.PAID))

    assert [row.app_id for row in january.rows] == ["hana"]
    assert [row.app_id for row in february.rows] == ["duri"]
    assert read(world, payment_months) == [Month(2025, 2), Month(2025, 1)]


def test_a_partial_refund_is_shown_as_refunded_and_still_paid(world: World) -> None:
    world.join("hana")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")
    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "고객 요청")
    world.work()

    (row,) = found(world, PaymentFilter(shown=Shown.REFUNDED)).rows

    assert (row.shown, row.refunded) == (Shown.REFUNDED, 9_000)
    for shown in (Shown.PAID, Shown.REFUNDED):
        expected = PaymentSums(total=1, paid=29_000, refunded=9_000)
        assert sums(world, PaymentFilter(shown=shown)) == expected


def test_a_failure_is_listed_with_the_reason_and_moves_no_money(world: World) -> None:
    world.join("hana", card="9381-0000-0000-0061")

    page = found(world, PaymentFilter(shown=Shown.FAILED))

    assert page.rows[0].decline is DeclineReason.LIMIT_EXCEEDED
    assert page.sums == PaymentSums(total=1)


def test_the_search_knows_members_and_numbers(world: World) -> None:
    world.join("hana")
    world.join("duri")
    (payment,) = world.rows(
        PaymentRecord,
        PaymentRecord.payment_class == "charge",
        PaymentRecord.member_id == numbered("hana"),
    )

    for text in ("han", payment.imp_uid, payment.merchant_uid, payment.apply_num):
        page = found(world, PaymentFilter(shown=Shown.PAID, text=text))
        assert [row.imp_uid for row in page.rows] == [payment.imp_uid], text


def test_an_empty_book_has_no_months(world: World) -> None:
    assert read(world, payment_months) == []
    assert found(world, PaymentFilter()) == PaymentPage((), None, PaymentSums())


def test_a_retried_charge_shows_the_failure_and_the_payment(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 31)
    world.set_card("hana", CardOutcome.APPROVED)
    live(world, 2)

    page = found(world, PaymentFilter(text="hana"))

    assert [row.shown for row in page.rows][:2] == [Shown.PAID, Shown.FAILED]


def a_little_of_everything(world: World) -> None:
    world.wait_until(datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC))
    world.join("hana")
    world.join("duri")
    world.set_card("duri", CardOutcome.INSUFFICIENT_FUNDS)
    world.join("sena", card="9381-0000-0000-0061")
    live(world, 30)
    payment, *_ = world.rows(
        PaymentRecord,
        PaymentRecord.payment_class == "charge",
        PaymentRecord.member_id == numbered("hana"),
    )
    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "고객 요청")
    world.work()


def test_the_sums_are_those_of_the_rows_whatever_is_asked_for(world: World) -> None:
    a_little_of_everything(world)
    months = (None, *read(world, payment_months))
    for wanted in (
        PaymentFilter(month, shown, text)
        for month in months
        for shown in (None, *Shown)
        for text in ("", "hana", "a")
    ):
        rows = found(world, wanted).rows
        counted = [row for row in rows if row.shown in (Shown.PAID, Shown.REFUNDED)]
        assert sums(world, wanted) == PaymentSums(
            total=len(rows),
            paid=sum(row.amount for row in counted),
            refunded=sum(row.refunded for row in counted),
        ), wanted


def test_a_text_that_fits_very_many_members_gives_pages_and_no_sums(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_little_of_everything(world)
    exact = found(world, PaymentFilter(text="a"))
    monkeypatch.setattr(payment_search, "MOST_MEMBERS", 1)

    page = found(world, PaymentFilter(text="a"))

    assert page.rows == exact.rows
    assert page.sums is None
    assert one_by_one(world, PaymentFilter(text="a")) == [row.imp_uid for row in exact.rows]


# Of every seventh, each choice still meets each other one: seven divides no number of choices.
@pytest.mark.parametrize("one_in", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_every_filter_narrows_rows_sums_and_the_file_alike(world: World, one_in: int) -> None:
    a_little_of_everything(world)
    january = Interval(kst_instant(date(2025, 1, 31)), kst_instant(date(2025, 2, 2)))
    filters = [
        PaymentFilter(span, shown, text, at_least, at_most, plan, decline, source)
        for span in (None, january)
        for shown in (None, Shown.PAID, Shown.FAILED)
        for text in ("", "a")
        for at_least, at_most in ((None, None), (29_001, None), (None, 29_000), (0, 1))
        for plan in (None, "basic", "nobody's")
        for decline in (None, DeclineReason.INSUFFICIENT_FUNDS)
        for source in (None, Source.WEBHOOK)
    ]
    for wanted in filters[::one_in]:
        rows = found(world, wanted).rows
        counted = [row for row in rows if row.shown in (Shown.PAID, Shown.REFUNDED)]
        assert sums(world, wanted) == PaymentSums(
            total=len(rows),
            paid=sum(row.amount for row in counted),
            refunded=sum(row.refunded for row in counted),
        ), wanted
        assert read(world, lambda session: list(every_payment(session, wanted))) == list(rows)  # noqa: B023
        assert all(row.plan == "월 정기 멤버십" for row in rows if wanted.plan), wanted
        assert all(row.source == Source.WEBHOOK for row in rows if wanted.source), wanted
        assert all(row.decline is wanted.decline for row in rows if wanted.decline), wanted
        assert all(wanted.span is None or row.at in wanted.span for row in rows), wanted


def test_the_filters_let_something_through(world: World) -> None:
    a_little_of_everything(world)
    assert found(world, PaymentFilter(plan="basic")).rows
    assert found(world, PaymentFilter(decline=DeclineReason.INSUFFICIENT_FUNDS)).rows
    assert found(world, PaymentFilter(source=Source.WEBHOOK)).rows
    assert found(world, PaymentFilter(at_least=29_000, at_most=29_000)).rows


def test_a_file_is_read_some_rows_at_a_time_and_misses_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_little_of_everything(world)
    whole = {text: found(world, PaymentFilter(text=text)).rows for text in ("", "a")}
    for at_once in (1, 2, len(whole[""])):
        monkeypatch.setattr(payments, "ROWS_AT_ONCE", at_once)
        for text, rows in whole.items():
            wanted = PaymentFilter(text=text)
            assert read(world, lambda session: tuple(every_payment(session, wanted))) == rows  # noqa: B023


@pytest.mark.parametrize(
    "wanted",
    [
        PaymentFilter(at_least=30_000),
        PaymentFilter(plan="basic"),
        PaymentFilter(decline=DeclineReason.LIMIT_EXCEEDED),
        PaymentFilter(shown=Shown.FAILED, decline=DeclineReason.LIMIT_EXCEEDED),
        PaymentFilter(source=Source.SWEEP),
        PaymentFilter(Interval(kst_instant(date(2025, 1, 1)), kst_instant(date(2025, 2, 2)))),
    ],
)
def test_no_filter_reads_every_payment_or_sorts_them(world: World, wanted: PaymentFilter) -> None:
    if world.system.database.engine.dialect.name != "sqlite":
        pytest.skip("its plans are those of a book of this size")
    asked: list[str] = []

    def plans(session: Session) -> None:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def explain(_c: object, cursor: Any, statement: str, values: Any, *_rest: object) -> None:
            if statement.startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
                asked.extend(str(row[3]) for row in cursor.fetchall())

        payment_page(session, wanted, limit=50)

    read(world, plans)

    assert [step for step in asked if "SEARCH payments USING" in step]
    assert [step for step in asked if step.startswith(("SCAN payments", "USE TEMP"))] == []
