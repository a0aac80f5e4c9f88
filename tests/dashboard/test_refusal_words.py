"""What a step refuses is told on a page in the language of the page, with its facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from billing_core.rules.actor import Guarded
from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.refusals import REFUSALS, refusal_said

ROOT = Path(__file__).parents[2]
BLANKS_ARE_FACTS = {"advice"}  # said from another fact


def test_a_refusal_loses_no_fact_in_english() -> None:
    refused = Refusal(RefusalCode.CARD_CANNOT_PAY, decline=DeclineReason.EXPIRED_CARD, member="u1")
    assert refused.code == "card_cannot_pay"
    assert refusal_said(refused, KOREAN).startswith("'유효기간 만료'(으)로 거절된 카드라")
    assert refusal_said(refused, ENGLISH).startswith("The card was refused (Expired card)")
    viewer = Refusal(RefusalCode.NOT_ALLOWED, act=Guarded.CLOSE_MONTH, actor="이수진")
    assert refusal_said(viewer, ENGLISH).startswith("You may not close a month.")


@pytest.mark.parametrize("language", [KOREAN, ENGLISH])
def test_days_and_won_are_said_as_people_write_them(language: int) -> None:
    early = Refusal(RefusalCode.NOT_OVER, number=3, day=date(2026, 4, 8), month="2026-03")
    assert ("2026년 4월 8일", "2026-04-08")[language] in refusal_said(early, language)
    too_much = Refusal(RefusalCode.AMOUNT, left=9_000)
    assert "9,000" in refusal_said(too_much, language)


def raised() -> Iterator[tuple[str, set[str]]]:
    """Each refusal that the project can raise, with the names of its facts."""
    for path in (*ROOT.glob("billing_core/**/*.py"), *ROOT.glob("dashboard/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            for code in ast.walk(node.args[0]):
                if isinstance(code, ast.Attribute) and ast.unparse(code.value) == "RefusalCode":
                    named = {keyword.arg for keyword in node.keywords}
                    yield (
                        code.attr,
                        {name for name in named if name} | ({"**"} if None in named else set()),
                    )


def test_every_refusal_is_raised_with_the_facts_that_its_sentence_needs() -> None:
    found = list(raised())
    assert {code for code, _ in found} == {code.name for code in RefusalCode}
    for code, facts in found:
        for said in REFUSALS[RefusalCode[code]]:
            missing = blanks(said) - facts - BLANKS_ARE_FACTS
            assert not missing or "**" in facts, (code, missing)


def blanks(said: str) -> set[str]:
    from string import Formatter

    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(said) if name}
