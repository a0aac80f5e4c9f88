"""Walking through the pages of a dashboard that is already running."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Error, Page, sync_playwright

from billing_core.settings import Settings
from tests.parts.browser import LAUNCH_ARGUMENTS, NO_BROWSER, SEOUL_OFFICE, find_chromium

DESKTOP = (1440, 900)
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
NAVIGATION = '[data-testid="stSidebarNavLink"]'
# A place-holder of Streamlit's, or of what is drawn once the first chart stands.
SKELETON = '[data-testid="stSkeleton"], .bd-later'
FIRST_RUN_MS = 60_000


@dataclass(frozen=True)
class DeskPage:
    """A page of the desk. `slug` is the last part of the address, `today` for the front page."""

    slug: str
    url: str


@contextmanager
def visiting(size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
    """A page of the machine's own browser, width and height in CSS pixels."""
    path = find_chromium()
    if path is None:
        sys.exit(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS)
        context = browser.new_context(
            locale=SEOUL_OFFICE["locale"],
            timezone_id=SEOUL_OFFICE["timezone_id"],
            viewport={"width": size[0], "height": size[1]},
        )
        yield context.new_page()
        browser.close()


def address(arguments: list[str]) -> str:
    """Where the desk is: the first argument, or this machine's default door."""
    if arguments:
        return arguments[0].rstrip("/")
    return f"http://127.0.0.1:{Settings().dashboard_port}"


def open_page(page: Page, url: str) -> None:
    """Go to `url` and wait until the page has drawn itself. Ends the program if nobody answers."""
    try:
        page.goto(url)
    except Error as why:
        sys.exit(f"{url} does not answer; start it first (make run).\n{why.message}")
    if "/sign-in" in page.url:  # in the demo the first of the team is let in with a click
        page.locator("button.person").first.click()
    page.wait_for_selector(SETTLED, timeout=FIRST_RUN_MS)
    page.wait_for_function("s => !document.querySelector(s)", arg=SKELETON)


def desk_pages(page: Page, url: str) -> list[DeskPage]:
    """Every page in the sidebar, the front page first."""
    open_page(page, url)
    links: list[str] = page.locator(NAVIGATION).evaluate_all("all => all.map(a => a.href)")
    return [
        DeskPage(link.rstrip("/").removeprefix(url).strip("/") or "today", link) for link in links
    ]
