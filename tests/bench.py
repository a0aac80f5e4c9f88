"""How long a person waits for every page of the running desk, whatever book it has.

Usage: python -m tests.bench [http://127.0.0.1:8501]
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

from playwright.sync_api import Page

from tests.parts.desk import address, desk_pages, open_page, visiting

OPENINGS = 5


def seconds_to_open(page: Page, url: str) -> float:
    """From asking for the page to its last element, in a new session."""
    began = perf_counter()
    open_page(page, url)
    return perf_counter() - began


def main() -> None:
    with visiting() as page:
        sys.stdout.write(f"{'page':<20}{'median':>10}{'worst':>10}   seconds of {OPENINGS}\n")
        for each in desk_pages(page, address(sys.argv[1:])):
            times = [seconds_to_open(page, each.url) for _ in range(OPENINGS)]
            sys.stdout.write(f"{each.slug:<20}{median(times):>10.2f}{max(times):>10.2f}\n")


if __name__ == "__main__":
    main()
