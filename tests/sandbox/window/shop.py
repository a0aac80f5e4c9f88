"""A shop's checkout page on a port of its own, with no more rights than the script needs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FrameLocator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.sandbox.merchant import Json

_PAGE = """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>가게</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>월 멤버십</h1><button id="pay">결제</button><output id="heard"></output>
<script src="{sandbox}/js/iamport.js"></script><script src="/shop.js"></script></body></html>"""
# The callback's answers are listed; each says whether the call was still running.
_SCRIPT = """
IMP.init("imp_demo");
let calling = false;
const heard = [];
const shop = { params: {}, listens: true };
function hear(rsp) {
  heard.push({ ...rsp, at_once: calling });
  document.getElementById("heard").textContent = JSON.stringify(heard);
}
function pay() {
  calling = true;
  shop.returned = String(IMP.request_pay(shop.params, shop.listens ? hear : undefined));
  calling = false;
}
document.getElementById("pay").onclick = pay;
const params = new URLSearchParams(location.search).get("at_once");
if (params) { shop.params = JSON.parse(params); setTimeout(pay); }
"""


def shop_app(sandbox_url: str) -> Starlette:
    def page(_request: Request) -> Response:
        rights = f"default-src 'none'; script-src 'self' {sandbox_url}; frame-src {sandbox_url}"
        html = _PAGE.replace("{sandbox}", sandbox_url)
        return HTMLResponse(html, headers={"content-security-policy": rights})

    def script(_request: Request) -> Response:
        return Response(_SCRIPT, media_type="text/javascript")

    def done(_request: Request) -> Response:
        return HTMLResponse("<!doctype html><html lang=ko><title>끝</title><h1>끝</h1>")

    return Starlette(
        routes=[Route("/", page), Route("/shop.js", script), Route("/done/{checkout}", done)]
    )


class Counter:
    """One tab of the shop, as somebody uses it."""

    def __init__(self, tab: Page, url: str) -> None:
        self.tab = tab
        tab.set_default_timeout(90_000)
        self.url = url

    def open(self, query: str = "") -> None:
        self.tab.goto(f"{self.url}/{query}")

    def prepare(self, params: Json, *, listens: bool = True) -> None:
        """What the button will ask for."""
        self.tab.evaluate(
            "([params, listens]) => Object.assign(shop, { params, listens })", [params, listens]
        )

    def pay(self, params: Json, *, listens: bool = True) -> None:
        self.prepare(params, listens=listens)
        self.tab.get_by_role("button", name="결제").click()

    @property
    def window(self) -> FrameLocator:
        return self.tab.frame_locator('iframe[title="결제창"]')

    def press(self, name: str, *, exact: bool = True) -> None:
        self.window.get_by_role("button", name=name, exact=exact).click()

    def heard(self, count: int = 1) -> list[dict[str, Any]]:
        """The callback's answers, waited for."""
        self.tab.wait_for_function("count => heard.length >= count", arg=count)
        heard: list[dict[str, Any]] = self.tab.evaluate("heard")
        assert len(heard) == count
        return heard

    def layers(self, count: int) -> None:
        expect(self.tab.locator("iframe")).to_have_count(count)
