"""Licences of what runs: each package has one that a company may use, and the page lists them.

`python -m tests.test_licences` draws the page anew.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- drawn by tests/test_licences.py -->", "<!-- end of the licences -->"

# By SPDX; older packages say it in words of their own.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",  # psycopg, fpdf2: used as they are, as libraries of their own
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
IN_THEIR_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def packages() -> list[str]:
    """What requirements.txt pins and this system needs, for a few are for others alone."""
    pinned = re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    return [name for name in pinned if _is_here(name)]


def licence(package: str) -> str:
    """As an SPDX expression, from what the package says of itself: newest way first."""
    said = metadata(package)
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = [
        words.rpartition(" :: ")[2]
        for words in said.get_all("Classifier") or []
        if words.startswith("License :: ") and not words.endswith("OSI Approved")
    ]
    in_words: list[str] = said.get_all("License") or [""]
    own = (classified if len(classified) == 1 else in_words)[0]
    return IN_THEIR_WORDS.get(own, own)


def table() -> str:
    rows = [f"| {name} | {licence(name)} |" for name in packages()]
    return "\n".join(["| package | licence |", "|---|---|", *rows])


def test_a_company_may_use_every_package_that_runs() -> None:
    names = {name: set(re.split(r" AND | OR |[()]", licence(name))) - {""} for name in packages()}
    assert {name: words for name, words in names.items() if not words or words - ALLOWED} == {}


def test_the_page_lists_them_all() -> None:
    """What another system installs besides may stand there too."""
    assert set(table().splitlines()) <= set(PAGE.read_text().splitlines())


def _is_here(package: str) -> bool:
    try:
        metadata(package)
    except PackageNotFoundError:
        return False
    return True


def _drawn(page: str) -> str:
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(_drawn(PAGE.read_text()))
