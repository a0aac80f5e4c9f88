"""Charges, webhooks and faults over the real wire."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import httpx
import pytest

from billing_core.sandbox import (
    Fault,
    FaultKind,
    SandboxRemote,
)
from tests.sandbox.merchant import PRICE, Merchant, order, refused, served
from tests.sandbox.receiver import Receiver


def test_charging_over_http_rings_the_merchants_door_in_json(
    merchant: Merchant, kim: str, receiver: Receiver
) -> None:
    paid = merchant.again(kim, "over-http")
    content_type, body = receiver.next()

    told = {"imp_uid": paid["imp_uid"], "merchant_uid": "over-http", "status": "paid"}
    assert content_type == "application/json"
    assert json.loads(body) == told


def test_the_door_may_ask_for_forms(
    merchant: Merchant, remote: SandboxRemote, kim: str, receiver: Receiver
) -> None:
    remote.configure(notice_format="form")
    paid = merchant.again(kim, "as-form")
    receiver.next()
    remote.refund_at_console(paid["imp_uid"], 1_000)
    content_type, body = receiver.next()

    told = dict(parse_qsl(body))
    assert content_type == "application/x-www-form-urlencoded"
    assert (told["imp_uid"], told["status"]) == (paid["imp_uid"], "cancelled")
    assert told["cancellation_id"].startswith("cancel_")


def test_a_month_moved_over_http_has_rung_every_bell_when_it_answers(
    merchant: Merchant, remote: SandboxRemote, kim: str, receiver: Receiver
) -> None:
    now = remote.now()
    merchant.reserve(kim, {f"day-{n}": now + n * 86_400 for n in range(1, 31)})

    assert remote.advance(31 * 86_400) == now + 31 * 86_400
    rung = [json.loads(receiver.next()[1])["merchant_uid"] for _ in range(30)]
    assert rung == [f"day-{n}" for n in range(1, 31)]
    assert receiver.quiet


def test_a_dead_door_is_a_failed_delivery_and_hurts_nobody_else(
    merchant: Merchant, remote: SandboxRemote, kim: str, receiver: Receiver
) -> None:
    receiver.answer = 503
    merchant.again(kim, "door-503")
    receiver.next()
    receiver.answer = 404  # the receiver's final word: delivered, if not welcome
    merchant.again(kim, "door-404")
    receiver.next()
    merchant.again(kim, "door-gone", notice_url="http://127.0.0.1:1/closed")
    remote.advance(0)  # waits until every webhook has gone out

    outcomes = {one["merchant_uid"]: one["outcome"] for one in remote.notices()[-3:]}
    assert outcomes == {"door-503": "failed", "door-404": "sent", "door-gone": "failed"}


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_AFTER, FaultKind.TIMEOUT_BEFORE])
def test_an_unanswered_call_ends_with_the_line_cut_and_not_one_byte(
    merchant: Merchant, remote: SandboxRemote, kim: str, receiver: Receiver, kind: FaultKind
) -> None:
    """Where it was done all the same, the webhook is the first to say so."""
    remote.arm(Fault(kind, operation="again", merchant_uid=kind))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        merchant.call("POST", "/subscribe/payments/again", order(kim, kind))
    if kind is FaultKind.TIMEOUT_AFTER:
        assert json.loads(receiver.next()[1])["merchant_uid"] == kind

    found = merchant.call("GET", f"/payments/find/{kind}").status_code
    assert found == (200 if kind is FaultKind.TIMEOUT_AFTER else 404)


def test_a_caller_who_gives_up_first_sees_a_time_out(
    merchant: Merchant, remote: SandboxRemote, kim: str
) -> None:
    remote.configure(hold_seconds=30.0)
    remote.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    body, headers = order(kim, "gave-up"), {"authorization": merchant.token()}
    with pytest.raises(httpx.ReadTimeout):
        merchant.client.post("/subscribe/payments/again", json=body, headers=headers, timeout=0.1)
    remote.configure(hold_seconds=0.05)


def test_the_webhook_can_be_at_the_door_before_the_answer(
    merchant: Merchant, remote: SandboxRemote, kim: str, receiver: Receiver
) -> None:
    remote.arm(Fault(FaultKind.WEBHOOK_BEFORE_ANSWER, operation="again"))
    merchant.again(kim, "overtaken")

    assert not receiver.quiet


def test_charges_from_many_threads_are_all_kept_apart(
    merchant: Merchant, remote: SandboxRemote, kim: str
) -> None:
    before = remote.stats().captured
    with ThreadPoolExecutor(8) as threads:
        paid = list(threads.map(lambda n: merchant.again(kim, f"many-{n}"), range(40)))

    assert len({one["imp_uid"] for one in paid}) == 40
    assert remote.stats().captured - before == 40 * PRICE


def test_the_same_order_from_many_threads_is_charged_once(
    merchant: Merchant, remote: SandboxRemote, kim: str
) -> None:
    before = remote.stats().captured
    body = order(kim, "double-click")
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(
            lambda _: merchant.call("POST", "/subscribe/payments/again", body), range(8)
        )

    assert sorted(one.json()["code"] for one in answers) == [0] + [1] * 7
    assert remote.stats().captured - before == PRICE


def test_an_encoded_slash_and_a_form_survive_the_real_wire(
    merchant: Merchant, client: httpx.Client, kim: str
) -> None:
    answer = client.post(
        "/subscribe/payments/again/",
        data={key: str(value) for key, value in order(kim, "2026/12").items()},
        headers={"authorization": f"Bearer {merchant.token()}"},
    )
    served(answer)

    assert merchant.get("/payments/find/2026%2F12/")["status"] == "paid"


def test_a_body_beyond_all_measure_is_refused(merchant: Merchant) -> None:
    headers = {"authorization": merchant.token()}
    flood = b"a=" + b"x" * 1_100_000
    answer = merchant.client.post("/subscribe/payments/again", content=flood, headers=headers)

    refused(answer, status=400, code=-1)


def test_an_outage_without_connections_cuts_the_line_and_leaves_the_counter_open(
    merchant: Merchant, remote: SandboxRemote, kim: str
) -> None:
    token = merchant.token()
    remote.outage(FaultKind.NO_CONNECTION)
    with pytest.raises(httpx.TransportError):
        merchant.client.get(f"/subscribe/customers/{kim}", headers={"authorization": token})

    remote.lift_outage()
    assert merchant.get(f"/subscribe/customers/{kim}")["customer_uid"] == kim
