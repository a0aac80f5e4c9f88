"""Rows to put right, and how a file is written, in the language of the page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.imports import bad_rows
from dashboard.parts import codes_said, language
from dashboard.parts.language import Language
from tests.dashboard.importing import BAD, GOOD
from tests.dashboard.visits import press, shown, visit
from tests.parts.world import World


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the pages too: a page under test asks for the labels of its boxes from outside, where
    no session has a language."""
    for module in (codes_said, language, bad_rows):
        monkeypatch.setattr(module, "language", lambda: Language.ENGLISH)


def tried(text: str) -> AppTest:
    page = visit("imports")
    page.file_uploader[0].set_value([("a.csv", text.encode("cp949"), "text/csv")]).run()
    assert "Read as CP949 (Korean Excel)" in shown(page)
    return press(page, "imports_try")


def test_the_rows_to_put_right_are_english_on_the_english_page(world: World) -> None:
    page = tried(BAD)

    assert page.dataframe[-1].value["Why"][1] == (
        "결제금액: is other money: must be whole won (found '$1')"
    )


def test_the_rows_that_are_not_counted_are_english_on_the_english_page(world: World) -> None:
    page = tried(GOOD)

    assert list(page.dataframe[-1].value["Why"]) == ["The amount is zero"]
