"""The machine's own Chromium, as an administrator in Seoul would have it."""

from __future__ import annotations

import os
import shutil

NO_BROWSER = (
    "no Chromium here: install one (Debian: apt install chromium-headless-shell) or name it in "
    "CHROMIUM_PATH"
)

LAUNCH_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root, which containers are
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # A test that reaches for the internet is slow, and wrong where there is none.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A test opens a page once or twice: making its code fast costs a fifth more than it saves. What is
# measured is measured without.
COMPILES_LITTLE = ["--js-flags=--no-opt --no-maglev"]

WHOLE = ("chromium", "chromium-browser", "google-chrome")
HEADLESS_SHELL = "chromium-headless-shell"

SEOUL_OFFICE = {"locale": "ko-KR", "timezone_id": "Asia/Seoul"}


def find_chromium() -> str | None:
    """The path of a whole browser, for what is measured or shown: `CHROMIUM_PATH`, or the first of
    the usual names."""
    return _first_of(*WHOLE, HEADLESS_SHELL)


def find_headless_shell() -> str | None:
    """The path of the browser that the tests drive: the same engine without what a person needs
    around it, a fifth cheaper; else a whole one."""
    return _first_of(HEADLESS_SHELL, *WHOLE)


def _first_of(*names: str) -> str | None:
    if named := os.environ.get("CHROMIUM_PATH"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, names)), None)
