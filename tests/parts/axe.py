"""Accessibility rules that a page breaks, as axe-core finds them in a real browser.

axe-core 4.14.1 (Deque Systems, MPL-2.0) stands in `tests/parts/axe/` as its package has it: for
tests alone, no part of what runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_FOLDER = Path(__file__).parent / "axe"
# What may differ between a light page and the same page in the dark.
COLOURS = "color-contrast,link-in-text-block"
_RUN = """async ([notOurs, only]) => (await axe.run(document, {
    resultTypes: ["violations"], preload: false, ...(only ? {runOnly: {type: "rule", values: only.split(",")}} : {})
})).violations.map(
    one => [one, one.nodes.filter(node => !(notOurs[one.id] &&
        document.querySelector(node.target[0])?.closest(notOurs[one.id])))]
).filter(([, nodes]) => nodes.length).map(
    ([one, nodes]) => `${one.id}: ${one.help} at ${nodes.map(node => node.html).join(", ")}`
)"""


def violations(
    page: Page, not_ours: Mapping[str, str] | None = None, *, only: str = ""
) -> list[str]:
    """What is wrong with the page as it stands now, a line for each rule; `[]` when nothing is.
    `not_ours` names what we cannot mend: the rule, and where (a CSS selector). `only`: the
    names of some of axe's rules, with commas between.

    The page's own Content-Security-Policy may stay: the browser's driver is not bound by it.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[Any] = page.evaluate(_RUN, [dict(not_ours or {}), only])
    return [str(one) for one in found]


@cache
def _axe() -> str:
    return (_FOLDER / "axe.min.js").read_text(encoding="utf-8")
