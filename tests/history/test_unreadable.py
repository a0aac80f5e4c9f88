"""Files that are no table, or may not be opened: a sentence each, and nothing in the book."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.preview import preview
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.history.spreadsheet import sheet_names
from billing_core.lifecycle.app_ids import the_member
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, JIHYUN, Desk
from tests.history.refusing import import_refused_saying
from tests.history.sheets import xlsx

SHEET = [HEADING.strip().split(","), GOOD.strip().split(",")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def without(content: bytes, part: str, instead: bytes | None = None) -> bytes:
    """An XLSX one part of which is gone, or something else."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as whole, ZipFile(out, "w") as broken:
        for name in whole.namelist():
            if name != part:
                broken.writestr(name, whole.read(name))
        if instead is not None:
            broken.writestr(part, instead)
    return out.getvalue()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def reaching(cells: Sequence[tuple[int, int]]) -> bytes:
    """A sheet with its rows, and forgotten letters at `cells`: row and column from 0."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for line, row in enumerate(SHEET):
        page.write_row(line, 0, row)
    for line, place in cells:
        page.write(line, place, "x")
    book.close()
    return out.getvalue()


FIRST = "xl/worksheets/sheet1.xml"
PAGE = b"<html><head><meta charset='euc-kr'></head><table><tr><td>imp_uid</td></tr></table></html>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n \n", "빈 파일입니다"),
        (b"\xef\xbb\xbf", "빈 파일입니다"),
        (xlsx([]), "빈 파일입니다"),
        (xlsx(SHEET, first_sheet="표지"), "빈 시트입니다(있는 시트: 표지, 내역)"),
        (xlsx([["표지"]]), "열이 없습니다"),
        (b"PK\x05\x06" + b"\0" * 18, "엑셀 파일로 읽을 수 없습니다"),
        (zipped("안녕.txt"), "엑셀 파일로 읽을 수 없습니다"),
        (xlsx(SHEET)[:900], "파일이 중간에 끊겼습니다"),
        (xlsx(SHEET)[:-10] + b"\xff" * 8 + b"\0\0", "엑셀 파일로 읽을 수 없습니다"),
        (without(xlsx(SHEET), FIRST), "엑셀 파일로 읽을 수 없습니다"),
        (
            without(xlsx(SHEET), FIRST, b"<worksheet><sheetData><row"),
            "엑셀 파일로 읽을 수 없습니다",
        ),
        (
            without(xlsx(SHEET), "xl/workbook.xml", b"<workbook><sheets></sheets></workbook>"),
            "엑셀 파일로 읽을 수 없습니다",
        ),
        (OLE + b"\0" * 600, "옛 형식의 엑셀 파일(.xls)입니다. 엑셀에서 열어"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "암호가 걸린 엑셀 파일"),
        (PAGE, "웹 페이지(HTML, XML)로 저장된 파일"),
        (b"\xef\xbb\xbf\r\n" + PAGE, "웹 페이지(HTML, XML)로 저장된 파일"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\n\xff", "CSV도 엑셀 파일도 아니거나"),
        (HEADING.encode("utf-16-le"), "CSV도 엑셀 파일도 아니거나"),
        ((HEADING + GOOD).encode("utf-32"), "CSV도 엑셀 파일도 아니거나"),
        ((HEADING + GOOD).encode("utf-16")[:-1], "중간에 끊겼습니다"),
        (HEADING.encode("utf-16") + b"\x00\xd8x\0", "중간에 잘렸을 수 있습니다"),
    ],
)
def test_it_is_a_sentence_and_nothing_is_in_the_book(
    sqlite_desk: Desk, content: bytes, sentence: str
) -> None:
    refused = sqlite_desk.refuses(content)

    assert sentence in refusal_said(refused)
    assert sqlite_desk.book() == [0, 0, 0, 0]


def test_a_file_of_no_bytes_is_empty() -> None:
    with import_refused_saying("빈 파일입니다", ImportRefused):
        preview(SourceFile("빈.csv", b""))


def test_a_forgotten_letter_in_the_last_corner_of_a_sheet_does_not_end_the_program(
    sqlite_desk: Desk,
) -> None:
    """Seventeen billion cells: who makes room for them is ended by the system, all pages too."""
    refused = sqlite_desk.refuses(reaching([(1_048_575, 16_383)]))

    assert "XFD1048576 칸까지 쓰인 시트" in refusal_said(refused)


def test_a_corner_is_far_from_any_cell(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(reaching([(1_048_575, 0), (0, 16_383)]))

    assert "XFD1048576 칸까지 쓰인 시트" in refusal_said(refused)


def test_a_wide_sheet_and_a_long_one_are_read(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports(reaching([(0, 250)])).rows_new == 1
    [bad] = sqlite_desk.refuses(reaching([(99_999, 0)])).bad_rows
    assert (bad.line, bad_row_said(bad)) == (100_000, "merchant_uid: 비어 있습니다")


def test_the_page_opens_at_the_sheet_that_has_the_table() -> None:
    seen = preview(SourceFile("내역.xlsx", xlsx(SHEET, first_sheet="표지")))

    assert (seen.suggested.sheet, seen.missing) == ("내역", ())


def test_a_sheet_that_nobody_sees_is_not_the_first() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("지난해").write_row(0, 0, SHEET[0])
    book.add_worksheet("올해").write_row(0, 0, SHEET[0])
    book.add_chartsheet("그림")
    book.worksheets()[0].hide()
    book.worksheets()[1].activate()
    book.worksheets()[1].set_first_sheet()
    book.close()
    source = SourceFile("내역.xlsx", out.getvalue())

    assert sheet_names(source) == ("올해",)
    assert preview(source).columns == tuple(SHEET[0])


def test_when_columns_are_missing_the_other_sheets_are_named(sqlite_desk: Desk) -> None:
    mapping = '[payments]\nsheet = "내역"\n'
    refused = sqlite_desk.refuses(xlsx([["표"]], first_sheet="2024"), mapping=mapping)

    assert "있는 시트: 2024, 내역" in refusal_said(refused)


def test_a_name_that_windows_wrote_is_readable_wherever_it_was_unpacked(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode("결제.csv".encode("cp949"))
    path.write_text(HEADING + GOOD, encoding="utf-8")
    files = {FileKind.PAYMENTS: SourceFile.at(path)}

    report = import_history(sqlite_desk.database, files, JIHYUN, sqlite_desk.clock.now())

    assert report.of(FileKind.PAYMENTS).file_name == "결제.csv"
    with sqlite_desk.database.reading() as session:
        assert the_member(session, "hana").source == "결제.csv:2"
