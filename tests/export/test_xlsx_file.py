"""The XLSX file carries what the CSV file carries, as a sheet one can work with at once."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billing_core.export.column import Cell, FileColumn
from billing_core.export.csv_file import write_csv
from billing_core.export.xlsx_file import write_xlsx
from tests.export.read_files import csv_rows, xlsx_rows
from tests.numbers.book import seoul

Sample = tuple[str, int, datetime | None]
COLUMNS: tuple[FileColumn[Sample], ...] = (
    FileColumn("회원 ID", lambda row: row[0]),
    FileColumn("금액(원)", lambda row: row[1]),
    FileColumn("일시", lambda row: row[2]),
)
MADE_AT = seoul("2025-02-01 09:30")
SEEN = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])  # what a member id may hold
LIFETIME = datetime(1996, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
ROWS = st.lists(
    st.tuples(
        # A leading apostrophe is Excel's own mark for text in a CSV file.
        st.text(SEEN, min_size=1).filter(lambda text: not text.startswith("'")),
        st.integers(-(10**12), 10**12),
        st.none() | st.datetimes(*LIFETIME, timezones=st.just(UTC)),
    )
)


def made(rows: list[Sample], most_rows: int = 1_000) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, COLUMNS, rows, sheet_name="결제회원", made_at=MADE_AT, most_rows=most_rows)
    return out.getvalue()


def part(content: bytes, name: str) -> str:
    return ZipFile(io.BytesIO(content)).read(name).decode()


@given(ROWS)
@example([('=HYPERLINK("http://evil.example","눌러 주세요")', -29_000, None)])
@example([("http://evil.example", 1, None), ("+82-10", 0, None), ("_x0041_", 2, MADE_AT)])
@example([("  앞뒤 빈칸  ", 1, None), ("<b>&amp;</b>", 1, None), ("0123", 1, None)])
def test_csv_and_xlsx_carry_the_same_rows(rows: list[Sample]) -> None:
    plain = io.BytesIO()
    write_csv(plain, COLUMNS, rows)

    assert xlsx_rows(made(rows)) == csv_rows(plain.getvalue())


def test_nothing_a_member_wrote_becomes_a_formula_or_a_link() -> None:
    content = made([('=HYPERLINK("http://evil.example")', 1, None), ("http://a.example", 1, None)])
    sheet = part(content, "xl/worksheets/sheet1.xml")

    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="inlineStr"') == 5  # three headings and the two of them


def test_the_sheet_is_ready_to_work_with() -> None:
    content = made([("hana", 29_000, MADE_AT), ("아주아주 긴 이름을 쓰는 회원", 1, None)])
    sheet, styles = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/styles.xml")

    assert 'topLeftCell="A2"' in sheet  # the heading stays while the rows scroll
    assert "<autoFilter" in sheet
    assert 'formatCode="#,##0"' in styles
    assert 'formatCode="yyyy-mm-dd hh:mm:ss"' in styles
    first, second, _ = (float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet))
    assert first > second


def test_a_day_is_a_date_without_a_time_of_day() -> None:
    columns: list[FileColumn[date]] = [FileColumn("이용 만료일", lambda day: day)]
    out = io.BytesIO()
    write_xlsx(out, columns, [date(2025, 6, 15)], sheet_name="이탈", made_at=MADE_AT)
    sheet, styles = (
        part(out.getvalue(), f"xl/{name}.xml") for name in ("worksheets/sheet1", "styles")
    )

    [style] = re.findall(r'<c r="A2" s="(\d+)"><v>45823</v>', sheet)
    [number_format] = re.findall(r'numFmtId="(\d+)" formatCode="yyyy-mm-dd"', styles)
    cell_formats = re.findall(r"<cellXfs.*?</cellXfs>", styles)[0]
    assert f'numFmtId="{number_format}"' in re.findall(r"<xf [^>]*>", cell_formats)[int(style)]


def test_on_paper_every_page_has_the_heading_and_all_columns() -> None:
    content = made([("hana", 29_000, MADE_AT)])
    sheet, book = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/workbook.xml")

    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"' in sheet
    assert "Print_Titles" in book


def test_an_instant_is_seoul_time_as_a_real_date() -> None:
    [_, [_, _, shown]] = xlsx_rows(made([("hana", 1, datetime(2025, 1, 31, 15, 0, tzinfo=UTC))]))

    assert shown == "2025-02-01 00:00:00"


def test_more_rows_than_one_sheet_holds_go_on_in_the_next() -> None:
    rows: list[Sample] = [(f"m{number}", number, None) for number in range(25)]
    content = made(rows, most_rows=10)

    assert [row[0] for row in xlsx_rows(content)[1:]] == [row[0] for row in rows]
    assert re.findall(r'<sheet name="([^"]+)"', part(content, "xl/workbook.xml")) == [
        "결제회원",
        "결제회원 2",
        "결제회원 3",
    ]


def test_the_same_rows_are_the_same_bytes_so_the_fingerprint_means_something() -> None:
    rows: list[Sample] = [("hana", 29_000, MADE_AT)]

    assert made(rows) == made(rows)


def test_a_text_longer_than_excel_takes_is_cut_and_not_lost() -> None:
    cells: list[FileColumn[Cell]] = [FileColumn("사유", lambda cell: cell)]
    out = io.BytesIO()
    write_xlsx(out, cells, ["가" * 40_000], sheet_name="긴 글", made_at=MADE_AT)

    assert len(xlsx_rows(out.getvalue())[1][0]) == 32_767


def test_a_file_that_is_stopped_half_way_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    on_the_way: list[Path] = []

    def rows() -> Iterator[Sample]:
        yield from [("hana", 29_000, MADE_AT)] * 30
        on_the_way.extend(path for path in tmp_path.rglob("*") if path.is_file())
        raise KeyboardInterrupt  # as Streamlit does it: nothing that `except Exception` sees

    with pytest.raises(KeyboardInterrupt):
        write_xlsx(io.BytesIO(), COLUMNS, rows(), sheet_name="원장", made_at=MADE_AT, most_rows=20)

    assert len(on_the_way) == 2  # one for each sheet
    assert list(tmp_path.iterdir()) == []
