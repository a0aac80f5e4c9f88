"""Headings, separators, line ends and columns as other programs write them."""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import write_mapping
from billing_core.history.preview import preview
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.app_ids import the_member
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.numbers.book import seoul

SEOUL = 'time_zone = "Asia/Seoul"'
TWO_COLUMNS = """\
승인번호,주문번호,회원번호,거래일자,거래시간,결제금액
00041234,o1,m1,20260301,235959,29000
00041235,o2,m2,20260401,000001,29000
"""


def test_empty_headings_at_the_end_are_none(sqlite_desk: Desk) -> None:
    cut = HEADING.replace("\n", ",,,\r\n") + GOOD

    assert sqlite_desk.imports(cut).rows_new == 1


def test_an_empty_heading_over_states_is_named_by_its_letter(sqlite_desk: Desk) -> None:
    text = HEADING.replace("amount", ",amount") + GOOD.replace("29000", "결제실패,29000")

    [bad] = sqlite_desk.refuses(text).bad_rows

    assert "[E](결제실패)" in bad_row_said(bad)


@pytest.mark.parametrize("sign", ["|", "^", "~", "¦", "｜"])
def test_an_upright_line_separates(sqlite_desk: Desk, sign: str) -> None:
    text = (HEADING + GOOD).replace(",", sign)

    assert sqlite_desk.imports(text).rows_new == 1
    assert preview(SourceFile("결제.csv", text.encode())).separator == sign


@pytest.mark.parametrize("number", ['="00417"', '"=""00417"""'])
def test_a_formula_that_is_only_a_text_is_that_text(sqlite_desk: Desk, number: str) -> None:
    """Programs write it so that Excel leaves the zeros of a number."""
    sqlite_desk.imports(HEADING + GOOD.replace("hana", number))

    with sqlite_desk.database.reading() as session:
        assert the_member(session, "00417").app_id == "00417"


def test_a_separator_that_nobody_knows_is_said(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses((HEADING + GOOD).replace(",", "§")).bad_rows

    assert "쉼표(,), 탭, 세미콜론(;), 세로줄(|, ¦), 물결(~), ^만 알아봅니다" in bad_row_said(bad)


def test_lines_may_end_as_on_an_old_mac(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports((HEADING + GOOD).replace("\n", "\r")).rows_new == 1


def test_two_files_put_together_have_a_mark_and_a_heading_in_the_middle(sqlite_desk: Desk) -> None:
    second = "\ufeff" + HEADING + GOOD.replace("imp_1", "imp_2")

    assert sqlite_desk.imports("\ufeff" + HEADING + GOOD + second).rows_new == 2


def test_blanks_of_any_kind_within_a_name_are_one(desk: Desk) -> None:
    desk.takes(
        members="member_id,name,joined_at\n"
        "m1,한\u00a0가람,2026-01-03\nm2, 서\u3000\u2003 두리\u00a0,2026-01-03\nm3,가족 👨\u200d👩\u200d👧,2026-01-03\n",
        mapping=SEOUL,
    )

    with desk.database.reading() as session:
        names = [the_member(session, name).name for name in ("m1", "m2", "m3")]
    assert names == ["한 가람", "서 두리", "가족 👨\u200d👩\u200d👧"]


def test_a_day_and_its_time_in_two_columns_are_offered_and_joined(desk: Desk) -> None:
    seen = preview(SourceFile("거래.csv", TWO_COLUMNS.encode()))
    assert seen.suggested.columns["paid_at"] == ("거래일자", "거래시간")
    assert seen.missing == ()

    desk.imports(TWO_COLUMNS, write_mapping({FileKind.PAYMENTS: seen.suggested}))

    assert [at for at, _ in desk.paid().values()] == [
        seoul("2026-03-01 23:59:59"),
        seoul("2026-04-01 00:00:01"),
    ]


def test_what_is_wrong_with_a_joined_time_names_both_columns(sqlite_desk: Desk) -> None:
    mapping = write_mapping(
        {FileKind.PAYMENTS: preview(SourceFile("a.csv", TWO_COLUMNS.encode())).suggested}
    )

    [bad] = sqlite_desk.refuses(TWO_COLUMNS.replace("235959", "25:00"), mapping=mapping).bad_rows

    assert bad_row_said(bad).startswith("거래일자 + 거래시간: 달력에 없는 날짜나 시각")
