"""Single look-ups, the reading of a hundred at once, and reads while the gateway is unwell."""

from __future__ import annotations

import httpx
import pytest

from billing_core.gateway import (
    BadAnswer,
    GatewayError,
    Iamport,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Refused,
    Unavailable,
    worth_asking_again,
)
from billing_core.wording.failures import failure_said
from tests.gateway.conftest import Connect
from tests.gateway.script import (
    NOON,
    Script,
    booking_row,
    envelope,
    payment_row,
    said,
    said_no,
    unknown_id,
)
from tests.gateway.wire_server import Behaviour, Exchange, WireServer, unused_address


def test_a_payment_is_read_with_test_channels_included(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(payment_row(sandbox=True)))
    assert iamport.payment("imp_100").test_channel
    assert script.asked == ["GET /payments/imp_100"]
    assert script.query() == {"include_sandbox": ["true"]}


def test_a_payment_nobody_knows_is_not_found(iamport: Iamport, script: Script) -> None:
    script.will_answer(unknown_id())
    with pytest.raises(NotFound) as unknown:
        iamport.payment("imp_404")
    assert unknown.value.ids == {"imp_uid": "imp_404"}
    assert len(script.requests) == 1


@pytest.mark.parametrize("forged", ["", "..", "a/b", "imp 1", "x" * 5000, "imp_\ud800", "결제"])
def test_an_imp_uid_from_a_forged_webhook_is_not_found_without_asking(
    forged: str, iamport: Iamport, script: Script
) -> None:
    with pytest.raises(NotFound):
        iamport.payment(forged)
    assert iamport.payments([forged]) == []
    assert script.requests == []


def test_an_answer_about_another_payment_is_not_believed(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(payment_row(imp_uid="imp_999", merchant_uid="other")))
    with pytest.raises(BadAnswer):
        iamport.payment("imp_100")


def test_two_hundred_and_fifty_payments_take_three_calls(iamport: Iamport, script: Script) -> None:
    wanted = [f"imp_{number}" for number in range(250)]
    hundreds = [wanted[:100], wanted[100:200], wanted[200:]]
    script.will_answer(
        *(said([payment_row(imp_uid=imp_uid) for imp_uid in hundred]) for hundred in hundreds)
    )
    found = iamport.payments([*wanted, *wanted])

    assert [payment.imp_uid for payment in found] == wanted
    assert [script.query(index)["imp_uid[]"] for index in range(3)] == hundreds


def test_payments_the_gateway_does_not_know_are_absent(iamport: Iamport, script: Script) -> None:
    for code in (0, -1):
        script.will_answer(httpx.Response(207, json=envelope([payment_row()], code)))
        found = iamport.payments(["imp_100", "imp_404"])
        assert [payment.imp_uid for payment in found] == ["imp_100"]

    script.will_answer(unknown_id())
    assert iamport.payments(["imp_404", "imp_405"]) == []


def test_payments_nobody_asked_for_are_left_out(iamport: Iamport, script: Script) -> None:
    script.will_answer(said([payment_row(), payment_row(imp_uid="imp_999")]))
    assert [payment.imp_uid for payment in iamport.payments(["imp_100"])] == ["imp_100"]


def test_no_payments_take_no_call(iamport: Iamport, script: Script) -> None:
    assert iamport.payments([]) == []
    assert script.requests == []


def test_an_empty_name_must_not_turn_into_another_endpoint(
    iamport: Iamport, script: Script
) -> None:
    for look_up in (iamport.find_all_payments, iamport.booking):
        with pytest.raises(InvalidRequest):
            look_up("")
    assert script.requests == []


@pytest.mark.parametrize("answer", [unknown_id(), said_no("등록되지 않은 구매자입니다.")])
def test_an_unknown_card_is_not_found_in_whichever_way_it_is_said(
    answer: httpx.Response, iamport: Iamport, script: Script
) -> None:
    script.will_answer(answer)
    with pytest.raises(NotFound):
        iamport.customer("card_1")


def test_a_card_tells_its_name_and_masked_number(iamport: Iamport, script: Script) -> None:
    key = {"customer_uid": "card_1", "card_name": "신한카드", "card_number": "4333-****-****-1234"}
    script.will_answer(said({**key, "inserted": NOON, "card_type": None}))
    card = iamport.customer("card_1")
    assert (card.card_name, card.card_number) == ("신한카드", "4333-****-****-1234")
    assert card.issued_at is not None


def test_a_card_is_deleted_with_the_reason(iamport: Iamport, script: Script) -> None:
    script.will_answer(said({"customer_uid": "card_1"}))
    iamport.delete_customer("card_1", reason="카드 교체")
    assert script.asked == ["DELETE /subscribe/customers/card_1"]
    assert script.query() == {"reason": ["카드 교체"]}


