"""A tab of the browser that every test finds as new, while what it has compiled stays compiled.

In a new context the browser reads and compiles all of Streamlit again: 3 s of CPU of the 5 s that
a page of the desk took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Frame, Page, ViewportSize

AS_A_BROWSER_BEGINS: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "media": "null",
    "reduced_motion": "no-preference",
}
NOTHING = "about:blank"
ANSWER_MS = 30_000  # Playwright's own
_SIZE: ViewportSize = {"width": 1280, "height": 720}
# By the page itself: where the browser is told to go to nothing, it goes on in a new process, which
# has compiled nothing.
_LEAVE = "() => { window.name = ''; location.replace('about:blank'); }"
_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"

# What fades, slides or pulses is drawn sixty times a second, and nobody looks at it here: each is at
# once as it is going to be. An animation of the desk's own stays.
_STILL = """(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { transition: none !important; }
        [data-testid="stSkeleton"], [data-testid="stSkeleton"] * { animation: none !important; }`);
    document.adoptedStyleSheets = [sheet];
})()"""


class KeptTab:
    """One at a time. Whoever does not leave it in order (`all_is_well`) leaves it to nobody."""

    def __init__(self, browser: Browser, arguments: dict[str, Any]) -> None:
        self._browser, self._arguments = browser, arguments
        self._page: Page | None = None

    @contextmanager
    def lent(self, all_is_well: Callable[[], bool]) -> Iterator[Page]:
        page, self._page = self._page, None
        if page is None:
            page = self._browser.new_context(**self._arguments).new_page()
            page.add_init_script(_STILL)
        been: set[str] = set()

        def go(frame: Frame) -> None:
            been.add("{0.scheme}://{0.netloc}".format(urlsplit(frame.url)))

        with _listeners_leave(page):
            page.on("framenavigated", go)
            yield page
        if all_is_well() and not page.is_closed():
            _left_in_order(page, {one for one in been if one.startswith("http")})
            self._page = page
        else:
            page.context.close()

    def close(self) -> None:
        if self._page is not None:
            self._page.context.close()


@contextmanager
def _listeners_leave(page: Page) -> Iterator[None]:
    """Whoever listens to the page in this block hears no more of it afterwards."""
    listening: list[tuple[Any, Any]] = []
    listen: Any = page.on

    def on(event: Any, heard: Any) -> None:
        listen(event, heard)
        listening.append((event, heard))

    vars(page)["on"] = on
    try:
        yield
    finally:
        del vars(page)["on"]
        for event, heard in listening:
            page.remove_listener(event, heard)


def _left_in_order(page: Page, origins: set[str]) -> None:
    context = page.context
    for other in context.pages:
        if other is not page:
            other.close()
    for frame in page.frames:
        if frame.url.startswith("http"):
            frame.evaluate(_FORGET)
    with page.expect_navigation(url=NOTHING):
        page.evaluate(_LEAVE)
    page.unroute_all()
    context.unroute_all()
    context.clear_cookies()
    context.clear_permissions()
    page.set_extra_http_headers({})
    page.emulate_media(**AS_A_BROWSER_BEGINS)
    page.set_viewport_size(_SIZE)
    page.mouse.move(0, 0)
    page.set_default_timeout(ANSWER_MS)
    page.set_default_navigation_timeout(ANSWER_MS)
    devtools = context.new_cdp_session(page)
    for origin in origins:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    devtools.send("Page.resetNavigationHistory")
    devtools.detach()
