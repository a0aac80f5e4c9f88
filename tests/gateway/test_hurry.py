"""Reads that a page waits for: a short time-out and no retry."""

from __future__ import annotations

import threading

import pytest

from billing_core.gateway import Iamport, OutcomeUnknown, Unavailable, hurried
from tests.gateway.conftest import Connect
from tests.gateway.script import envelope
from tests.gateway.wire_server import Exchange, WireServer

A_BLINK = 0.05


def charge(client: Iamport) -> None:
    client.charge(customer_uid="card_1", merchant_uid="m-1", amount=29_000, name="정기결제")


def test_a_read_in_a_hurry_is_asked_once(server: WireServer, connect: Connect) -> None:
    server.behave = lambda exchange: exchange.answer(envelope(None, -1), 503)
    client = connect(server.base_url)

    with hurried(10), pytest.raises(Unavailable):
        client.payment("imp_1")

    assert len(server.requests) == 1


def test_a_silent_gateway_is_given_up_on_long_before_its_own_time_out(
    server: WireServer, connect: Connect
) -> None:
    server.behave = Exchange.stay_silent
    client = connect(server.base_url, patience=600)

    with hurried(A_BLINK), pytest.raises(Unavailable):
        client.payment("imp_1")

    assert len(server.requests) == 1


def test_no_token_is_given_up_on_as_early(server: WireServer, connect: Connect) -> None:
    server.grant_token = Exchange.stay_silent
    client = connect(server.base_url, patience=600)

    with hurried(A_BLINK), pytest.raises(Unavailable):
        client.payment("imp_1")

    assert len(server.token_requests) == 1


def test_a_token_that_somebody_patient_waits_for_is_not_waited_for(
    server: WireServer, connect: Connect
) -> None:
    asked, answered = threading.Event(), threading.Event()
    grant = server.grant_token

    def late(exchange: Exchange) -> None:
        asked.set()
        answered.wait(30)
        grant(exchange)

    server.grant_token = late
    server.behave = lambda exchange: exchange.answer(envelope([]))
    client = connect(server.base_url, patience=600)
    patient = threading.Thread(target=client.payments, args=(["imp_1"],))
    patient.start()
    asked.wait(30)

    with hurried(A_BLINK), pytest.raises(Unavailable, match="no token in time"):
        client.payments(["imp_2"])

    answered.set()
    patient.join()
    assert len(server.requests) == 1


def test_a_write_takes_the_time_it_needs(server: WireServer, connect: Connect) -> None:
    """Its own time-out is shorter here than the hurry, and it is the one that counts."""
    server.behave = Exchange.stay_silent
    client = connect(server.base_url, patience=A_BLINK)

    with hurried(600), pytest.raises(OutcomeUnknown):
        charge(client)

    assert len(server.requests) == 1
