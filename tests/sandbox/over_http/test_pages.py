"""What people see of the sandbox in a browser: the card window, receipts, the front page."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from billing_core.sandbox import (
    SandboxRemote,
    SandboxSettings,
)
from tests.sandbox.merchant import PRICE, Merchant
from tests.sandbox.receiver import Receiver

WINDOW = {
    "customer_uid": "lee",
    "merchant_uid": "reg-lee",
    "amount": str(PRICE),
    "name": "<멤버십>",
    "buyer_name": "이순신",
}


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
    assert (query["plan"], query["merchant_uid"]) == (["monthly"], ["reg-lee"])
    assert not {"imp_success", "error_code", "error_msg"} & query.keys()
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
    assert query["error_code"] == ["F0005"]
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
