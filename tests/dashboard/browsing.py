"""The dashboard in a real browser: opening a page and waiting until it stands."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from billing_core.rules.actor import Actor
from billing_core.system import System
from tests.dashboard.signing_in import token_of
from tests.parts.desk import SKELETON

DRAWN_LATER = f'{SKELETON}, [data-stale="true"]'

# Not at every frame: whoever asks for frames has them drawn.
LOOK_MS = 50
_STANDS = """drawn_later => {
    const app = document.querySelector('.stApp[data-test-script-state="notRunning"]');
    return app && getComputedStyle(app).getPropertyValue("--bd-paid") &&
        !document.querySelector(drawn_later);
}"""

_RENAMED = "before => document.title !== before"


class Desk:
    def __init__(self, page: Page, address: str, system: System) -> None:
        self.page, self.address, self.system = page, address, system

    def asked(self) -> list[str]:
        """The address of each request from here on, as they come."""
        asked: list[str] = []
        self.page.on("request", lambda request: asked.append(request.url))
        return asked

    def sign_in(self, who: Actor) -> None:
        """As if that person had typed their password in this browser."""
        name = f"desk_{urlsplit(self.address).port}"
        token = token_of(self.system, who)
        self.page.context.add_cookies([{"name": name, "value": token, "url": self.address}])

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.address}/{path}")
        self.settle()

    def choose(self, path: str) -> None:
        """Another page, by its line of the menu: half of what it costs to load it anew."""
        before = self.page.title()
        self.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{path}"]').click()
        self.page.wait_for_function(_RENAMED, arg=before, polling=LOOK_MS)
        self.settle()

    def settle(self) -> None:
        """Until the script has run and the page has drawn what it said, in our own style."""
        self.page.wait_for_function(_STANDS, arg=DRAWN_LATER, polling=LOOK_MS)

    def bar(self, at: int, chart: int = 0) -> Locator:
        drawn = self.page.locator(".js-plotly-plot").nth(chart)
        return drawn.locator(":is(.bars, .waterfalllayer) .point path").nth(at)

    def click_bar(self, at: int, chart: int = 0) -> None:
        """With the mouse, where it is: plotly listens to the plane above its bars."""
        self.bar(at, chart).scroll_into_view_if_needed()
        box = self.bar(at, chart).bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
