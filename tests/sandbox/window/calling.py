"""What the vendor's script and its frames send, without a browser."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from billing_core.sandbox import Notice, Sandbox
from tests.sandbox.merchant import PRICE, Json

BELL = "memory:console"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0"
PHONE = "Mozilla/5.0 (Linux; Android 15; SM-S938N) Chrome/142.0 Mobile"
TABLET = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
BACK = "https://shop.example/done?plan=monthly"
PARAMS: Json = {
    "channelKey": "channel-key-1",
    "pay_method": "card",
    "customer_uid": "hong",
    "merchant_uid": "reg-1",
    "name": "월 멤버십",
    "amount": PRICE,
    "buyer_name": "홍길동",
    "buyer_tel": "010-0000-0001",
    "buyer_email": "hong@example.com",
    "m_redirect_url": BACK,
}
GOOD, NO_FUNDS, REFUSED_CARD = "0001", "0051", "0005"


def with_params(**changes: Any) -> Json:
    """The parameters of a good call, changed; what is None is left out."""
    return {name: value for name, value in (PARAMS | changes).items() if value is not None}


class Browsing:
    """One page of a shop: it calls, and its windows are pressed."""

    def __init__(self, client: httpx.Client, sandbox: Sandbox, bell: list[Notice]) -> None:
        self.client = client
        self.sandbox = sandbox
        self.bell = bell

    def call(
        self,
        params: Json | None = None,
        *,
        code: str = "imp_demo",
        inits: int = 1,
        listens: bool = True,
        agent: str = DESK,
        **page: Any,
    ) -> Json:
        """What the script does next."""
        said = {"ticket": "t", "origin": "https://shop.example", "code": code, "inits": inits}
        said |= {"listens": listens, "params": PARAMS if params is None else params} | page
        answer = self.client.post("/window/call", json=said, headers={"user-agent": agent})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refusal(self, params: Json | None = None, **page: Any) -> tuple[str, str]:
        """Code and text with which a window did not open: nothing in the book but what was."""
        rsp = self.call(params, **page)["rsp"]
        assert (rsp["success"], rsp["imp_uid"]) == (False, None)
        return rsp["error_code"], rsp["error_msg"]

    def window(self, params: Json | None = None, **page: Any) -> str:
        """The address of a window that opened, looked at once."""
        said = self.call(params, **page)
        address = str(said.get("window") or said["leave"])
        self.look(address)
        return address

    def look(self, address: str) -> httpx.Response:
        return self.client.get(address)

    def press(self, address: str, decision: str = "agree", ending: str = GOOD) -> httpx.Response:
        form = {"decision": decision, "company": "9366", "ending": ending}
        return self.client.post(address, data=form)

    def row(self) -> Json:
        """The newest payment of the book."""
        return self.sandbox.payments()[-1]


def told(answer: httpx.Response) -> Json:
    """What the last page of a frame tells the page below it."""
    found = re.search(r'id="told">(.*?)</script>', answer.text)
    assert found, answer.text
    return dict(json.loads(found[1]).get("said", {}))


def query_of(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    return {name: values[0] for name, values in parse_qs(parts.query, True).items()}


def back(answer: httpx.Response) -> dict[str, str]:
    """The query with which a phone comes back."""
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("https://shop.example/done?plan=monthly&")
    return query_of(answer.headers["location"])
