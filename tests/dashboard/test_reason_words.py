"""Every reason the core can give for leaving something out has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from billing_core.lifecycle.remember_payment import DECIDED
from billing_core.rules.classification import classify
from billing_core.rules.payment import Payment, PaymentStatus
from dashboard.parts import reason_words
from dashboard.parts.language import KEY, Language
from dashboard.parts.reason_words import reason_said
from dashboard.parts.words.reasons import EXCLUDED_EN, EXCLUDED_PATTERNS_EN
from tests.dashboard.visits import visit
from tests.parts.world import World

CORE = Path(__file__).parents[2] / "billing_core"
HANGUL = re.compile("[가-힣]")
# Where Korean is something else: words in both languages, and what a person is refused with.
NO_REASONS = {"Bilingual", "Refusal"}


def giving_reasons() -> list[Path]:
    """The modules of the core that leave something out of a number."""
    named = [
        path
        for path in CORE.rglob("*.py")
        if re.search(r"\b(Excluded|Classified)\(", path.read_text(encoding="utf-8"))
    ]
    return [*named, CORE / "numbers" / "cohort_cells.py"]


def sentences(path: Path) -> Iterator[str]:
    """Korean strings of a module but its docstrings; a blank stands for what is filled in."""

    def within(node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in NO_REASONS:
                return
            case ast.Expr(value=ast.Constant()):
                return
            case ast.JoinedStr(values=values):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…" for part in values
                )
            case ast.Constant(value=str(text)):
                yield text
            case _:
                for child in ast.iter_child_nodes(node):
                    yield from within(child)

    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (text for text in within(tree) if HANGUL.search(text))


def in_english(reason: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(reason_words, "language", lambda: Language.ENGLISH)
    return reason_said(reason)


def test_every_reason_of_the_core_has_its_english(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {text for path in giving_reasons() for text in sentences(path)}

    assert (
        "유예 기간 안이라 아직 이탈로 세지 않았습니다" in found
    )  # the search finds what it should
    assert [text for text in found if HANGUL.search(in_english(text, monkeypatch))] == []
    assert all(english and not HANGUL.search(english) for english in EXCLUDED_EN.values())


def test_no_english_is_kept_for_a_reason_that_is_gone() -> None:
    found = {text for path in giving_reasons() for text in sentences(path)}

    assert set(EXCLUDED_EN) - found == set()


@pytest.mark.parametrize(
    ("reason", "english"),
    [
        ("원화가 아닌 결제입니다(USD)", "Not paid in won (USD)"),
        (
            f"{DECIDED}발급 결제로 보고 제외 (김승인)",
            "Decided by a person: a card registration (김승인)",
        ),
        ("이사를 가요", "이사를 가요"),  # a member's own words
    ],
)
def test_what_is_filled_in_stays(
    reason: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_english(reason, monkeypatch) == english


def test_a_foreign_currency_is_said_as_the_core_says_it() -> None:
    payment = Payment("imp_1", "shop-1", PaymentStatus.PAID, 1_000, currency="USD")

    reason = classify(payment, known_member=True).reason

    assert any(re.fullmatch(pattern, reason) for pattern in EXCLUDED_PATTERNS_EN)


def test_the_list_of_what_was_left_out_is_english_on_the_english_page(world: World) -> None:
    world.register_card("hana", name="Hana")
    world.work()

    app = visit("number", code="paid_members", list="left_out")
    app.session_state[KEY] = Language.ENGLISH
    page = app.run()

    assert list(page.dataframe[0].value["Reason"]) == ["A card registration: no money moved"]
