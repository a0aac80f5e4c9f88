"""A history that comes as an Excel file, with titles, merged cells and real dates."""

from __future__ import annotations

from datetime import datetime

from billing_core.rules.file_form import FileForm
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import Desk
from tests.history.sheets import Cell, xlsx
from tests.history.test_mapping import MAPPING
from tests.numbers.book import seoul

ROWS: list[list[Cell]] = [
    ["2025년 결제 내역", None, None, None, None, None],
    [None, None, None, None, None, None],
    ["거래번호", "주문번호", "회원번호", "결제일시", "결제금액", "상태"],
    ["T-1", "A-1", "hana", datetime(2025, 1, 3, 9, 0), 29_000, "결제완료"],  # noqa: DTZ001
    ["T-2", 20250104001, "duri", datetime(2025, 1, 4), "49,000원", "결제완료"],  # noqa: DTZ001
    ["T-3", "A-3", "duri", "2025.1.5 오후 1:30", 0, "결제완료"],
]


def test_a_sheet_with_real_dates_and_numbers_is_history(desk: Desk) -> None:
    report = desk.imports(xlsx(ROWS), MAPPING)

    assert report.form is FileForm.EXCEL
    assert desk.paid() == {
        "T-1": (seoul("2025-01-03 09:00"), 29_000),
        "T-2": (seoul("2025-01-04"), 49_000),
    }
    assert [(row.line, row.subject) for row in report.excluded] == [(6, "T-3")]


def test_another_sheet_than_the_first_is_named_by_the_mapping(sqlite_desk: Desk) -> None:
    content = xlsx(ROWS, first_sheet="표지")
    named = MAPPING + '\n[payments]\nsheet = "{}"\n'

    assert sqlite_desk.imports(content, named.format("내역")).rows_new == 3
    assert "있는 시트: 표지, 내역" in refusal_said(
        sqlite_desk.refuses(content, mapping=named.format("2024"))
    )


def test_a_number_longer_than_excel_can_keep_is_not_taken_for_an_id(sqlite_desk: Desk) -> None:
    rows: list[list[Cell]] = [*ROWS[:3], [1234567890123456789, *ROWS[3][1:]]]

    [bad] = sqlite_desk.refuses(xlsx(rows), mapping=MAPPING).bad_rows

    assert (bad.line, bad_row_said(bad)[:6]) == (4, "거래번호: ")


def test_a_row_whose_merged_cells_are_empty_is_named(sqlite_desk: Desk) -> None:
    rows: list[list[Cell]] = [*ROWS, [None, "A-4", None, "2025.1.6", 1_000, "결제완료"]]

    [bad] = sqlite_desk.refuses(xlsx(rows), mapping=MAPPING).bad_rows

    assert bad.line == 7


def test_a_broken_spreadsheet_is_a_sentence(sqlite_desk: Desk) -> None:
    whole = xlsx(ROWS)
    refused = sqlite_desk.refuses(whole[:900] + whole[-200:], mapping=MAPPING)

    assert "엑셀 파일로 읽을 수 없습니다" in refusal_said(refused)


def test_an_empty_file_has_no_columns(sqlite_desk: Desk) -> None:
    assert "열이 없습니다" in refusal_said(sqlite_desk.refuses(xlsx([["x"]])))
    assert "열이 없습니다" in refusal_said(sqlite_desk.refuses("a,b\n"))
