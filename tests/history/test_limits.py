"""A file from outside is as large as it may be, or refused before anything makes room for it."""

from __future__ import annotations

import io
import struct
import tomllib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile
from zlib import crc32

import pytest

from billing_core.history import limits, sheet_rows, sheet_scan, source_file, workbook_parts
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.preview import preview
from billing_core.history.refused import ImportRefused
from billing_core.history.sheet_rows import BrokenFile, read_rows
from billing_core.history.source_file import SourceFile
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, JIHYUN, Desk
from tests.history.refusing import import_refused_saying
from tests.history.sheets import xlsx
from tests.history.test_unreadable import FIRST, SHEET, without

ROOT = Path(__file__).parents[2]
GOOD_2 = GOOD.replace("imp_1", "imp_2").replace("shop-1", "shop-2")
TABLE = xlsx(SHEET)


def test_what_is_larger_than_20_mb_is_told_to_come_in_parts(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    """Uploaded or on the disk, whoever asks; of what lies on the disk no more is read."""
    path = tmp_path / "내역.csv"
    with path.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    on_disk, uploaded = SourceFile.at(path), SourceFile("내역.csv", path.read_bytes())

    for source in (on_disk, uploaded):
        with import_refused_saying("20MB보다 큰 파일입니다. 연도별로 나누어", ImportRefused):
            preview(source)
        with import_refused_saying("20MB보다 큰 파일입니다", ImportRefused):
            import_history(
                sqlite_desk.database,
                {FileKind.PAYMENTS: source},
                JIHYUN,
                sqlite_desk.clock.now(),
            )


def test_a_file_without_end_is_too_large() -> None:
    with import_refused_saying("20MB보다 큰 파일입니다", ImportRefused):
        preview(SourceFile.at(Path("/dev/zero")))


def test_the_page_takes_no_more_than_is_read() -> None:
    """Streamlit counts in megabytes of 1024 × 1024 as well, and refuses before we hold anything."""
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))

    assert config["server"]["maxUploadSize"] * 1024 * 1024 == limits.MOST_BYTES


@pytest.mark.parametrize("column", ["amount", "memo"])
def test_a_cell_that_is_too_long_is_a_bad_row_beside_good_ones(
    sqlite_desk: Desk, column: str
) -> None:
    """Also in a column that nobody reads. Forty thousand letters of an amount once took 21 s."""
    letters = {"amount": "29000", "memo": "", column: "9" * 40_000}
    bad = f"imp_3,shop-3,hana,2025-01-05T12:00:00+09:00,{letters['amount']},{letters['memo']}\n"
    heading = HEADING.replace("\n", ",memo\n")
    rows = heading + GOOD.replace("\n", ",\n") + bad + GOOD_2.replace("\n", ",\n")

    report = sqlite_desk.takes(rows, dry_run=True)

    assert report.of(FileKind.PAYMENTS).rows_new == 2
    assert [(each.line, bad_row_said(each)) for each in report.bad_rows] == [
        (
            3,
            f"'{column}' 칸이 너무 깁니다(2,000자까지). 줄이거나, 필요 없는 열이면 지우고 다시 "
            "가져와 주세요",
        )
    ]


@pytest.mark.parametrize("content", [f'a,"{"x" * 9_000}"\n'.encode(), xlsx([["a", "x" * 9_000]])])
def test_nobody_meets_more_of_a_cell_than_the_letter_that_makes_it_too_long(content: bytes) -> None:
    """So no pattern, and nobody who composes letters, ever meets a long text."""
    _, rows = read_rows(SourceFile("내역", content))

    assert [[len(cell) for cell in cells] for _, cells in rows] == [[1, limits.MOST_LETTERS + 1]]


