"""Long lists: windows, pages, and rows that move or cannot be read."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from billing_core.gateway import BadAnswer, Iamport, Refused, Unavailable
from billing_core.rules.booking import BookingStatus
from billing_core.rules.payment import Flaw, PaymentStatus
from billing_core.wording.failures import failure_said
from tests.gateway.script import (
    NOON,
    Script,
    booking_row,
    envelope,
    page,
    payment_row,
    said,
    said_no,
    unknown_id,
)

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def _paid(*numbers: int) -> list[dict[str, object]]:
    return [payment_row(imp_uid=f"imp_{number}") for number in numbers]


def test_two_years_are_read_in_windows_that_neither_overlap_nor_leave_a_gap(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page([])))
    until = JANUARY + timedelta(days=730)
    assert list(iamport.payments_by_status("all", JANUARY, until)) == []

    spans = [(int(q["from"][0]), int(q["to"][0])) for q in map(script.query, range(9))]
    assert len(script.requests) == 9
    assert spans[0][0] == JANUARY.timestamp()
    assert spans[-1][1] == until.timestamp() - 1  # the gateway's `to` is inclusive
    assert all(next_[0] == this[1] + 1 for this, next_ in itertools.pairwise(spans))
    assert all(end - start < 90 * 86_400 for start, end in spans)


def test_bookings_are_read_in_windows_of_less_than_three_months(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page([])))
    until = JANUARY + timedelta(days=365)
    assert list(iamport.bookings(JANUARY, until)) == []

    queries = [script.query(index) for index in range(len(script.requests))]
    spans = [(int(q["schedule_from"][0]), int(q["schedule_to"][0])) for q in queries]
    assert (spans[0][0], spans[-1][1]) == (JANUARY.timestamp(), until.timestamp())
    assert all(next_[0] == this[1] for this, next_ in itertools.pairwise(spans))
    assert all(end - start <= 89 * 86_400 for start, end in spans)


def test_an_empty_span_asks_nothing(iamport: Iamport, script: Script) -> None:
    assert list(iamport.payments_by_status(PaymentStatus.PAID, JANUARY, JANUARY)) == []
    assert script.requests == []


def test_a_span_without_a_time_zone_is_a_mistake(iamport: Iamport) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        list(iamport.bookings(datetime(2026, 1, 1), JANUARY))  # noqa: DTZ001


def test_every_page_is_walked_by_the_gateways_own_numbers(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(page(_paid(1, 2), following=2, total=3)), said(page(_paid(3), total=3)))
    found = iamport.find_all_payments("bdc1")

    assert [payment.imp_uid for payment in found] == ["imp_1", "imp_2", "imp_3"]
    assert [script.query(index)["page"] for index in (0, 1)] == [["1"], ["2"]]


def test_a_row_that_moved_to_the_next_page_meanwhile_comes_once(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page(_paid(1, 2), following=2)), said(page(_paid(2, 3))))
    found = iamport.find_all_payments("bdc1")
    assert [payment.imp_uid for payment in found] == ["imp_1", "imp_2", "imp_3"]


def test_a_page_that_vanished_meanwhile_is_the_end(iamport: Iamport, script: Script) -> None:
    beyond = httpx.Response(400, json=envelope(None, -1, "데이터 범위를 넘어선 page"))
    script.will_answer(said(page(_paid(1), following=2)), beyond)
    assert [payment.imp_uid for payment in iamport.find_all_payments("bdc1")] == ["imp_1"]


def test_a_gateway_that_refuses_the_first_page_is_not_an_empty_list(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(httpx.Response(400, json=envelope(None, -1, "조회 기간은 최대 90일입니다")))
    with pytest.raises(Refused):
        list(iamport.payments_by_status("all", JANUARY, JANUARY + timedelta(days=1)))


def test_bare_arrays_are_walked_until_nothing_new_comes(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(_paid(1, 2)), said(_paid(3)), said([]))
    found = iamport.payments_of_customer("card_1")
    assert [payment.imp_uid for payment in found] == ["imp_1", "imp_2", "imp_3"]


def test_a_server_that_ignores_page_numbers_is_not_asked_for_ever(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(_paid(1, 2)))
    assert len(iamport.payments_of_customer("card_1")) == 2
    assert len(script.requests) == 2


def test_pages_that_lead_back_are_an_error_and_not_a_circle(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page(_paid(1), following=1)))
    with pytest.raises(BadAnswer):
        iamport.find_all_payments("bdc1")


def test_an_empty_page_that_names_a_next_one_is_not_followed_for_ever(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(*(said(page([], following=number)) for number in range(2, 5)), said([]))
    with pytest.raises(BadAnswer):
        iamport.find_all_payments("bdc1")
    assert len(script.requests) == 1


def test_an_empty_list_that_claims_rows_is_no_proof_of_nothing(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page([], total=3)))
    with pytest.raises(BadAnswer):
        iamport.bookings_of("card_1", JANUARY, JANUARY + timedelta(days=30))


@pytest.mark.parametrize("response", [None, {}, "none", 0, {"list": "x"}, [None]])
def test_what_is_no_list_is_no_proof_of_nothing(
    response: object, iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(response))
    with pytest.raises(BadAnswer):
        iamport.bookings_of("card_1", JANUARY, JANUARY + timedelta(days=30))


def test_one_unreadable_row_does_not_hide_the_others_and_is_not_forgotten(
    iamport: Iamport, script: Script
) -> None:
    broken = payment_row(imp_uid=None, merchant_uid="bdc2")
    script.will_answer(said(page([*_paid(1), broken, *_paid(3)])))
    rows = iamport.payments_by_status(PaymentStatus.PAID, JANUARY, JANUARY + timedelta(days=1))

    assert [next(rows).imp_uid, next(rows).imp_uid] == ["imp_1", "imp_3"]
    with pytest.raises(BadAnswer, match="bdc2: imp_uid is missing"):
        next(rows)


def test_rows_without_a_number_can_be_handed_out_so_that_the_list_goes_on(
    iamport: Iamport, script: Script
) -> None:
    broken = payment_row(imp_uid=None, merchant_uid="bdc2")
    script.will_answer(said(page([broken, *_paid(1), None, *_paid(3)])))
    handed_out: list[tuple[object, str]] = []
    rows = iamport.payments_by_status(
        PaymentStatus.PAID,
        JANUARY,
        JANUARY + timedelta(days=1),
        on_unreadable=lambda row, why: handed_out.append((row, why)),
    )

    assert [one.imp_uid for one in rows] == ["imp_1", "imp_3"]
    assert handed_out == [
        (broken, "bdc2: imp_uid is missing"),
        (None, "a row: expected an object, got NoneType"),
    ]


def test_what_cannot_be_true_is_no_proof_of_anything(iamport: Iamport, script: Script) -> None:
    flawed = payment_row(cancel_amount=30_000, cancelled_at=NOON, status="cancelled")
    script.will_answer(said(page([flawed])))
    with pytest.raises(BadAnswer, match="refunded_more_than_paid"):
        iamport.find_all_payments("bdc1")
    with pytest.raises(BadAnswer, match="refunded_more_than_paid"):
        iamport.payments_of_customer("card_1")

    told: list[str] = []
    [shown] = iamport.payments_of_customer(
        "card_1", on_unreadable=lambda _row, why: told.append(why)
    )
    assert (shown.flaws, told) == ((Flaw.REFUNDED_MORE_THAN_PAID,), [])


def test_an_order_of_ours_in_another_currency_is_no_proof(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(page([payment_row(currency="USD", amount=19.99)])))
    with pytest.raises(BadAnswer, match="USD"):
        iamport.find_all_payments("bdc1")


def test_a_booking_in_a_state_we_have_never_seen_is_not_filtered_away(
    iamport: Iamport, script: Script
) -> None:
    """It might be alive. And a server that ignores the filter does not fool us either."""
    states = ["scheduled", "paused", "revoked", "executed"]
    rows = [booking_row(merchant_uid=f"bdc_{state}", schedule_status=state) for state in states]
    script.will_answer(said(page(rows)))
    span = (JANUARY, JANUARY + timedelta(days=30))
    found = iamport.bookings_of("card_1", *span, BookingStatus.SCHEDULED)

    assert [booking.merchant_uid for booking in found] == ["bdc_scheduled", "bdc_paused"]
    assert script.query()["schedule-status"] == ["scheduled"]  # sic, with a hyphen


def test_the_filter_of_all_bookings_is_spelt_with_an_underscore(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page([booking_row()])))
    span = (JANUARY, JANUARY + timedelta(days=1))
    assert len(list(iamport.bookings(*span, BookingStatus.SCHEDULED))) == 1
    assert script.query()["schedule_status"] == ["scheduled"]
    assert script.query()["limit"] == ["1000"]


def test_an_unknown_id_is_an_empty_list(iamport: Iamport, script: Script) -> None:
    script.will_answer(unknown_id())
    assert iamport.find_all_payments("bdc1") == []
    assert iamport.payments_of_customer("card_1") == []
    assert iamport.bookings_of("card_1", JANUARY, JANUARY + timedelta(days=1)) == []


def test_a_card_unknown_in_the_other_way_is_an_empty_list_too(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said_no("등록되지 않은 구매자입니다."))
    assert iamport.payments_of_customer("card_1") == []
    with pytest.raises(Refused):
        iamport.find_all_payments("bdc1")


def test_a_404_that_is_not_iamports_is_no_proof_of_nothing(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(httpx.Response(404, content=b"<html>no such site</html>"))
    with pytest.raises(BadAnswer) as bad:
        iamport.find_all_payments("bdc1")
    assert "BILLING_GATEWAY_URL" in failure_said(bad.value.failure)


def test_a_page_that_fails_for_a_moment_is_asked_again_not_skipped(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page(_paid(1), following=2)), httpx.Response(503), said(page(_paid(2))))
    assert [payment.imp_uid for payment in iamport.find_all_payments("bdc1")] == ["imp_1", "imp_2"]


def test_a_list_that_breaks_off_for_good_is_an_error_and_not_a_shorter_list(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(page(_paid(1), following=2)), httpx.Response(503))
    with pytest.raises(Unavailable):
        iamport.find_all_payments("bdc1")
