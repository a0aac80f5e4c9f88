"""CSV files: they open in Korean Excel as what they say, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billing_core.export.column import FileColumn
from billing_core.export.csv_file import ROWS_AT_ONCE, write_csv
from tests.numbers.book import seoul

WORDS = [FileColumn[str]("회원 ID", lambda row: row), FileColumn[str]("길이", len)]


def csv_bytes(columns: list[FileColumn[Any]], rows: list[Any]) -> bytes:
    out = io.BytesIO()
    write_csv(out, columns, rows)
    return out.getvalue()


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
@example(['=HYPERLINK("http://evil.example","눌러 주세요")'])
@example(["@SUM(1+1)*cmd|' /C calc'!A0", "+82-10-0000-0000", "-1+1", "\t=1+1", "\r\n=1+1"])
@example(['김"지현"', "여러\n줄", "😀,쉼표", "", "'이미 따옴표"])
def test_whatever_a_member_is_called_comes_back_and_never_as_a_formula(names: list[str]) -> None:
    [_, *rows] = read_back(csv_bytes(WORDS, names))

    assert [cell.removeprefix("'") for cell, _ in rows] == [n.removeprefix("'") for n in names]
    assert not [cell for cell, _ in rows if cell and cell[0] in "=+-@\t\r\n"]
    assert [int(length) for _, length in rows] == [len(name) for name in names]


def test_korean_excel_recognises_the_encoding_and_the_line_ends() -> None:
    content = csv_bytes(WORDS, ["하나"])

    assert content == b"\xef\xbb\xbf" + "회원 ID,길이\r\n하나,2\r\n".encode()


@pytest.mark.parametrize(
    ("cell", "text"),
    [(-29_000, "-29000"), (None, ""), (seoul("2025-02-01 09:30"), "2025-02-01 09:30:00")],
)
def test_our_own_values_stay_what_they_are(cell: int | None, text: str) -> None:
    [_, row] = read_back(csv_bytes([FileColumn("값", lambda _: cell)], [None]))

    assert row == [text]


def test_a_column_of_many_rows_keeps_every_cell_what_it_is() -> None:
    """Cells are looked at many together, and one that is unlike the others is still seen."""
    names = [f"m{number}" for number in range(3 * ROWS_AT_ONCE)]
    names[7], names[-1] = "=1+1", "-hana"
    at = seoul("2025-02-01 09:30")
    columns = [
        *WORDS,
        FileColumn[str]("시각", lambda name: None if name == "m300" else at),
        FileColumn[str]("건수 또는 말", lambda name: "@말" if name == "m5" else -1),
    ]
    [_, *rows] = read_back(csv_bytes(columns, names))

    assert [row[0] for row in rows if row[0][0] == "'"] == ["'=1+1", "'-hana"]
    assert [row[0].removeprefix("'") for row in rows] == names
    assert [row[0] for row in rows if row[2] != "2025-02-01 09:30:00"] == ["m300"]
    assert [row[3] for row in rows if row[3] != "-1"] == ["'@말"]


@given(st.lists(st.text(st.sampled_from("가a,\"'\r\n =")), max_size=8), st.integers(1, 3))
def test_the_short_way_for_plain_rows_writes_what_the_csv_module_would(
    names: list[str], columns: int
) -> None:
    heading = [FileColumn[str](f"열{number}", lambda row: f" {row}") for number in range(columns)]
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows([[f"열{n}" for n in range(columns)]])
    csv.writer(expected).writerows([[f" {name}"] * columns for name in names])

    assert csv_bytes(heading, names).decode("utf-8-sig") == expected.getvalue()
