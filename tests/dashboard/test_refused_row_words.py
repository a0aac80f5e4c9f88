"""Every reason to refuse a row of a history file has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history.encoding import Encoding
from dashboard.pages.imports import refused_row_words
from dashboard.pages.imports.refused_row_words import encoding_said, refusal_said
from dashboard.pages.imports.refused_rows_words import FOUND_KO, PLACES_EN, REFUSED_EN
from dashboard.parts import language, reason_words
from dashboard.parts.language import Language
from tests.dashboard.importing import BAD, GOOD
from tests.dashboard.visits import press, shown, visit
from tests.parts.world import World

HISTORY = Path(__file__).parents[2] / "billing_core" / "history"
HANGUL = re.compile("[가-힣]")
# Their Korean is something else: other names of our columns, sentences of a mapping file, and
# refusals, which have their own English by their code.
OTHERS = {
    "suggest.py",
    "mapping.py",
    "once_more.py",
    "import_history.py",
    "refused.py",
    "meanwhile.py",
}


def said_within(node: ast.AST) -> Iterator[str]:
    """Korean of functions, in pieces between what is filled in. Constants of a module are how
    people write dates and money; `heading` is read, not said."""
    match node:
        case ast.Module(body=body) | ast.ClassDef(body=body):
            for each in body:
                if isinstance(each, ast.FunctionDef | ast.ClassDef):
                    yield from said_within(each)
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Constant(value=str(text)) if HANGUL.search(text):
            yield text
        case _:
            for child in ast.iter_child_nodes(node):
                yield from said_within(child)


def sentences() -> set[str]:
    return {
        text
        for path in HISTORY.glob("*.py")
        if path.name not in OTHERS
        for text in said_within(ast.parse(path.read_text(encoding="utf-8")))
    }


@pytest.fixture
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the pages too: a page under test asks for the labels of its boxes from outside, where
    no session has a language."""
    for module in (language, reason_words, refused_row_words):
        monkeypatch.setattr(module, "language", lambda: Language.ENGLISH)


@pytest.mark.usefixtures("_english")
def test_no_reason_is_forgotten() -> None:
    known = " ".join([*REFUSED_EN, FOUND_KO, *PLACES_EN])
    found = sentences()

    assert "지금보다 나중입니다(받은 값 " in found  # the search finds what it should
    missing = {text for text in found if not all(piece in known for piece in pieces(text))}
    assert {text for text in missing if HANGUL.search(encoding_said(text))} == set()
    labels = [encoding_said(encoding.label) for encoding in Encoding]
    assert not any(HANGUL.search(label) for label in labels)


def pieces(text: str) -> list[str]:
    """A sentence and what was found in the cell are two."""
    return [piece.strip(": ") for piece in text.partition("(받은 값 ")]


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("reason", "english"),
    [
        (
            "결제금액: 금액이 너무 큽니다(받은 값 '1')",
            "결제금액: the amount is too large (found '1')",
        ),
        (
            "회원: 번호: 비어 있습니다",
            "회원: 번호: is empty",
        ),
        (
            "imp_1: 이미 다른 내용으로 들어 있습니다(june.csv 17행)",
            "imp_1: is there already and says something else (june.csv, line 17)",
        ),
        (
            "imp_1: 이미 다른 내용으로 들어 있습니다(3행)",
            "imp_1: is there already and says something else (line 3)",
        ),
        (
            "imp_1: 이미 다른 내용으로 들어 있습니다(포트원)",
            "imp_1: is there already and says something else (PortOne)",
        ),
        ("칸이 3개인데 머리글은 5개입니다", "3 cells under a heading of 5"),
        (
            "열이 없습니다: amount(필요한 열: imp_uid, amount, 있는 시트: 표지, 내역)",
            "Missing columns: amount (needed: imp_uid, amount; the sheets are: 표지, 내역)",
        ),
        (
            "XFD1048576 칸까지 쓰인 시트라서 읽을 수 없습니다. 멀리 떨어진 칸을 지우고 다시 저장하거나 CSV로 저장해 주세요",
            "The sheet reaches as far as XFD1048576 and cannot be read. Clear the cells that lie far away and save it again, or save it as CSV",
        ),
        (
            "결제일: 엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로 바꿔 저장해 주세요(받은 값 '45660')",
            "결제일: is Excel's number of a date. Format the cells as dates in Excel and save it again (found '45660')",
        ),
        (
            "열이 없습니다: amount(필요한 열: imp_uid, amount)",
            "Missing columns: amount (needed: imp_uid, amount)",
        ),
        (
            "보이는 글자 40자까지입니다(받은 값 'ㄱ\nㄴ')",
            "may have 40 characters that can be seen (found 'ㄱ\nㄴ')",
        ),
    ],
)
def test_what_is_filled_in_stays(reason: str, english: str) -> None:
    assert refusal_said(reason) == english


def tried_in_english(text: str) -> AppTest:
    page = visit("imports")
    page.file_uploader[0].set_value([("a.csv", text.encode("cp949"), "text/csv")]).run()
    assert "Read as CP949 (Korean Excel)" in shown(page)
    return press(page, "imports_try")


@pytest.mark.usefixtures("_english")
def test_the_rows_to_put_right_are_english_on_the_english_page(world: World) -> None:
    page = tried_in_english(BAD)

    assert page.dataframe[-1].value["Why"][1] == (
        "결제금액: is other money: must be whole won (found '$1')"
    )


@pytest.mark.usefixtures("_english")
def test_the_rows_that_are_not_counted_are_english_on_the_english_page(world: World) -> None:
    page = tried_in_english(GOOD)

    assert list(page.dataframe[-1].value["Why"]) == ["The amount is zero"]
