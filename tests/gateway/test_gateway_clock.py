"""Clock skew: now is said in the gateway's time, for the gateway calls a booking past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, InvalidRequest, NotSent
from billing_core.sandbox import FaultKind, Sandbox, SandboxTransport
from tests.gateway.script import NINE, NOON, Script, booking_row, said

MINUTE = timedelta(minutes=1)
AT_NINE = datetime.fromtimestamp(NINE, UTC)
ORDER = {"customer_uid": "card_1", "merchant_uid": "bdc2", "name": "멤버십"}


@pytest.fixture
def beside(held_clock: HeldClock, sandbox: Sandbox) -> Callable[[int], Iamport]:
    """`beside(600)`: a client of a sandbox whose clock is ten minutes ahead."""

    def client(seconds: int) -> Iamport:
        sandbox.configure(clock_offset=seconds)
        return Iamport(
            base_url="http://sandbox.test",
            imp_key="key",
            imp_secret="secret",
            clock=held_clock,
            transport=SandboxTransport(sandbox),
        )

    return client


def test_the_offset_is_unknown_until_a_token_was_asked_for(
    iamport: Iamport, script: Script
) -> None:
    script.now = NINE + 600
    assert iamport.now() == AT_NINE + 10 * MINUTE
    assert script.tokens_given == 1


def test_measuring_asks_anew_and_so_does_the_next_token(
    iamport: Iamport, script: Script, held_clock: HeldClock
) -> None:
    assert iamport.measure_clock() == timedelta(0)
    script.now = NINE - 90
    assert iamport.measure_clock() == timedelta(seconds=-90)

    held_clock.advance(31 * MINUTE)
    script.now += 31 * 60 + 60
    script.will_answer(said({"imp_uid": "imp_1", "status": "ready", "amount": 1}))
    iamport.payment("imp_1")
    assert iamport.now() == held_clock.now() - timedelta(seconds=30)


def test_a_slow_answer_is_set_against_the_middle_of_its_request(held_clock: HeldClock) -> None:
    script = Script()

    def slow(request: httpx.Request) -> httpx.Response:
        held_clock.advance(timedelta(seconds=10))
        script.now = int(held_clock.now().timestamp())
        held_clock.advance(timedelta(seconds=10))
        return script(request)

    with Iamport(
        base_url="https://gateway.test",
        imp_key="key",
        imp_secret="secret",
        clock=held_clock,
        transport=httpx.MockTransport(slow),
    ) as iamport:
        assert iamport.measure_clock() == timedelta(0)


@pytest.mark.parametrize("minutes", [6, 10, 30, -3])
def test_what_is_due_now_is_booked_in_the_gateways_future(
    beside: Callable[[int], Iamport], sandbox: Sandbox, now: datetime, minutes: int
) -> None:
    """A clock that is ahead would otherwise refuse it as past, again and again."""
    with beside(minutes * 60) as client:
        booked = client.book(amount=29_000, due_at=now - 5 * MINUTE, **ORDER)

        assert booked.due_at == now + (minutes + 1) * MINUTE
        sandbox.advance(60)
        [paid] = client.find_all_payments("bdc2")
        assert paid.captured


def test_what_is_due_later_keeps_its_instant_and_a_move_is_bound_alike(
    beside: Callable[[int], Iamport], now: datetime
) -> None:
    with beside(600) as client:
        later = client.book(amount=29_000, due_at=now + 12 * MINUTE, **ORDER)
        assert later.due_at == now + 12 * MINUTE
        assert client.move("bdc2", now).due_at == now + 11 * MINUTE


def test_a_clock_that_is_days_off_puts_nothing_off(iamport: Iamport, script: Script) -> None:
    script.now = NINE + 40 * 86_400
    script.will_answer(said(booking_row()))
    iamport.book(amount=29_000, due_at=datetime.fromtimestamp(NOON, UTC), **ORDER)

    assert script.body()["schedules"][0]["schedule_at"] == NOON
    assert iamport.measure_clock() == timedelta(days=40)


def test_a_booking_for_which_no_time_could_be_asked_was_not_sent(
    beside: Callable[[int], Iamport], sandbox: Sandbox, now: datetime
) -> None:
    with beside(0) as client:
        with pytest.raises(InvalidRequest):
            client.book(amount=0, due_at=now, **ORDER)
        sandbox.outage(FaultKind.ERROR_BEFORE, ["get_token"])
        with pytest.raises(NotSent):
            client.book(amount=29_000, due_at=now, **ORDER)
        sandbox.lift_outage()
    assert sandbox.schedules() == []
