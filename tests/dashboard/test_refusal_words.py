"""Every refusal of the core that a page can show has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import grimp

from dashboard.parts.words.failing import REFUSALS

CORE = Path(__file__).parents[2] / "billing_core"
HANGUL = re.compile("[가-힣]")
# Cards are registered through the company's app; no page does it.
OF_THE_APP = {"member_id", "unknown_plan", "other_plan", "charge_unclear"}


def within_reach() -> list[Path]:
    """The modules of the core that the pages use, directly or through others."""
    graph = grimp.build_graph("billing_core", "dashboard")
    names = graph.find_upstream_modules("dashboard", as_package=True)
    return [path for path in CORE.rglob("*.py") if module_name(path) in names]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


def codes(path: Path) -> Iterator[str]:
    """Of `Refusal("code", …)`, and of a kind of refusal that gives its own code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="Refusal") | ast.Attribute(attr="__init__"),
                args=[ast.Constant(value=str(code)), _, *_],
            ):
                yield code


def test_every_refusal_a_page_can_show_has_its_english() -> None:
    found = {code for path in within_reach() for code in codes(path)}

    assert {"not_allowed", "roll_ups_missing", "import_refused"} <= found  # the search finds them
    assert found - OF_THE_APP - set(REFUSALS) == set()
    assert not any(HANGUL.search(english) for english in REFUSALS.values())


def test_no_english_is_kept_for_a_refusal_that_is_gone() -> None:
    found = {code for path in within_reach() for code in codes(path)}

    assert set(REFUSALS) - found == set()
