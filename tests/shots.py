"""Pictures of every page of the running desk, for the README: `make shots`.

Usage: python -m tests.shots [http://127.0.0.1:8501]
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from billing_core.rules.calendar import Month
from tests.parts.desk import DESKTOP, SETTLED, address, desk_pages, open_page, visiting

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
PHONE = (420, 860)
TALLEST = 2400  # what a reader will scroll through
ON_A_PHONE = ("today", "approvals", "analysis", "upcoming", "health")
IN_THE_DARK = ("today", "analysis", "upcoming", "exports", "month_close", "health")
HISTORY = Path(__file__).parent / "history" / "purchases.csv"
CONTENT_HEIGHT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""


def picture(page: Page, url: str, path: Path, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, url)
    _whole(page, path)


def preview(page: Page, url: str, path: Path) -> None:
    """가져오기 with a file that somebody has chosen; nothing is imported."""
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    open_page(page, url)
    page.set_input_files('input[type="file"]', HISTORY)
    page.wait_for_selector('[data-testid="stDataFrame"]')
    _whole(page, path)


def dry_run(page: Page, url: str, path: Path, size: tuple[int, int]) -> None:
    """What a cure would do, as its dialog says it; nothing is pressed."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, url)
    page.locator('[class*="st-key-health_cure_"] button:not([disabled])').first.click()
    page.wait_for_selector('[role="dialog"] button')
    page.wait_for_selector(SETTLED)
    page.screenshot(path=path, animations="disabled")
    _say(path)


def _whole(page: Page, path: Path) -> None:
    # The page scrolls inside its frame, so the frame is made as tall as what it holds.
    width = page.viewport_size["width"] if page.viewport_size else DESKTOP[0]
    tall = min(max(DESKTOP[1], page.evaluate(CONTENT_HEIGHT)), TALLEST)
    page.set_viewport_size({"width": width, "height": tall})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, animations="disabled")
    _say(path)


def _say(path: Path) -> None:
    sys.stdout.write(f"{path.relative_to(SCREENS.parent.parent)}\n")


def main() -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with visiting() as page:
        pages = {each.slug: each.url for each in desk_pages(page, address(sys.argv[1:]))}
        closed = f"{pages['month_close']}?month={Month.of(datetime.now(UTC)).plus(-3)}"
        for slug, url in pages.items():
            picture(page, url, SCREENS / f"{slug}.png", DESKTOP)
            if slug in ON_A_PHONE:
                picture(page, url, SCREENS / f"{slug}-phone.png", PHONE)
        picture(page, closed, SCREENS / "closed-month.png", DESKTOP)
        preview(page, pages["imports"], SCREENS / "import-preview.png")
        days = f"{pages['health']}?view=days"
        picture(page, days, SCREENS / "health-days.png", DESKTOP)
        picture(page, days, SCREENS / "health-days-phone.png", PHONE)
        dry_run(page, pages["health"], SCREENS / "finding-dialog.png", DESKTOP)
        dry_run(page, pages["health"], SCREENS / "finding-dialog-phone.png", PHONE)
        page.emulate_media(color_scheme="dark")
        for slug in IN_THE_DARK:
            picture(page, pages[slug], SCREENS / f"{slug}-dark.png", DESKTOP)
        picture(page, closed, SCREENS / "closed-month-dark.png", DESKTOP)
        dry_run(page, pages["health"], SCREENS / "finding-dialog-dark.png", DESKTOP)
        preview(page, pages["imports"], SCREENS / "import-preview-dark.png")


if __name__ == "__main__":
    main()
