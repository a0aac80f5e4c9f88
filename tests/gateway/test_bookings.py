"""Booking a future charge, revoking it, and seeing what is booked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from billing_core.gateway import Iamport, InvalidRequest, NotFound, OutcomeUnknown, Refused
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.payment import PaymentStatus
from billing_core.wording.failures import failure_said
from tests.gateway.script import (
    NOON,
    Script,
    booking_row,
    envelope,
    page,
    said,
    said_no,
    unknown_id,
)

DUE = datetime.fromtimestamp(NOON, UTC)


def _book(iamport: Iamport) -> Booking:
    return iamport.book(
        customer_uid="card_1",
        merchant_uid="bdc2",
        due_at=DUE,
        amount=29_000,
        name="월 정기 멤버십",
    )


def test_the_next_charge_is_booked_for_its_second(iamport: Iamport, script: Script) -> None:
    script.will_answer(said([booking_row()]))
    booking = _book(iamport)

    assert booking.status is BookingStatus.SCHEDULED
    assert booking.due_at == DUE
    assert booking.payment_status is None
    assert booking.executed_at is None
    assert script.asked == ["POST /subscribe/payments/schedule"]
    assert script.body() == {
        "customer_uid": "card_1",
        "schedules": [
            {
                "merchant_uid": "bdc2",
                "schedule_at": NOON,
                "amount": 29_000,
                "name": "월 정기 멤버십",
            }
        ],
    }


@pytest.mark.parametrize(
    "answer",
    [
        said_no("중복된 merchant_uid 입니다."),
        said([]),
        said([booking_row(merchant_uid="bdc999")]),
        httpx.Response(500, json=envelope(None, -1)),
    ],
)
def test_a_booking_that_is_not_confirmed_may_still_exist(
    answer: httpx.Response, iamport: Iamport, script: Script
) -> None:
    script.will_answer(answer)
    with pytest.raises(OutcomeUnknown) as unknown:
        _book(iamport)
    assert unknown.value.merchant_uid == "bdc2"
    assert len(script.requests) == 1


def test_revoking_a_card_revokes_all_its_bookings(iamport: Iamport, script: Script) -> None:
    script.will_answer(said([booking_row(schedule_status="revoked", revoked_at=NOON)]))
    (revoked,) = iamport.revoke("card_1")

    assert revoked.status is BookingStatus.REVOKED
    assert revoked.revoked_at == DUE
    assert script.asked == ["POST /subscribe/payments/unschedule"]
    assert script.body() == {"customer_uid": "card_1"}


def test_revoking_by_name_sends_the_names(iamport: Iamport, script: Script) -> None:
    script.will_answer(said([booking_row(schedule_status="revoked")]))
    iamport.revoke("card_1", ["bdc2", "bdc3"])
    assert script.body() == {"customer_uid": "card_1", "merchant_uid": ["bdc2", "bdc3"]}


def test_revoking_no_names_must_not_become_revoking_everything(
    iamport: Iamport, script: Script
) -> None:
    assert iamport.revoke("card_1", []) == []
    assert script.requests == []


def test_nothing_to_revoke_is_an_empty_list(iamport: Iamport, script: Script) -> None:
    script.will_answer(said_no("취소할 예약결제 기록이 존재하지 않습니다."))
    assert iamport.revoke("card_1") == []


def test_a_revocation_without_an_answer_is_unknown(iamport: Iamport, script: Script) -> None:
    script.will_answer(httpx.ReadTimeout("slow"))
    with pytest.raises(OutcomeUnknown):
        iamport.revoke("card_1")
    assert len(script.requests) == 1


def test_a_revocation_without_a_card_would_reach_too_far(iamport: Iamport, script: Script) -> None:
    with pytest.raises(InvalidRequest):
        iamport.revoke("", ["bdc2"])
    assert script.requests == []


def test_a_booking_is_moved(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(booking_row(schedule_at=NOON + 86_400)))
    moved = iamport.move("bdc2", DUE + timedelta(days=1))

    assert moved.due_at == DUE + timedelta(days=1)
    assert script.asked == ["PUT /subscribe/payments/schedule/bdc2"]
    assert script.body() == {"schedule_at": NOON + 86_400}


def test_a_booking_that_has_run_refuses_to_move(iamport: Iamport, script: Script) -> None:
    script.will_answer(httpx.Response(400, json=envelope(None, 1, "이미 실행된 결제예약입니다.")))
    with pytest.raises(Refused) as refused:
        iamport.move("bdc2", DUE)
    assert refused.value.http_status == 400
    assert "이미 실행된 결제예약입니다." in failure_said(refused.value.failure)


def test_a_booking_nobody_knows_cannot_be_moved(iamport: Iamport, script: Script) -> None:
    script.will_answer(unknown_id())
    with pytest.raises(NotFound):
        iamport.move("bdc2", DUE)


def test_a_booking_that_ran_tells_how_its_payment_ended(iamport: Iamport, script: Script) -> None:
    ran = booking_row(
        schedule_status="executed",
        payment_status="failed",
        executed_at=NOON + 2,
        imp_uid="imps_7",
        fail_reason="한도초과",
    )
    script.will_answer(said(ran))
    booking = iamport.booking("bdc2")

    assert booking.status is BookingStatus.EXECUTED
    assert booking.payment_status is PaymentStatus.FAILED
    assert booking.executed_at == DUE + timedelta(seconds=2)
    assert booking.imp_uid == "imps_7"


@pytest.mark.parametrize("as_list", [lambda row: [row], lambda row: page([row])])
def test_a_single_booking_may_come_as_a_list(
    as_list: object, iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(as_list(booking_row())))  # type: ignore[operator]
    assert iamport.booking("bdc2").merchant_uid == "bdc2"


def test_of_several_bookings_under_one_name_the_live_one_counts(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said([booking_row(schedule_status="revoked"), booking_row()]))
    assert iamport.booking("bdc2").status is BookingStatus.SCHEDULED


def test_a_booking_never_runs_before_the_asked_instant(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(booking_row()))
    iamport.move("bdc2", DUE + timedelta(microseconds=1))
    assert script.body() == {"schedule_at": NOON + 1}


def test_an_unknown_booking_is_not_found(iamport: Iamport, script: Script) -> None:
    script.will_answer(unknown_id())
    with pytest.raises(NotFound):
        iamport.booking("bdc2")


def test_a_due_instant_needs_its_time_zone(iamport: Iamport, script: Script) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        iamport.move("bdc2", datetime(2026, 11, 23))  # noqa: DTZ001 - that is the mistake
    assert script.requests == []
