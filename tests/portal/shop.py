"""A shop whose members pay on our checkout page: a small world behind a real door, and a vendor's
script of a few lines in the place of the real one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from billing_core.sandbox.cards import APPROVED_CARD
from billing_core.sidecar import create_app
from billing_core.system import System
from billing_core.worker import Worker
from tests.parts.server import serving
from tests.parts.world import World

RETURN_URL = "https://app.example/subscribed?from=checkout"
START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)  # 31 January, 10:00 in Seoul
OVER_THE_LIMIT = "9366-0000-0000-0061"
NO_CARD = "9366-0000-0000-0005"

_SCRIPT = """
window.IMP = {
  init(code) { document.documentElement.dataset.code = code; },
  agency() {},
  request_pay(asked, back) {
    fetch("%s/asked", {method: "POST", body: JSON.stringify(asked)}).then(() => back({}));
  },
};
"""


@dataclass
class Vendor:
    """Serves the script, and does what a member does in the window: `card`; none closes it."""

    world: World
    card: str = APPROVED_CARD
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> Starlette:
        async def script(_request: Request) -> Response:
            return Response(_SCRIPT % self.url, media_type="text/javascript")

        async def window(request: Request) -> Response:
            asked = await request.json()
            self.asked.append(asked)
            if self.card:
                type_card(self.world, asked, self.card)
            return JSONResponse({}, headers={"Access-Control-Allow-Origin": "*"})

        return Starlette(
            routes=[Route("/js/iamport.js", script), Route("/asked", window, methods=["POST"])]
        )


def type_card(world: World, asked: dict[str, Any], card: str = APPROVED_CARD) -> None:
    """What the window does with the parameters it was given."""
    world.sandbox.issue(
        asked["customer_uid"],
        merchant_uid=asked["merchant_uid"],
        amount=asked["amount"],
        card=card,
        name=asked["name"],
        buyer_name=asked["buyer_name"],
    )


@dataclass
class Shop:
    """`browser` keeps no cookies that matter and runs no script."""

    world: World
    browser: httpx.Client
    vendor: Vendor

    @property
    def system(self) -> System:
        return self.world.system

    def app_starts(self, member_id: str, plan: str | None = "basic", **more: Any) -> dict[str, Any]:
        """The company's app asks for a checkout."""
        answer = self.browser.post(
            "/v1/checkouts",
            json={"member_id": member_id, "return_url": RETURN_URL, **more}
            | ({"plan_id": plan} if plan else {}),
            headers={"Authorization": "Bearer app-key"},
        )
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def page(self, member_id: str = "user-7", plan: str | None = "basic", **more: Any) -> str:
        """The path of the page that the app is given."""
        return urlsplit(str(self.app_starts(member_id, plan, **more)["checkout_url"])).path

    def tick(self, page: str) -> httpx.Response:
        """Agrees to what the page shows."""
        shown = self.browser.get(page)
        assert shown.status_code == 200, said(shown)
        return self.browser.post(page + "/window", data={"agreed": consent_of(shown.text)})

    def opens(self, page: str) -> dict[str, Any]:
        """The parameters with which a window opens."""
        answer = self.tick(page)
        assert answer.status_code == 200, answer.text
        asked: dict[str, Any] = answer.json()["asked"]
        return asked

    def comes_back(self, page: str) -> str:
        """What the result page says, in one line."""
        return said(self.browser.get(page + "/back?imp_uid=imp_x&imp_success=true"))


def consent_of(text: str) -> str:
    [agreed] = re.findall(r'id="consent"[^>]* value="([0-9a-f]{64})"', text)
    return str(agreed)


def said(answer: httpx.Response) -> str:
    """The page's own words, without its markup."""
    main = answer.text.partition("<main>")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@contextmanager
def open_shop(world: World, **settings: Any) -> Iterator[Shop]:
    vendor = Vendor(world)
    with serving(vendor.app()) as vendor.url:
        wanted = {
            "imp_code": "imp00000000",
            "channel_key": "channel-key-1",
            "notice_url": "https://billing.example/webhooks/iamport",
            "script_url": f"{vendor.url}/js/iamport.js",
            "page_patience_seconds": 120.0,
            **settings,
        }
        world.system = replace(
            world.system, settings=world.system.settings.model_copy(update=wanted)
        )
        world.worker = Worker(world.system)
        with (
            serving(create_app(world.system)) as url,
            httpx.Client(base_url=url, follow_redirects=True, timeout=120) as browser,
        ):
            yield Shop(world, browser, vendor)


def bells_lost(world: World) -> None:
    world.sandbox.sender = lambda _notice: None
