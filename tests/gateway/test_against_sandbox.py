"""Every method of the client against a faithful V1 server, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import (
    Iamport,
    NotFound,
    OutcomeUnknown,
    Refused,
    Unauthorized,
)
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.sandbox import (
    CardOutcome,
    Fault,
    FaultKind,
    Sandbox,
    SandboxClock,
    SandboxSettings,
)
from billing_core.sandbox.app import create_app
from tests.gateway.conftest import Connect
from tests.parts.server import Serve

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def sandbox(held_clock: HeldClock) -> Iterator[Sandbox]:
    clock = SandboxClock(held_at=int(held_clock.now().timestamp()))
    settings = SandboxSettings(imp_key="key", imp_secret="secret", hold_seconds=0)
    sandbox = Sandbox(clock=clock, settings=settings)
    sandbox.issue("card_1", merchant_uid="bdi1", amount=29_000, name="카드 등록")
    yield sandbox
    sandbox.close()


@pytest.fixture
def address(sandbox: Sandbox, serve: Serve) -> str:
    return serve(create_app(sandbox))


@pytest.fixture
def iamport(address: str, connect: Connect) -> Iamport:
    return connect(address)


@pytest.fixture
def now(held_clock: HeldClock) -> datetime:
    return held_clock.now()


def _charge(iamport: Iamport, merchant_uid: str = "bdc1") -> Payment:
    return iamport.charge(
        customer_uid="card_1",
        merchant_uid=merchant_uid,
        amount=29_000,
        name="월 정기 멤버십",
        buyer_name="김하늘",
    )


def _book(iamport: Iamport, merchant_uid: str, due_at: datetime) -> Booking:
    return iamport.book(
        customer_uid="card_1",
        merchant_uid=merchant_uid,
        due_at=due_at,
        amount=29_000,
        name="월 정기 멤버십",
    )


def test_a_registered_card_and_its_issuance_that_looks_paid(iamport: Iamport) -> None:
    key = iamport.customer("card_1")
    issuance = iamport.find_payment("bdi1")

    assert (key.customer_uid, key.card_name) == ("card_1", "신한카드")
    assert issuance.status is PaymentStatus.PAID
    assert (issuance.customer_uid_usage, issuance.apply_num) == ("issue", "")


def test_a_charge_is_found_again_in_every_way_of_looking(iamport: Iamport, now: datetime) -> None:
    charge = _charge(iamport)
    assert (charge.status, charge.amount, charge.paid_at) == (PaymentStatus.PAID, 29_000, now)
    assert charge.apply_num

    span = (now - DAY, now + DAY)
    assert iamport.payment(charge.imp_uid) == charge
    assert iamport.find_payment("bdc1", PaymentStatus.PAID) == charge
    assert iamport.find_all_payments("bdc1") == [charge]
    assert charge in iamport.payments_of_customer("card_1")
    assert charge in list(iamport.payments_by_status("all", *span))
    assert list(iamport.payments_by_status(PaymentStatus.FAILED, *span)) == []


def test_the_span_of_a_sweep_is_half_open(iamport: Iamport, now: datetime) -> None:
    charge = _charge(iamport)
    second = timedelta(seconds=1)

    def paid(since: datetime, until: datetime) -> list[Payment]:
        return list(iamport.payments_by_status(PaymentStatus.PAID, since, until))

    assert charge in paid(now, now + second)
    assert charge not in paid(now - second, now)


def test_a_declined_charge_says_why_and_may_succeed_later(
    iamport: Iamport, sandbox: Sandbox
) -> None:
    sandbox.set_card("card_1", CardOutcome.OVER_LIMIT)
    declined = _charge(iamport)
    assert declined.status is PaymentStatus.FAILED
    assert "한도초과" in declined.fail_reason

    sandbox.advance(3600)
    sandbox.set_card("card_1", CardOutcome.APPROVED)
    assert _charge(iamport).status is PaymentStatus.PAID
    statuses = [payment.status for payment in iamport.find_all_payments("bdc1")]
    assert statuses == [PaymentStatus.FAILED, PaymentStatus.PAID]


def test_more_than_one_call_and_one_page_of_payments_come_complete(iamport: Iamport) -> None:
    charges = [_charge(iamport, f"bdc{number}") for number in range(105)]
    wanted = [charge.imp_uid for charge in charges]

    found = iamport.payments([*wanted, "imp_unheard_of"])
    assert sorted(payment.imp_uid for payment in found) == sorted(wanted)
    # This look-up pages by twenty and takes no limit; one more row is the issuance.
    assert len(iamport.payments_of_customer("card_1")) == 106


def test_a_second_charge_under_the_same_number_is_refused_and_not_taken(
    iamport: Iamport, sandbox: Sandbox
) -> None:
    _charge(iamport)
    with pytest.raises(OutcomeUnknown) as unknown:
        _charge(iamport)
    assert unknown.value.refused
    assert unknown.value.gateway_message
    assert sandbox.stats().captured == 29_000


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.TIMEOUT_AFTER,
        FaultKind.ERROR_AFTER,
        FaultKind.REFUSED_AFTER,
        FaultKind.BROKEN_BODY,
    ],
)
def test_a_charge_whose_answer_was_lost_is_unknown_and_reading_finds_it(
    kind: FaultKind, sandbox: Sandbox, address: str, connect: Connect
) -> None:
    iamport = connect(address, patience=1)
    sandbox.arm(Fault(kind, operation="again"))
    with pytest.raises(OutcomeUnknown):
        _charge(iamport)

    (found,) = iamport.find_all_payments("bdc1")
    assert found.status is PaymentStatus.PAID
    assert sandbox.stats().captured == 29_000


def test_a_token_refused_out_of_the_blue_costs_nothing(iamport: Iamport, sandbox: Sandbox) -> None:
    sandbox.arm(Fault(FaultKind.UNAUTHORIZED, operation="again"))
    assert _charge(iamport).status is PaymentStatus.PAID
    assert sandbox.stats().captured == 29_000


def test_a_token_lives_through_a_day_of_calls(
    iamport: Iamport, sandbox: Sandbox, held_clock: HeldClock
) -> None:
    for _ in range(24 * 4):
        sandbox.advance(900)
        held_clock.advance(timedelta(seconds=900))
        iamport.customer("card_1")
    assert sandbox.stats().calls["get_customer"] == 96  # none was refused and repeated


def test_wrong_keys_open_nothing(address: str, connect: Connect) -> None:
    with pytest.raises(Unauthorized):
        connect(address, imp_secret="guess").customer("card_1")


@pytest.mark.parametrize("as_404", [True, False])
def test_an_unknown_card_is_not_found_whichever_way_the_gateway_says_it(
    iamport: Iamport, sandbox: Sandbox, *, as_404: bool
) -> None:
    sandbox.configure(unknown_customer_is_404=as_404)
    with pytest.raises(NotFound):
        iamport.customer("card_9")
    assert iamport.payments_of_customer("card_9") == []


def test_a_deleted_card_is_gone(iamport: Iamport) -> None:
    iamport.delete_customer("card_1", reason="카드 교체")
    with pytest.raises(NotFound):
        iamport.customer("card_1")


def test_a_booking_is_seen_in_every_way_of_looking_and_then_runs(
    iamport: Iamport, sandbox: Sandbox, now: datetime
) -> None:
    booked = _book(iamport, "bdc2", now + 30 * DAY)
    span = (now, now + 60 * DAY)
    assert booked.due_at == now + 30 * DAY
    assert iamport.booking("bdc2") == booked
    assert list(iamport.bookings(*span)) == [booked]
    assert iamport.bookings_of("card_1", *span, BookingStatus.SCHEDULED) == [booked]
    assert iamport.bookings_of("card_9", *span) == []

    sandbox.advance(int((31 * DAY).total_seconds()))
    ran = iamport.booking("bdc2")
    assert (ran.status, ran.payment_status) == (BookingStatus.EXECUTED, PaymentStatus.PAID)
    assert iamport.payment(ran.imp_uid).customer_uid_usage == "payment.scheduled"
    assert iamport.bookings_of("card_1", *span, BookingStatus.SCHEDULED) == []


def test_a_year_of_bookings_comes_complete_across_windows_and_pages(
    iamport: Iamport, now: datetime
) -> None:
    due = [now + HOUR + number * 14 * DAY for number in range(26)]
    for number, at in enumerate(due):
        _book(iamport, f"bdc{number}", at)
    year = (now, now + 366 * DAY)
    assert [booking.due_at for booking in iamport.bookings(*year)] == due
    assert sorted(booking.due_at for booking in iamport.bookings_of("card_1", *year)) == due


def test_a_booking_name_used_twice_is_refused_and_the_first_one_stands(
    iamport: Iamport, now: datetime
) -> None:
    first = _book(iamport, "bdc2", now + DAY)
    with pytest.raises(OutcomeUnknown) as unknown:
        _book(iamport, "bdc2", now + 2 * DAY)
    assert unknown.value.refused
    assert iamport.booking("bdc2") == first


def test_revoking_is_proven_by_reading_back(iamport: Iamport, now: datetime) -> None:
    for number in (2, 3, 4):
        _book(iamport, f"bdc{number}", now + number * DAY)
    span = (now, now + 30 * DAY, BookingStatus.SCHEDULED)

    (named,) = iamport.revoke("card_1", ["bdc3"])
    assert (named.merchant_uid, named.status) == ("bdc3", BookingStatus.REVOKED)
    assert {booking.merchant_uid for booking in iamport.bookings_of("card_1", *span)} == {
        "bdc2",
        "bdc4",
    }

    assert len(iamport.revoke("card_1")) == 2
    assert iamport.bookings_of("card_1", *span) == []
    assert iamport.revoke("card_1") == []
    assert iamport.booking("bdc2").revoked_at == now


def test_a_booking_moves_only_while_it_lives(iamport: Iamport, now: datetime) -> None:
    _book(iamport, "bdc2", now + DAY)
    assert iamport.move("bdc2", now + 3 * DAY).due_at == now + 3 * DAY

    iamport.revoke("card_1")
    with pytest.raises(Refused):
        iamport.move("bdc2", now + 4 * DAY)
    with pytest.raises(NotFound):
        iamport.move("bdc99", now + 4 * DAY)


def test_a_failed_booking_can_be_booked_again_or_retried_at_once(
    iamport: Iamport, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.set_card("card_1", CardOutcome.INSUFFICIENT_FUNDS)
    _book(iamport, "bdc2", now + DAY)
    sandbox.advance(int((2 * DAY).total_seconds()))
    assert iamport.booking("bdc2").payment_status is PaymentStatus.FAILED

    assert iamport.retry("bdc2").status is PaymentStatus.FAILED
    again = iamport.reschedule("bdc2", now + 5 * DAY)
    assert (again.status, again.due_at) == (BookingStatus.SCHEDULED, now + 5 * DAY)

    with pytest.raises(OutcomeUnknown) as unknown:
        iamport.retry("bdc2")  # it is live again
    assert unknown.value.refused


def test_refunds_in_parts_until_nothing_is_left(iamport: Iamport, now: datetime) -> None:
    charge = _charge(iamport)
    part = iamport.refund(charge.imp_uid, amount=10_000, remaining=29_000, reason="부분 환불")
    assert (part.status, part.cancel_amount) == (PaymentStatus.CANCELLED, 10_000)

    with pytest.raises(OutcomeUnknown) as stale:
        iamport.refund(charge.imp_uid, amount=10_000, remaining=29_000, reason="두 번 누름")
    assert stale.value.refused

    rest = iamport.refund(charge.imp_uid, amount=19_000, remaining=19_000, reason="나머지")
    assert [refund.amount for refund in rest.refunds] == [10_000, 19_000]
    assert {refund.refunded_at for refund in rest.refunds} == {now}
    assert iamport.payment(charge.imp_uid) == rest
