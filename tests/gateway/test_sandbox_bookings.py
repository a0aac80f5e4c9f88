"""The client's bookings against a faithful V1 server, over real HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing_core.gateway import Iamport, NotFound, OutcomeUnknown, Refused
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.payment import PaymentStatus
from billing_core.sandbox import Sandbox

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _book(client: Iamport, merchant_uid: str, due_at: datetime) -> Booking:
    return client.book(
        customer_uid="card_1",
        merchant_uid=merchant_uid,
        due_at=due_at,
        amount=29_000,
        name="월 정기 멤버십",
    )


def test_a_booking_is_seen_in_every_way_of_looking_and_then_runs(
    client: Iamport, sandbox: Sandbox, now: datetime
) -> None:
    booked = _book(client, "bdc2", now + 30 * DAY)
    span = (now, now + 60 * DAY)
    assert booked.due_at == now + 30 * DAY
    assert client.booking("bdc2") == booked
    assert list(client.bookings(*span)) == [booked]
    assert client.bookings_of("card_1", *span, BookingStatus.SCHEDULED) == [booked]
    assert client.bookings_of("card_9", *span) == []

    sandbox.advance(int((31 * DAY).total_seconds()))
    ran = client.booking("bdc2")
    assert (ran.status, ran.payment_status) == (BookingStatus.EXECUTED, PaymentStatus.PAID)
    assert client.payment(ran.imp_uid).customer_uid_usage == "payment.scheduled"
    assert client.bookings_of("card_1", *span, BookingStatus.SCHEDULED) == []


def test_a_year_of_bookings_comes_complete_across_windows_and_pages(
    client: Iamport, now: datetime
) -> None:
    due = [now + HOUR + number * 14 * DAY for number in range(26)]
    for number, at in enumerate(due):
        _book(client, f"bdc{number}", at)
    year = (now, now + 366 * DAY)
    assert [booking.due_at for booking in client.bookings(*year)] == due
    assert sorted(booking.due_at for booking in client.bookings_of("card_1", *year)) == due


def test_a_booking_name_used_twice_is_refused_and_the_first_one_stands(
    client: Iamport, now: datetime
) -> None:
    first = _book(client, "bdc2", now + DAY)
    with pytest.raises(OutcomeUnknown) as unknown:
        _book(client, "bdc2", now + 2 * DAY)
    assert unknown.value.answered_no
    assert client.booking("bdc2") == first


def test_revoking_is_proven_by_reading_back(client: Iamport, now: datetime) -> None:
    for number in (2, 3, 4):
        _book(client, f"bdc{number}", now + number * DAY)
    span = (now, now + 30 * DAY, BookingStatus.SCHEDULED)

    (named,) = client.revoke("card_1", ["bdc3"])
    assert (named.merchant_uid, named.status) == ("bdc3", BookingStatus.REVOKED)
    assert {booking.merchant_uid for booking in client.bookings_of("card_1", *span)} == {
        "bdc2",
        "bdc4",
    }

    assert len(client.revoke("card_1")) == 2
    assert client.bookings_of("card_1", *span) == []
    assert client.revoke("card_1") == []
    assert client.booking("bdc2").revoked_at == now


def test_a_booking_moves_only_while_it_lives(client: Iamport, now: datetime) -> None:
    _book(client, "bdc2", now + DAY)
    assert client.move("bdc2", now + 3 * DAY).due_at == now + 3 * DAY

    client.revoke("card_1")
    with pytest.raises(Refused):
        client.move("bdc2", now + 4 * DAY)
    with pytest.raises(NotFound):
        client.move("bdc99", now + 4 * DAY)
