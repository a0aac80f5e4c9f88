"""Charging: money leaves once, and only a clear success is a success."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from billing_core.gateway import Iamport, InvalidRequest, NotSent, OutcomeUnknown
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.wording.failures import failure_said
from tests.gateway.conftest import Connect
from tests.gateway.script import Script, envelope, payment_row, said, said_no
from tests.gateway.wire_server import Behaviour, Exchange, WireServer, unused_address


def _charge(iamport: Iamport, **changes: str | int) -> Payment:
    order: dict[str, str | int] = {
        "customer_uid": "card_1",
        "merchant_uid": "bdc1",
        "amount": 29_000,
        "name": "월 정기 멤버십",
        **changes,
    }
    return iamport.charge(**order)  # type: ignore[arg-type]


def test_an_approved_card_is_a_paid_payment(iamport: Iamport, script: Script) -> None:
    script.will_answer(said(payment_row()))
    payment = _charge(iamport, buyer_name="김하늘", notice_url="http://desk.test/hook")

    assert payment.status is PaymentStatus.PAID
    assert payment.amount == 29_000
    assert script.asked == ["POST /subscribe/payments/again"]
    assert script.body() == {
        "customer_uid": "card_1",
        "merchant_uid": "bdc1",
        "amount": 29_000,
        "name": "월 정기 멤버십",
        "buyer_name": "김하늘",
        "notice_url": "http://desk.test/hook",
    }


def test_a_declined_card_is_an_answer_and_not_an_error(iamport: Iamport, script: Script) -> None:
    declined = payment_row(status="failed", paid_at=0, fail_reason="한도초과", apply_num="")
    script.will_answer(said(declined))
    payment = _charge(iamport)

    assert payment.status is PaymentStatus.FAILED
    assert payment.fail_reason == "한도초과"
    assert payment.paid_at is None


def test_names_too_long_for_the_statement_are_cut_and_empty_texts_left_out(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said(payment_row()))
    _charge(iamport, name="긴" * 60, buyer_name="Maximiliana Konstantinopolska")

    assert script.body()["name"] == "긴" * 40
    assert script.body()["buyer_name"] == "Maximiliana Kons"
    assert "notice_url" not in script.body()


def test_a_refusal_is_unknown_and_keeps_the_gateways_words_for_the_person(
    iamport: Iamport, script: Script
) -> None:
    """A refused duplicate looks like this too, and then the money *was* taken."""
    script.will_answer(said_no("이미 주문이 이루어진 건입니다"))
    with pytest.raises(OutcomeUnknown) as unknown:
        _charge(iamport)

    assert unknown.value.answered_no
    assert unknown.value.code == 1
    assert unknown.value.merchant_uid == "bdc1"
    assert "이미 주문이 이루어진 건입니다" in failure_said(unknown.value.failure)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json=envelope(None, -1, "내부 오류")),
        httpx.Response(502, content=b"<html>bad gateway</html>"),
        httpx.Response(429, json=envelope(None, -1, "too many")),
        httpx.Response(404, content=b"nothing here"),
        httpx.Response(302, headers={"location": "/login"}),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b'{"code": 0, "resp'),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"message": "no code"}),
        said(None),
        said(payment_row(merchant_uid="bdc999")),
        said(payment_row(amount=29_000.5)),
        said(payment_row(status="ready")),
        said(payment_row(status="on_hold")),
    ],
)
def test_whatever_is_not_a_clear_outcome_is_unknown_and_sent_only_once(
    answer: httpx.Response, iamport: Iamport, script: Script
) -> None:
    script.will_answer(answer)
    with pytest.raises(OutcomeUnknown) as unknown:
        _charge(iamport)

    assert not unknown.value.answered_no
    assert unknown.value.merchant_uid == "bdc1"
    assert "기다려" in failure_said(unknown.value.failure)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "behaviour", [Exchange.stay_silent, Exchange.answer_half_and_hang_up, Exchange.hang_up]
)
def test_an_answer_that_never_arrives_is_unknown(
    behaviour: Behaviour, server: WireServer, connect: Connect
) -> None:
    server.behave = behaviour
    with pytest.raises(OutcomeUnknown) as unknown:
        _charge(connect(server.base_url, patience=0.3))

    assert isinstance(unknown.value.cause, httpx.TransportError)
    assert server.requests == ["POST /subscribe/payments/again"]


def test_a_gateway_nobody_listens_at_was_sent_nothing(connect: Connect) -> None:
    with pytest.raises(NotSent) as not_sent:
        _charge(connect(unused_address()))
    assert isinstance(not_sent.value.cause, NotSent)  # already the token could not be fetched


@pytest.mark.parametrize(
    "never_opened", [httpx.ConnectTimeout, httpx.ConnectError, httpx.PoolTimeout]
)
def test_a_connection_that_never_opened_carried_no_charge(
    never_opened: Callable[[str], Exception], iamport: Iamport, script: Script
) -> None:
    script.will_answer(never_opened("no route"))
    with pytest.raises(NotSent) as not_sent:
        _charge(iamport)
    assert "아무것도 바뀌지 않았습니다" in failure_said(not_sent.value.failure)
    assert len(script.requests) == 1


def test_a_charge_is_given_more_time_than_a_read(iamport: Iamport, script: Script) -> None:
    """Giving up early on a charge costs certainty, on a read only patience."""
    script.will_answer(said(payment_row()))
    _charge(iamport)
    iamport.payment("imp_100")
    patience = [request.extensions["timeout"]["read"] for request in script.requests]
    assert patience == [60, 15]


@pytest.mark.parametrize(
    "part_way", [httpx.WriteTimeout, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_connection_that_broke_part_way_may_have_carried_it(
    part_way: Callable[[str], Exception], iamport: Iamport, script: Script
) -> None:
    script.will_answer(part_way("broke"))
    with pytest.raises(OutcomeUnknown):
        _charge(iamport)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"amount": 0}, "1원 이상"),
        ({"amount": -29_000}, "1원 이상"),
        ({"name": "  "}, "상품 이름"),
        ({"merchant_uid": ""}, "주문번호"),
        ({"merchant_uid": "x" * 41}, "주문번호"),
        ({"merchant_uid": ".."}, "주문번호"),
        ({"customer_uid": ""}, "결제수단"),
        ({"customer_uid": "x" * 81}, "결제수단"),
        ({"customer_uid": "line\nbreak"}, "결제수단"),
    ],
)
def test_a_charge_the_gateway_would_misread_stays_here(
    wrong: dict[str, str | int], problem: str, iamport: Iamport, script: Script
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        _charge(iamport, **wrong)

    assert problem in failure_said(refused.value.failure)
    assert script.requests == []
    assert script.tokens_given == 0
