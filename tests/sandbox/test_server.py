"""The sandbox as other projects meet it: a real server on loopback, real webhooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from billing_core.sandbox import (
    Fault,
    FaultKind,
    Sandbox,
    SandboxClock,
    SandboxRemote,
    SandboxSettings,
)
from billing_core.sandbox.sender import HttpSender
from billing_core.sandbox.server import running
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant, order, refused, served
from tests.sandbox.receiver import Receiver, receiving

_NUMBERS = count(1)
WINDOW = {
    "customer_uid": "lee",
    "merchant_uid": "reg-lee",
    "amount": str(PRICE),
    "name": "<멤버십>",
    "buyer_name": "이순신",
}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def served_sandbox() -> Iterator[tuple[Sandbox, str]]:
    sender = HttpSender()
    settings = SandboxSettings(hold_seconds=0.05)
    sandbox = Sandbox(clock=SandboxClock(held_at=NINE_O_CLOCK), settings=settings, sender=sender)
    with running(sandbox) as url:
        yield sandbox, url
    sandbox.close()
    sender.close()


@pytest.fixture
def url(served_sandbox: tuple[Sandbox, str], receiver: Receiver) -> Iterator[str]:
    sandbox, url = served_sandbox
    receiver.answer = 200
    sandbox.configure(notice_url=receiver.url, notice_format="json")
    yield url
    sandbox.clear_faults()
    sandbox.deliver_notices()  # so that no webhook of this test rings in the next
    while not receiver.quiet:
        receiver.next()


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture
def merchant(client: httpx.Client) -> Merchant:
    return Merchant(client)


@pytest.fixture
def remote(url: str) -> Iterator[SandboxRemote]:
    with SandboxRemote(url) as remote:
        yield remote


@pytest.fixture
def kim(remote: SandboxRemote, receiver: Receiver) -> str:
    """A customer_uid of this test's own, its issuance webhook already heard."""
    number = next(_NUMBERS)
    customer_uid = f"kim-{number}"
    remote.issue(customer_uid, merchant_uid=f"reg-kim-{number}", amount=PRICE)
    receiver.next()
    return customer_uid


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


def test_the_window_shows_what_is_registered_and_leads_back_with_the_result(
    client: httpx.Client, receiver: Receiver
) -> None:
    back = "http://127.0.0.1:9/done?plan=monthly"
    page = client.get("/window", params=WINDOW | {"m_redirect_url": back})
    chosen = {"company": "9367", "ending": "0001", "m_redirect_url": back}
    answer = client.post("/window", data=WINDOW | chosen)

    assert "29,000원" in page.text
    assert "&lt;멤버십&gt;" in page.text
    assert "<멤버십>" not in page.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.status_code == 303
    assert (query["plan"], query["imp_success"]) == (["monthly"], ["true"])
    told = json.loads(receiver.next()[1])
    assert (told["imp_uid"], told["status"]) == (query["imp_uid"][0], "paid")


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"ending": "0005"}, "거절"),
        ({"decision": "close"}, "취소"),
        ({"card_number": "4111-1111-1111-1111"}, "테스트 카드"),
    ],
)
def test_a_window_that_issued_nothing_says_why(
    client: httpx.Client, remote: SandboxRemote, choice: dict[str, str], message: str
) -> None:
    before = remote.stats().live_keys
    form = WINDOW | {"merchant_uid": f"w-{message}"[:40], "m_redirect_url": "http://127.0.0.1:9/"}
    answer = client.post("/window", data=form | choice)

    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["imp_success"] == ["false"]
    assert message in query["error_msg"][0]
    assert remote.stats().live_keys == before


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "free"}, {"customer_uid": ""}, {"m_redirect_url": "javascript:alert(1)"}],
)
def test_a_window_opened_with_nonsense_explains_itself(
    client: httpx.Client, wrong: dict[str, str]
) -> None:
    assert client.get("/window", params=WINDOW | wrong).status_code == 400
    assert client.post("/window", data=WINDOW | wrong).status_code == 400


def test_a_payment_links_to_its_receipt(merchant: Merchant, client: httpx.Client, kim: str) -> None:
    paid = merchant.again(kim, "with-receipt")
    receipt = client.get(paid["receipt_url"])

    assert paid["apply_num"] in receipt.text
    assert "29,000원" in receipt.text
    assert client.get("/receipts/imp_unknown").status_code == 404


def test_the_front_page_lists_cards_faults_and_knobs_but_no_secret(client: httpx.Client) -> None:
    page = client.get("/").text

    assert all(word in page for word in ("잔액부족", "KB국민카드", "timeout_after", "webhook_loss"))
    assert SandboxSettings().imp_secret not in page


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock", '{"advance_seconds": -1}'),
        ("POST", "clock", "{}"),
        ("POST", "faults", '{"kind": "earthquake"}'),
        ("POST", "faults", '{"kind": "late", "probability": "often"}'),
        ("POST", "settings", '{"colour": "red"}'),
        ("POST", "cards", '{"customer_uid": "nobody", "outcome": "expired"}'),
        ("POST", "refund", '{"imp_uid": "imp_unknown"}'),
        ("POST", "revoke", '{"merchant_uid": "unknown"}'),
        ("POST", "issue", '{"customer_uid": "x", "merchant_uid": "y", "amount": "free"}'),
        ("POST", "issue", "{"),
    ],
)
def test_a_control_call_that_makes_no_sense_is_told_why(
    client: httpx.Client, method: str, path: str, body: str
) -> None:
    answer = client.request(method, f"/sandbox/{path}", content=body)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_curl_style_json_is_understood_at_the_counter(client: httpx.Client) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    before = client.get("/sandbox/clock").json()["now"]
    moved = client.post("/sandbox/clock", content=f'{{"to": {before + 5}}}', headers=form)

    assert moved.json() == {"now": before + 5}
