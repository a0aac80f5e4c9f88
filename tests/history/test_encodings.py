"""Korean Excel saves in four ways. Each is recognised and said; a mix is refused by its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.history.encoding import find_encoding
from billing_core.history.source_file import SourceFile
from billing_core.rules.file_form import FileForm
from billing_core.wording.file_flaws import FORMS, bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, Desk

KOREAN_WORDS = 0
KOREAN = HEADING + GOOD.replace("hana", "하나")


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8(BOM)"),
        ("cp949", "CP949(한글 엑셀)"),
        ("utf-16", "UTF-16(엑셀 유니코드 텍스트)"),
    ],
)
def test_the_encoding_is_recognised_and_said(sqlite_desk: Desk, codec: str, said: str) -> None:
    report = sqlite_desk.imports(KOREAN.encode(codec))

    assert (FORMS[report.form][KOREAN_WORDS], report.rows_new) == (said, 1)


def test_unicode_text_of_excel_is_separated_by_tabs(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports(KOREAN.replace(",", "\t").encode("utf-16")).rows_new == 1


def test_a_file_pasted_together_from_two_encodings_is_refused_by_the_lines(
    sqlite_desk: Desk,
) -> None:
    second = GOOD.replace("hana", "두리").replace("imp_1", "imp_2")
    third = GOOD.replace("hana", "세나").replace("imp_1", "imp_3")

    refused = sqlite_desk.refuses(KOREAN.encode() + second.encode() + third.encode("cp949"))

    assert [bad.line for bad in refused.bad_rows] == [4]
    assert "CSV UTF-8" in refusal_said(refused)


def test_bytes_that_are_no_letters_at_all_are_refused_by_the_line(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(KOREAN.encode() + b"imp_2,\xff\xfe\xff,x,y,z\n")

    assert [bad.line for bad in refused.bad_rows] == [3]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_file_cut_within_a_letter_of_two_pairs_says_so(
    sqlite_desk: Desk, codec: str, lost: int
) -> None:
    """The picture is the third row's, and its last."""
    mark = "\ufeff".encode(codec)
    text = mark + (KOREAN + "imp_2,shop-2,두리🐣").encode(codec)

    refused = sqlite_desk.refuses(text[:-lost])

    [bad] = refused.bad_rows
    assert bad.line == 3
    assert "파일이 중간에 끊겼습니다" in bad_row_said(bad)


HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2)


@given(st.lists(HANGUL, min_size=1), st.sampled_from(["utf-8", "cp949"]))
def test_korean_words_are_never_taken_for_the_other_encoding(words: list[str], codec: str) -> None:
    source = SourceFile("words.csv", "\n".join(words).encode(codec))
    with source.opened() as raw:
        found = find_encoding(raw, source.name)

    assert found is (FileForm.UTF_8 if codec == "utf-8" else FileForm.CP949)
