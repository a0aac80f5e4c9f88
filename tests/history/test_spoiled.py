"""Numbers and cells that a spreadsheet changed are refused by what became of them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from billing_core.history.spoiled import require_no_error, require_unspoiled
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.history.refusing import refused_saying
from tests.history.sheets import Cell, xlsx

AT = "2025-01-05T12:00:00+09:00"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.01E+09", "엑셀이 지수로 바꾼 번호입니다"),
        ("2.02603E+15", "엑셀이 지수로 바꾼 번호입니다"),
        ("1e+16", "엑셀이 지수로 바꾼 번호입니다"),
        ("1E5", "엑셀이 지수로 바꾼 번호입니다"),
        ("１.０１Ｅ＋０９", "엑셀이 지수로 바꾼 번호입니다"),
        ("17850.0", "엑셀이 소수로 바꾼 번호입니다"),
        ("17850,00", "엑셀이 소수로 바꾼 번호입니다"),
        ("2026030112345678.0", "엑셀은 15자리까지만 기억합니다"),
        ("17,850", "천 단위 쉼표가 든 번호입니다"),
    ],
)
def test_a_number_that_excel_changed_is_no_number(text: str, why: str) -> None:
    with refused_saying(f"{why}. 엑셀에서 그 열의 셀 서식을 텍스트로"):
        require_unspoiled("member_id", text)


@pytest.mark.parametrize(
    "text",
    ["17850", "2026030112345678", "12e45678", "1e4567", "a1E5", "v1.10", "2025-01", "imp_1.0", "00041234"],
)  # fmt: skip
def test_what_may_be_somebodys_own_number_is_one(text: str) -> None:
    require_unspoiled("member_id", text)


@pytest.mark.parametrize("column", ["imp_uid", "merchant_uid", "member_id", "apply_num"])
def test_in_every_column_of_numbers(sqlite_desk: Desk, column: str) -> None:
    row = {"imp_uid": "imp_1", "merchant_uid": "o1", "member_id": "hana", "paid_at": AT,
           "amount": "29000", "apply_num": "1", column: "1.04E+09"}  # fmt: skip

    [bad] = sqlite_desk.refuses(f"{','.join(row)}\n{','.join(row.values())}\n").bad_rows

    assert bad_row_said(bad).startswith(f"{column}: 엑셀이 지수로 바꾼 번호입니다")


def test_sixteen_digits_of_a_spreadsheets_number_are_not_all_its_own(sqlite_desk: Desk) -> None:
    rows: list[list[Cell]] = [
        [*HEADING.strip().split(",")],
        ["imp_1", 2026030112345678, "hana", AT, 29_000],
        ["imp_2", "2026030112345678", 123456789012345, AT, 29_000],
        ["imp_3", 1.5e25, "hana", AT, 29_000],
    ]

    refused = sqlite_desk.refuses(xlsx(rows))

    assert [(bad.line, bad_row_said(bad)[:25]) for bad in refused.bad_rows] == [
        (2, "merchant_uid: 엑셀은 15자리까지만"),
        (4, "merchant_uid: 엑셀이 지수로 바꾼 "),
    ]


@pytest.mark.parametrize(
    "error",
    [
        "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#SPILL!", "#n/a", "#N/A N/A", "Err:502",
        "#값!", "#분산!", "#계산!", "#필드!", "#사용 중!", "#¡REF!", "#ÜBERLAUF!",
    ],
)  # fmt: skip
def test_an_error_of_excels_is_called_one(sqlite_desk: Desk, error: str) -> None:
    [bad] = sqlite_desk.refuses(HEADING + GOOD.replace("hana", error)).bad_rows

    assert bad_row_said(bad) == (
        f"member_id: 엑셀 오류값 {error}입니다. 엑셀에서 그 칸을 고치고 다시 저장해 주세요"
    )


def test_an_error_within_a_spreadsheet_is_seen_where_it_stands(sqlite_desk: Desk) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("표지 & 요약").write_formula(0, 0, "=NA()", None, "#N/A")
    page = book.add_worksheet("내역 <1>")
    page.write_row(1, 1, HEADING.strip().split(","))
    page.write_row(2, 1, ["imp_1", "o1", "hana", AT])
    page.write_formula(2, 5, '=IF(1<2,NA(),"</v>")', None, "#N/A")
    page.write_row(3, 1, ["imp_2", "o2", "", AT, 29_000])
    page.write_formula(3, 3, "=#REF!", None, "#REF!")
    book.close()
    mapping = '[payments]\nsheet = "내역 <1>"\n'

    refused = sqlite_desk.refuses(out.getvalue(), mapping=mapping)

    assert [(bad.line, bad_row_said(bad).partition("입니다")[0]) for bad in refused.bad_rows] == [
        (3, "amount: 엑셀 오류값 #N/A"),
        (4, "member_id: 엑셀 오류값 #REF!"),
    ]


def test_a_cell_too_narrow_for_its_date_is_called_one() -> None:
    with refused_saying("칸이 좁아"):
        require_no_error("paid_at", "########")
    require_no_error("name", "#1 팬")
    require_no_error("name", "#")


CUT = "imp_uid,merchant_uid,member_id,paid_at,amount,card_name\n" + "".join(
    f"imp_{n},o{n},가람{n},{AT},29000,신한카드\n" for n in range(3)
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_file_that_ends_within_a_letter_was_cut_off(sqlite_desk: Desk, codec: str) -> None:
    whole = CUT.encode(codec).rstrip(b"\n")

    [bad] = sqlite_desk.refuses(whole[:-1]).bad_rows

    assert (bad.line, bad_row_said(bad)[:13]) == (4, "파일이 중간에 끊겼습니다")
    assert sqlite_desk.imports(whole).rows_new == 3


@pytest.mark.parametrize("left", [0.02, 0.5, 0.9, -1])
def test_a_spreadsheet_whose_end_is_missing_was_cut_off(sqlite_desk: Desk, left: float) -> None:
    whole = xlsx([HEADING.strip().split(","), ["imp_1", "o1", "m1", AT, 29_000]])
    cut = whole[: int(len(whole) * left)] if left > 0 else whole[:-30]

    [bad] = sqlite_desk.refuses(cut).bad_rows

    assert bad_row_said(bad).startswith("파일이 중간에 끊겼습니다: 엑셀 파일의 뒷부분이")
    assert sqlite_desk.imports(whole).rows_new == 1