def test_blanks_behind_the_last_heading_may_be_many(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports(HEADING + GOOD.replace("\n", f",{' ' * 9_000}\n")).rows_new == 1


def test_more_columns_than_anybody_has_are_refused_by_their_line(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(HEADING + GOOD + "x," * 256 + "x\n")

    [bad] = refused.bad_rows
    assert (bad.line, bad_row_said(bad).partition(".")[0]) == (
        3,
        "열이 257개입니다(256개까지 읽습니다)",
    )


@pytest.mark.parametrize("content", [(HEADING + GOOD + GOOD_2).encode(), xlsx([*SHEET, ["x"] * 5])])
def test_more_rows_than_a_file_may_have_are_refused_by_the_first(
    sqlite_desk: Desk, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_rows, "MOST_ROWS", 2)

    [bad] = sqlite_desk.refuses(content).bad_rows

    assert (bad.line, bad_row_said(bad)) == (
        3,
        "한 파일에서 2행까지 읽습니다. 연도별로 나누어 저장하고 하나씩 가져와 주세요",
    )


def with_part(book: bytes, name: str, content: bytes, method: int = ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    out.write(book)
    with ZipFile(out, "a", method) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def lying(content: bytes, part: str, size: int) -> bytes:
    """The zip says in both places that the part has this size, and what it would have then."""
    with ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(part)
        crc = struct.pack("<L", crc32(archive.read(part)[:size]))
    whole = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
    said = crc + struct.pack("<LL", info.compress_size, size)
    assert content.count(whole) == 2
    return content.replace(whole, said)


def sheet(rows: str, before: str = "") -> bytes:
    xml = f"{before}<worksheet><sheetData>{rows}</sheetData></worksheet>"
    return without(TABLE, FIRST, xml.encode())


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
CORNER = '<row r="1">' + "<c><v>1</v></c>" * 257 + "</row>"


def twice(name: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return with_part(TABLE, name, b"<worksheet/>")


@pytest.mark.parametrize(
    ("workbook", "sentence"),
    [
        (lambda: with_part(TABLE, "xl/media/1.png", b"\0" * (200 << 20)), "압축을 풀면 너무 큰"),
        (lambda: twice(FIRST), "깨졌거나 엑셀 파일이 아닙니다"),
        (lambda: sheet("", BOMB), "깨졌거나 엑셀 파일이 아닙니다"),
        (lambda: sheet("<row><c><v>&c;</v></c></row>"), "깨졌거나 엑셀 파일이 아닙니다"),
        (lambda: sheet(CORNER), "IW1 칸까지 쓰인 시트"),
        (lambda: sheet(f'{CORNER}<row r="1048576"><c><v>1</v></c></row>'), "IW1048576 칸까지"),
        (lambda: sheet('<row r="9999999999"><c><v>1</v></c></row>'), "깨졌거나 엑셀 파일이"),
        (lambda: sheet('<row><c r="AAAA1"><v>1</v></c></row>'), "깨졌거나 엑셀 파일이"),
        (lambda: sheet('<row><c r = "XFD1048576"><v>1</v></c></row>'), "XFD1048576 칸까지"),
        (lambda: sheet('<x:row r="1"><x:c r="ZZ1"><x:v>1</x:v></x:c></x:row>'), "ZZ1 칸까지"),
        (lambda: lying(TABLE, FIRST, 500), "깨졌거나 엑셀 파일이 아닙니다"),
    ],
)
def test_a_workbook_that_would_swell_is_a_sentence(
    sqlite_desk: Desk, workbook: Callable[[], bytes], sentence: str
) -> None:
    assert sentence in refusal_said(sqlite_desk.refuses(workbook()))


def test_what_is_packed_otherwise_than_excel_does_is_not_unpacked(sqlite_desk: Desk) -> None:
    """Other methods unpack a piece whole before anybody can count it. A picture is none at all."""
    picture = with_part(TABLE, "xl/media/1.png", b"\0" * 1_000, ZIP_BZIP2)
    table = with_part(without(TABLE, FIRST), FIRST, b"<worksheet/>", ZIP_BZIP2)

    assert sqlite_desk.imports(picture).rows_new == 1
    assert "깨졌거나" in refusal_said(sqlite_desk.refuses(table))


def test_a_workbook_of_too_many_parts_is_refused(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_PARTS", 5)

    assert "(200MB, 5개까지)" in refusal_said(sqlite_desk.refuses(TABLE))


def test_what_the_parser_gets_is_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip that says less than it holds: of the rest nothing reaches whatever reads workbooks."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 400))
    content = sheet(rows)
    with ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(FIRST)
    short = xml[:900].rpartition(b"<row")[0] + b"</sheetData></worksheet>"
    padded = without(TABLE, FIRST, short + b" " * 10 + xml)  # what is counted, and more behind it

    _, read = read_rows(SourceFile("내역.xlsx", lying(padded, FIRST, len(short))))

    assert 1 < len(list(read)) < 30


def test_one_text_in_very_many_cells_is_refused_before_it_is_written_out(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_scan, "MOST_LETTERS_OF_A_SHEET", 100)

    long = xlsx([SHEET[0], ["imp_1", "shop-1", *["가나다" * 9] * 3]])

    assert "긴 글이 너무 많은 시트" in refusal_said(sqlite_desk.refuses(long))


def test_a_sheet_painted_to_its_end_is_read(sqlite_desk: Desk) -> None:
    """Cells without a value take no room, wherever they stand."""
    with ZipFile(io.BytesIO(TABLE)) as archive:
        xml = archive.read(FIRST)
    painted = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'

    content = without(TABLE, FIRST, xml.replace(b"</sheetData>", painted))

    assert sqlite_desk.imports(content).rows_new == 1


def test_where_a_workbook_names_a_sheet_twice_nobody_guesses(sqlite_desk: Desk) -> None:
    with ZipFile(io.BytesIO(TABLE)) as archive:
        book = archive.read("xl/workbook.xml")
    before, _, behind = book.partition(b"<sheets>")
    one = behind.partition(b"</sheets>")[0]

    content = without(TABLE, "xl/workbook.xml", before + b"<sheets>" + one + behind)

    assert "깨졌거나" in refusal_said(sqlite_desk.refuses(content))


def test_a_file_that_breaks_behind_its_limit_breaks_there() -> None:
    _, rows = read_rows(SourceFile("a.csv", b"x\n" + b"y," * 300 + b"\n"))

    assert next(rows) == (1, ["x"])
    with pytest.raises(BrokenFile):
        next(rows)


def test_the_limits_are_in_bytes_of_the_file_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    content = (HEADING + GOOD).encode()
    monkeypatch.setattr(source_file, "MOST_BYTES", len(content))

    assert preview(SourceFile("내역.csv", content)).rows
    with pytest.raises(ImportRefused):
        preview(SourceFile("내역.csv", content + b"\n"))
