"""가져오기: a file is shown, tried, and only then taken."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history import source_file
from billing_core.history.file_kind import FileKind
from billing_core.history.preview import Preview, preview
from billing_core.history.source_file import SourceFile
from billing_core.models import Cancellation, ImportBatch, LedgerEntry
from dashboard.pages.imports import import_preview
from tests.dashboard.importing import BAD, GOOD, uploaded, uploaded_together, words
from tests.dashboard.visits import keys, press, visit
from tests.history.sheets import xlsx
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def test_a_file_is_shown_as_it_was_understood_before_anything_happens(world: World) -> None:
    page = uploaded(GOOD)

    assert "CP949(한글 엑셀)로 읽었고, 2행이 머리글입니다." in words(page)
    assert list(page.dataframe[0].value["회원번호"]) == ["hana", "duri"]
    chosen = {box.label: box.value for box in page.selectbox}
    assert chosen["거래번호(imp_uid) *"] == "거래번호"
    assert chosen["금액 *"] == "결제금액"
    assert not world.rows(LedgerEntry)


def test_a_trial_lists_every_row_it_would_refuse_and_offers_no_import(world: World) -> None:
    page = press(uploaded(BAD), "imports_try")

    assert "고쳐야 할 행 2개" in words(page)
    refused = page.dataframe[-1].value
    assert list(refused["행"]) == [5, 6]
    assert (
        refused["이유"][1] == "결제금액: 다른 나라 돈입니다. 원 단위 정수여야 합니다(받은 값 '$1')"
    )
    assert "imports_import" not in keys(page, "imports_")
    assert not world.rows(LedgerEntry)


def test_an_approver_imports_what_was_tried_and_it_is_recorded(world: World) -> None:
    page = press(uploaded(GOOD), "imports_try")
    assert "읽은 행 2 새로 들어갈 행 2" in words(page)

    page = press(page, "imports_import")

    assert "결제내역.csv에서 2행을 가져왔습니다." in words(page)
    (entry,) = world.rows(LedgerEntry)
    assert (world.called(entry.member_id), entry.amount, entry.source) == ("hana", 29_000, "import")
    (batch,) = world.rows(ImportBatch)
    assert batch.imported_by == APPROVER.name
    assert list(page.dataframe[-1].value["누가"]) == [APPROVER.name]


def test_card_numbers_of_a_file_are_shown_to_nobody_and_counted(world: World) -> None:
    card = "5365-1012-3456-7893"
    lines = GOOD.splitlines()
    file = "\n".join([f"{lines[1]},카드", f"{lines[2]},국민 {card}", f"{lines[3]},국민 1234"])

    page = press(uploaded(file), "imports_try")

    assert "국민 5365-10**-****-7893" in list(page.dataframe[0].value["카드"])
    assert "카드번호로 보이는 숫자가 있는 1칸은" in words(page)
    assert card not in words(page)


def test_the_same_file_again_brings_nothing_new(world: World) -> None:
    press(press(uploaded(GOOD), "imports_try"), "imports_import")

    page = press(uploaded(GOOD), "imports_try")

    assert "새로 가져올 것이 없습니다" in words(page)
    assert "imports_import" not in keys(page, "imports_")


def test_a_column_of_another_name_is_matched_by_hand(world: World) -> None:
    page = uploaded(GOOD.replace("결제금액", "받은 돈"))
    assert page.selectbox(key=column(page, "amount")).value == ""
    assert "꼭 필요한 열을 골라 주세요: 금액" in words(page)
    assert "imports_try" not in keys(page, "imports_")

    page = page.selectbox(key=column(page, "amount")).set_value("받은 돈").run()
    page = press(page, "imports_try")

    assert "새로 들어갈 행 2" in words(page)


def column(page: AppTest, ours: str) -> str:
    (key,) = [
        str(box.key) for box in page.selectbox if str(box.key).startswith(f"imports_column_{ours}_")
    ]
    return key


def test_a_file_with_only_its_heading_is_not_called_imported_already(world: World) -> None:
    page = press(uploaded(GOOD.partition("imp_1")[0]), "imports_try")

    assert "이 파일에서 읽을 행이 없습니다" in words(page)
    assert "imports_import" not in keys(page, "imports_")


def test_a_sheet_behind_an_empty_cover_is_the_one_that_is_shown(world: World) -> None:
    rows = [["imp_uid", "merchant_uid", "member_id", "paid_at", "amount"]]
    rows += [["imp_1", "order-1", "hana", "2025.1.3", "29000"]]
    page = visit("imports", APPROVER)
    book = ("내역.xlsx", xlsx(rows, first_sheet="표지"), "application/zip")

    page = page.file_uploader[0].set_value([book]).run()

    assert "내역" in [box.value for box in page.selectbox]
    assert "숨기거나 걸러 둔 행도 모두 읽습니다" in words(page)
    assert "읽은 행 1 새로 들어갈 행 1" in words(press(page, "imports_try"))


def test_a_long_sheet_is_not_read_again_at_every_click(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def looking(source: SourceFile, *how: Any) -> Preview:
        read.append(source.name)
        return preview(source, *how)

    monkeypatch.setattr(import_preview, "preview", looking)
    page = uploaded(GOOD)
    before = len(read)

    press(page, "imports_try")

    assert before
    assert len(read) == before


def test_somebody_who_may_only_look_may_try_but_not_import(world: World) -> None:
    page = press(uploaded(GOOD, VIEWER), "imports_try")
    assert "새로 들어갈 행 2" in words(page)

    page = press(page, "imports_import")

    assert not world.rows(LedgerEntry)


def test_what_is_not_a_table_is_refused_in_a_sentence(world: World) -> None:
    page = visit("imports", APPROVER)
    broken = ("내역.xlsx", b"PK\x03\x04 not a workbook", "application/zip")

    page = page.file_uploader[0].set_value([broken]).run()

    assert "이 파일은 읽을 수 없습니다" in words(page)
    assert "깨졌거나 엑셀 파일이 아닙니다. 엑셀에서 열어" in words(page)
    assert "imports_try" not in keys(page, "imports_")


MEMBERS = """member_id,이름,가입일
hana,김하나,2024-11-02
"""
REQUESTS = """신청번호,회원번호,신청일시,사유
c-1,hana,2025-03-01 10:00,이사
"""
ALL = {"해지.csv": REQUESTS, "결제내역.csv": GOOD, "회원.csv": MEMBERS}


def test_several_files_are_each_recognised_and_go_in_together(world: World) -> None:
    page = uploaded_together(ALL)
    assert "파일 3개를 함께 읽습니다." in words(page)
    assert [tab.label for tab in page.tabs] == ["해지&#46;csv", "결제내역&#46;csv", "회원&#46;csv"]
    kinds = [box.value for box in page.selectbox if str(box.key).startswith("imports_kind_")]
    assert kinds == [FileKind.CANCELLATIONS, FileKind.PAYMENTS, FileKind.MEMBERS]

    page = press(page, "imports_try")
    tried = page.dataframe[3].value
    assert list(tried["파일"]) == ["회원.csv", "결제내역.csv", "해지.csv"]
    assert list(tried["새 회원"]) == [1, 1, 0]
    assert "파일 3개의 **4행**을" in words(page)

    page = press(page, "imports_import")
    assert "파일 3개에서 4행을 가져왔습니다." in words(page)
    assert [batch.file_name for batch in world.rows(ImportBatch)] == [
        "회원.csv",
        "결제내역.csv",
        "해지.csv",
    ]
    assert world.member("hana").name == "김하나"


def test_a_bad_row_of_one_file_keeps_all_of_them_out_and_is_named_with_its_file(
    world: World,
) -> None:
    page = press(uploaded_together(ALL | {"결제내역.csv": BAD}), "imports_try")

    refused = page.dataframe[-1].value
    assert list(refused["파일"]) == ["결제내역.csv"] * 2
    assert list(refused["행"]) == [5, 6]
    assert "imports_import" not in keys(page, "imports_")
    assert not world.rows(Cancellation)


def test_two_files_of_a_kind_are_taken_in_one_after_the_other(world: World) -> None:
    february = (
        GOOD.replace("imp_", "feb_").replace("order-", "feb-").replace("2025.1.3", "2025.2.3")
    )
    page = uploaded_together({"1월.csv": GOOD, "2월.csv": february})

    page = press(press(page, "imports_try"), "imports_import")

    assert "파일 2개에서 4행을 가져왔습니다." in words(page)
    assert sorted(entry.imp_uid for entry in world.rows(LedgerEntry)) == ["feb_1", "imp_1"]


def test_while_one_file_cannot_be_read_nothing_is_tried(world: World) -> None:
    page = uploaded_together(ALL | {"빈.csv": "\n"})

    assert "이 파일은 읽을 수 없습니다" in words(page)
    assert "아직 시험해 볼 수 없는 파일이 있습니다" in words(page)
    assert "imports_try" not in keys(page, "imports_")


def test_what_is_too_large_leaves_the_other_files_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is refused where it stands, a row in its own list; what was chosen stays chosen."""
    monkeypatch.setattr(source_file, "MOST_BYTES", 10_000)
    long = GOOD + f"imp_3,order-3,hana,{'9' * 3_000},1000\n"
    page = uploaded_together({"결제.csv": long, "큰.csv": "x" * 20_000})
    zone = next(box for box in page.selectbox if str(box.key).startswith("imports_zone_"))

    page = zone.set_value("UTC").run()

    assert "20MB보다 큰 파일입니다. 연도별로 나누어 저장하고" in words(page)
    assert [box.value for box in page.selectbox if box.key == zone.key] == ["UTC"]
    page = press(uploaded(long), "imports_try")
    [told] = page.dataframe[-1].value.to_numpy().tolist()
    assert told[0] == 5
    assert str(told[1]).startswith("'결제일시' 칸이 너무 깁니다(2,000자까지)")
