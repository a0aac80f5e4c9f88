from __future__ import annotations

from datetime import UTC, datetime

from billing_core.desk.payments import (
    PaymentFilter,
    PaymentPage,
    Shown,
    payment_months,
    payment_page,
)
from billing_core.models import PaymentRecord
from billing_core.rules.calendar import Month
from billing_core.rules.decline import DeclineReason
from billing_core.sandbox.cards import CardOutcome
from tests.desk.conftest import live, read
from tests.parts.world import World


def found(world: World, wanted: PaymentFilter, limit: int = 50, offset: int = 0) -> PaymentPage:
    return read(world, lambda session: payment_page(session, wanted, limit=limit, offset=offset))


def test_an_issuance_is_listed_with_its_reason_and_never_summed(world: World) -> None:
    world.join("hana")

    page = found(world, PaymentFilter())
    (excluded,) = [row for row in page.rows if row.shown is Shown.EXCLUDED]

    assert page.total == 2
    assert page.paid == 29_000
    assert excluded.amount == 29_000
    assert excluded.reason == "빌링키 발급 결제라 돈이 움직이지 않았습니다"


def test_the_sums_are_of_everything_found_and_not_of_one_page(world: World) -> None:
    for member_id in ("hana", "duri", "sena"):
        world.join(member_id)

    page = found(world, PaymentFilter(shown=Shown.PAID), limit=1)

    assert len(page.rows) == 1
    assert (page.total, page.paid) == (3, 87_000)


def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(world: World) -> None:
    for member_id in ("hana", "duri", "sena"):
        world.join(member_id)
        live(world, 1)
    wanted = PaymentFilter(shown=Shown.PAID)

    one_by_one = [found(world, wanted, limit=1, offset=at).rows[0].member_id for at in range(3)]

    assert one_by_one == ["sena", "duri", "hana"]


def test_a_month_is_koreas_month(world: World) -> None:
    world.wait_until(datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC))
    world.join("hana")
    world.wait_until(datetime(2025, 1, 31, 15, 0, tzinfo=UTC))
    world.join("duri")

    january = found(world, PaymentFilter(month=Month(2025, 1), shown=Shown.PAID))
    february = found(world, PaymentFilter(month=Month(2025, 2), shown=Shown.PAID))

    assert [row.member_id for row in january.rows] == ["hana"]
    assert [row.member_id for row in february.rows] == ["duri"]
    assert read(world, payment_months) == [Month(2025, 2), Month(2025, 1)]


def test_a_partial_refund_is_shown_as_refunded_and_still_paid(world: World) -> None:
    world.join("hana")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")
    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "고객 요청")
    world.work()

    (row,) = found(world, PaymentFilter(shown=Shown.REFUNDED)).rows
    all_paid = found(world, PaymentFilter(shown=Shown.PAID))

    assert (row.shown, row.refunded) == (Shown.REFUNDED, 9_000)
    assert (all_paid.paid, all_paid.refunded) == (29_000, 9_000)


def test_a_failure_is_listed_with_the_reason_and_moves_no_money(world: World) -> None:
    world.join("hana", card="9381-0000-0000-0061")

    page = found(world, PaymentFilter(shown=Shown.FAILED))

    assert page.rows[0].decline is DeclineReason.LIMIT_EXCEEDED
    assert page.paid == 0


def test_the_search_knows_members_and_numbers(world: World) -> None:
    world.join("hana")
    world.join("duri")
    (payment,) = world.rows(
        PaymentRecord,
        PaymentRecord.payment_class == "charge",
        PaymentRecord.member_id == "hana",
    )

    for text in ("han", payment.imp_uid, payment.merchant_uid, payment.apply_num):
        page = found(world, PaymentFilter(shown=Shown.PAID, text=text))
        assert [row.imp_uid for row in page.rows] == [payment.imp_uid], text


def test_an_empty_book_has_no_months(world: World) -> None:
    assert read(world, payment_months) == []
    assert found(world, PaymentFilter()) == PaymentPage((), 0, 0, 0)


def test_a_retried_charge_shows_the_failure_and_the_payment(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 31)
    world.set_card("hana", CardOutcome.APPROVED)
    live(world, 2)

    page = found(world, PaymentFilter(text="hana"))

    assert [row.shown for row in page.rows][:2] == [Shown.PAID, Shown.FAILED]