def test_a_card_that_was_not_deleted_says_so(iamport: Iamport, script: Script) -> None:
    script.will_answer(said_no("PG사 오류"))
    with pytest.raises(Refused):
        iamport.delete_customer("card_1")


def test_a_deletion_answered_with_nothing_readable_is_unknown(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(httpx.Response(207, content=b""))
    with pytest.raises(OutcomeUnknown):
        iamport.delete_customer("card_1")


def test_ids_with_slashes_and_percents_arrive_as_they_are(
    server: WireServer, connect: Connect
) -> None:
    odd = "a/b?c=%41 한#"
    server.behave = lambda exchange: exchange.answer(envelope(booking_row(merchant_uid=odd)))
    assert connect(server.base_url + "/").booking(odd).merchant_uid == odd
    assert server.requests == ["GET /subscribe/payments/schedule/a%2Fb%3Fc%3D%2541%20%ED%95%9C%23"]


@pytest.mark.parametrize("prefix", ["", "/", "/v1", "/v1/"])
def test_the_base_url_may_have_a_path_and_a_trailing_slash(
    prefix: str, server: WireServer, connect: Connect
) -> None:
    server.behave = lambda exchange: exchange.answer(envelope(payment_row()))
    connect(server.base_url + prefix).payment("imp_100")
    path = prefix.rstrip("/") + "/payments/imp_100?include_sandbox=true"
    assert server.requests == [f"GET {path}"]


def test_an_office_proxy_is_not_asked_the_way_to_our_own_machine(
    server: WireServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", unused_address())
    monkeypatch.delenv("no_proxy", raising=False)
    server.behave = lambda exchange: exchange.answer(envelope(payment_row()))
    assert connect(server.base_url).payment("imp_100").imp_uid == "imp_100"


def test_fifty_reads_share_one_connection(server: WireServer, connect: Connect) -> None:
    server.behave = lambda exchange: exchange.answer(envelope(payment_row()))
    iamport = connect(server.base_url)
    for _ in range(50):
        iamport.payment("imp_100")
    assert len(server.connections) == 1


@pytest.mark.parametrize(
    "unwell",
    [
        Exchange.hang_up,
        Exchange.answer_half_and_hang_up,
        lambda exchange: exchange.answer_bytes(b"<html>", 502),
        lambda exchange: exchange.answer_bytes(b'{"code": 0, "resp'),
        lambda exchange: exchange.answer(envelope(None, -1, "slow down"), 429),
    ],
)
def test_a_read_is_repeated_until_the_gateway_is_well(
    unwell: Behaviour, server: WireServer, connect: Connect
) -> None:
    def unwell_twice(exchange: Exchange) -> None:
        if len(server.requests) <= 2:
            unwell(exchange)
        else:
            exchange.answer(envelope(payment_row()))

    server.behave = unwell_twice
    assert connect(server.base_url).payment("imp_100").imp_uid == "imp_100"
    assert len(server.requests) == 3


def test_a_read_gives_up_after_three_attempts(server: WireServer, connect: Connect) -> None:
    server.behave = Exchange.stay_silent
    with pytest.raises(Unavailable) as unavailable:
        connect(server.base_url, patience=0.1).payment("imp_100")
    assert len(server.requests) == 3
    assert isinstance(unavailable.value.cause, httpx.ReadTimeout)


def test_a_gateway_nobody_listens_at_is_named_as_such(connect: Connect) -> None:
    with pytest.raises(NotSent) as not_sent:
        connect(unused_address()).payment("imp_100")
    assert "연결" in failure_said(not_sent.value.failure)


def test_a_gateway_that_asks_for_a_long_pause_is_obeyed_by_leaving(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(httpx.Response(429, headers={"retry-after": "120"}))
    with pytest.raises(Unavailable) as unavailable:
        iamport.payment("imp_100")
    assert unavailable.value.retry_after == 120
    assert len(script.requests) == 1


def test_only_what_may_pass_is_worth_asking_again() -> None:
    def after(seconds: float | None) -> GatewayError:
        return Unavailable("busy", operation="payment", retry_after=seconds)

    assert worth_asking_again(after(None)) is True
    assert worth_asking_again(after(2)) == 2
    assert worth_asking_again(after(60)) is False
    assert worth_asking_again(NotSent("down", operation="payment")) is True
    assert worth_asking_again(NotFound("unknown", operation="payment")) is False
    assert worth_asking_again(RuntimeError("a bug")) is False
