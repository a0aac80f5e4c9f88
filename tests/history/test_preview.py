"""The preview of a file, which the page shows before it is taken in."""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import write_mapping
from billing_core.history.preview import preview
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.rules.file_form import FileForm
from tests.history.desk import Desk
from tests.history.sheets import xlsx
from tests.history.test_mapping import SHOP
from tests.history.test_members_and_cards import CARDS, MEMBERS
from tests.history.test_spreadsheets import ROWS


def test_a_shops_file_is_recognised_as_payments_with_a_mapping_to_begin_with() -> None:
    seen = preview(SourceFile("내역.csv", SHOP.encode("cp949")))

    assert (seen.kind, seen.form, seen.heading_line) == (
        FileKind.PAYMENTS,
        FileForm.CP949,
        1,
    )
    assert seen.columns == ("거래번호", "주문번호", "회원번호", "결제일시", "결제금액", "상태")
    assert seen.rows[0] == (2, ["T-1", "A-1", "hana", "2025.1.3 오전 9:00", "29,000원", "결제완료"])
    assert seen.missing == ()
    assert dict(seen.suggested.columns) == {
        "imp_uid": "거래번호",
        "merchant_uid": "주문번호",
        "member_id": "회원번호",
        "paid_at": "결제일시",
        "amount": "결제금액",
    }


def test_the_suggested_mapping_takes_in_the_rows_that_were_paid(sqlite_desk: Desk) -> None:
    """A failed and a cancelled payment have an amount too, and no money came."""
    seen = preview(SourceFile("내역.csv", SHOP.encode("cp949")))
    mapping = write_mapping({FileKind.PAYMENTS: seen.suggested})

    report = sqlite_desk.imports(SHOP, mapping)

    assert sorted(sqlite_desk.paid()) == ["T-1", "T-2"]
    assert report.skipped == (("상태: 결제실패", 1), ("상태: 취소", 2))


def test_a_spreadsheet_shows_its_sheets_and_where_the_heading_is() -> None:
    seen = preview(SourceFile("내역.xlsx", xlsx(ROWS, first_sheet="표지")), sheet="내역")

    assert (seen.form, seen.sheets, seen.heading_line) == (FileForm.EXCEL, ("표지", "내역"), 3)
    assert [line for line, _ in seen.rows] == [4, 5, 6]
    assert seen.suggested.sheet == "내역"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (MEMBERS, FileKind.MEMBERS),
        (CARDS, FileKind.CARDS),
        ("신청번호,회원 ID,해지 신청일,해지 사유\n1,hana,2025.1.3,그냥\n", FileKind.CANCELLATIONS),
        ("a,b,c\n1,2,3\n", FileKind.PAYMENTS),
    ],
)
def test_the_kind_is_guessed_from_the_columns(text: str, kind: FileKind) -> None:
    assert preview(SourceFile("file.csv", text.encode())).kind is kind


def test_what_was_not_recognised_is_said() -> None:
    seen = preview(SourceFile("file.csv", b"a,b,c\n1,2,3\n"), FileKind.MEMBERS)

    assert seen.missing == ("member_id", "name", "joined_at")
    assert seen.columns == ("a", "b", "c")


@pytest.mark.parametrize("content", [b"", b"\n\n", b'"open'])
def test_nothing_to_show_is_a_sentence(content: bytes) -> None:
    with pytest.raises(ImportRefused):
        preview(SourceFile("file.csv", content))


def test_a_heading_that_is_there_twice_is_shown_and_can_be_matched_otherwise() -> None:
    twice = SHOP.replace("상태", "결제금액", 1)

    assert preview(SourceFile("내역.csv", twice.encode())).states == ()
