"""The access token: one for everyone, at the right time, a clear word when keys are wrong."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import BadAnswer, NotSent, Unauthorized, Unavailable
from billing_core.gateway.token import Token, TokenKeeper
from billing_core.wording.failures import failure_said
from tests.gateway.conftest import Connect
from tests.gateway.script import NOON, envelope, payment_row
from tests.gateway.wire_server import Behaviour, Exchange, WireServer

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _paid(exchange: Exchange) -> None:
    exchange.answer(envelope(payment_row()))


def _unauthorized(exchange: Exchange) -> None:
    exchange.answer(envelope(None, -1, "Unauthorized"), 401)


def _grant(**grant: object) -> Behaviour:
    good = {"access_token": "token-1", "now": NOON, "expired_at": NOON + 1800}
    return lambda exchange: exchange.answer(envelope({**good, **grant}))


def test_twenty_threads_that_start_together_share_one_token(
    server: WireServer, connect: Connect
) -> None:
    server.behave = _paid
    iamport = connect(server.base_url)
    start_together = threading.Barrier(20)

    def read() -> str:
        start_together.wait()
        return iamport.payment("imp_100").imp_uid

    with ThreadPoolExecutor(20) as pool:
        readings = [pool.submit(read) for _ in range(20)]
    assert [reading.result() for reading in readings] == ["imp_100"] * 20
    assert len(server.token_requests) == 1
    assert set(server.authorizations) == {"Bearer token-1"}


class _RingingClock:
    """Tells when it is asked for the second time, which the keeper does under its lock."""

    def __init__(self) -> None:
        self.asked_twice = threading.Event()
        self._asked = 0

    def now(self) -> datetime:
        self._asked += 1
        if self._asked == 2:
            self.asked_twice.set()
        return datetime(2026, 11, 23, tzinfo=UTC)


def test_whoever_waits_for_a_fetch_that_fails_learns_it_without_a_second_fetch() -> None:
    clock = _RingingClock()
    first_fetches = threading.Event()
    fetches = 0

    def fetch() -> Token:
        nonlocal fetches
        fetches += 1
        if fetches == 1:
            return Token("expired", LONG_AGO)
        first_fetches.set()
        assert clock.asked_twice.wait(10)
        raise Unavailable("down", operation="getToken")

    keeper = TokenKeeper(fetch, clock)
    keeper.current()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keeper.current)
        assert first_fetches.wait(10)
        with pytest.raises(Unavailable):
            keeper.current()
    assert isinstance(first.exception(), Unavailable)
    assert fetches == 2


def test_after_a_failed_fetch_the_next_one_asks_again(server: WireServer, connect: Connect) -> None:
    grant = server.grant_token
    server.grant_token = lambda exchange: exchange.answer_bytes(b"down", 503)
    server.behave = _paid
    iamport = connect(server.base_url)
    with pytest.raises(Unavailable):
        iamport.payment("imp_100")

    server.grant_token = grant
    assert iamport.payment("imp_100").imp_uid == "imp_100"


def test_a_token_is_kept_for_its_half_hour_and_renewed_shortly_before_it_ends(
    server: WireServer, connect: Connect, held_clock: HeldClock
) -> None:
    server.behave = _paid
    iamport = connect(server.base_url)
    iamport.payment("imp_100")
    held_clock.advance(timedelta(minutes=29))
    iamport.payment("imp_100")
    assert len(server.token_requests) == 1

    held_clock.advance(timedelta(seconds=30))
    iamport.payment("imp_100")
    assert len(server.token_requests) == 2


@pytest.mark.parametrize("skew", [timedelta(hours=-9), timedelta(days=400)])
def test_a_clock_that_is_wrong_against_the_gateways_changes_nothing(
    skew: timedelta, server: WireServer, connect: Connect, held_clock: HeldClock
) -> None:
    held_clock.advance(skew)
    server.behave = _paid
    iamport = connect(server.base_url)
    iamport.payment("imp_100")
    iamport.payment("imp_100")
    assert len(server.token_requests) == 1


def test_a_refused_token_is_replaced_once_and_the_charge_sent_again(
    server: WireServer, connect: Connect
) -> None:
    """401 means that nothing was executed, so this is the one write that may be repeated."""

    def forgets_the_first_token(exchange: Exchange) -> None:
        first = exchange.headers["Authorization"] == "Bearer token-1"
        (_unauthorized if first else _paid)(exchange)

    server.behave = forgets_the_first_token
    payment = connect(server.base_url).charge(
        customer_uid="card_1", merchant_uid="bdc1", amount=29_000, name="멤버십"
    )

    assert payment.imp_uid == "imp_100"
    assert server.authorizations == ["Bearer token-1", "Bearer token-2"]


def test_a_token_refused_twice_is_the_end_of_it(server: WireServer, connect: Connect) -> None:
    server.behave = _unauthorized
    with pytest.raises(Unauthorized):
        connect(server.base_url).payment("imp_100")
    assert len(server.requests) == 2
    assert len(server.token_requests) == 2


@pytest.mark.parametrize(
    "refusal",
    [
        _unauthorized,
        lambda exchange: exchange.answer(envelope(None, -1, "imp_key is missing"), 400),
        lambda exchange: exchange.answer(envelope(None, -1, "인증에 실패하였습니다."), 200),
    ],
)
def test_wrong_keys_name_the_settings_to_check_and_never_the_secret(
    refusal: Behaviour, server: WireServer, connect: Connect
) -> None:
    server.grant_token = refusal
    with pytest.raises(Unauthorized) as wrong:
        connect(server.base_url, imp_secret="hush-hush").payment("imp_100")

    assert "BILLING_IMP_KEY" in failure_said(wrong.value.failure)
    assert "hush-hush" not in f"{wrong.value!r} {wrong.value.__dict__}"
    assert len(server.token_requests) == 1
    assert server.requests == []


@pytest.mark.parametrize(
    "grant",
    [
        {"access_token": None},
        {"access_token": "토큰"},
        {"access_token": "two\r\nlines"},
        {"expired_at": "soon"},
        {"expired_at": NOON - 1},
        {"now": 0},
    ],
)
def test_a_token_that_cannot_be_used_is_not_used(
    grant: dict[str, object], server: WireServer, connect: Connect
) -> None:
    server.grant_token = _grant(**grant)
    with pytest.raises(BadAnswer):
        connect(server.base_url).payment("imp_100")
    assert server.requests == []


def test_a_charge_that_gets_no_token_was_not_sent(server: WireServer, connect: Connect) -> None:
    server.grant_token = lambda exchange: exchange.answer_bytes(b"<html>", 502)
    with pytest.raises(NotSent):
        connect(server.base_url).charge(
            customer_uid="card_1", merchant_uid="bdc1", amount=29_000, name="멤버십"
        )
    assert len(server.token_requests) == 3  # asking for a token may be repeated
    assert server.requests == []
