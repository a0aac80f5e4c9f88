"""Pictures of every page of the running desk, for the README: `make shots`.

Usage: python -m tests.shots [http://127.0.0.1:8501]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.parts.desk import DESKTOP, address, desk_pages, open_page, visiting

SCREENS = Path(__file__).parent.parent / "docs" / "screens"
PHONE = (420, 860)
TALLEST = 2400  # what a reader will scroll through
ON_A_PHONE = ("today", "approvals")
CONTENT_HEIGHT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""


def picture(page: Page, url: str, path: Path, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, url)
    # The page scrolls inside its frame, so the frame is made as tall as what it holds.
    tall = min(max(height, page.evaluate(CONTENT_HEIGHT)), TALLEST)
    page.set_viewport_size({"width": width, "height": tall})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, animations="disabled")
    sys.stdout.write(f"{path.relative_to(SCREENS.parent.parent)}\n")


def main() -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with visiting() as page:
        pages = desk_pages(page, address(sys.argv[1:]))
        for each in pages:
            picture(page, each.url, SCREENS / f"{each.slug}.png", DESKTOP)
            if each.slug in ON_A_PHONE:
                picture(page, each.url, SCREENS / f"{each.slug}-phone.png", PHONE)
        page.emulate_media(color_scheme="dark")
        picture(page, pages[0].url, SCREENS / f"{pages[0].slug}-dark.png", DESKTOP)


if __name__ == "__main__":
    main()
