from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.preview import Preview, preview
from billing_core.history.source_file import SourceFile
from billing_core.models import Cancellation, ImportBatch, LedgerEntry
from billing_core.rules.actor import Actor
from billing_core.sandbox.faults import Fault, FaultKind
from dashboard.sections import import_preview
from tests.dashboard.visits import keys, press, shown, visit
from tests.history.sheets import xlsx
from tests.parts.world import APPROVER, VIEWER, World

GOOD = """결제 내역 (2025년),,,,
거래번호,주문번호,회원번호,결제일시,결제금액
imp_1,order-1,hana,2025.1.3 오전 9:00,"29,000원"
imp_2,order-2,duri,2025-02-03 09:00,0
"""
BAD = GOOD + "imp_3,order-3,duri,2025-13-01,29000\nimp_4,order-4,duri,2025-02-03 09:00,$1\n"


def uploaded(text: str, who: Actor = APPROVER, name: str = "결제내역.csv") -> AppTest:
    """The page after somebody gave it a file that Korean Excel wrote."""
    return uploaded_together({name: text}, who)


def uploaded_together(files: dict[str, str], who: Actor = APPROVER) -> AppTest:
    page = visit("imports", who)
    given = [(name, text.encode("cp949"), "text/csv") for name, text in files.items()]
    return page.file_uploader[0].set_value(given).run()


def words(page: AppTest) -> str:
    return " ".join(shown(page).split())


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
    assert (entry.member_id, entry.amount, entry.source) == ("hana", 29_000, "import")
    (batch,) = world.rows(ImportBatch)
    assert batch.imported_by == APPROVER.name
    assert list(page.dataframe[-1].value["누가"]) == [APPROVER.name]


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


SHOP = """거래번호,주문번호,회원번호,결제일시,결제금액,상태,환불금액
T-1,A-1,hana,2025.1.3 오전 9:00,29000,결제완료,0
T-2,A-2,hana,2025.1.4 오전 9:00,29000,취소,29000
T-3,A-3,hana,2025.1.5 오전 9:00,29000,결제실패,0
"""


def test_failed_and_cancelled_payments_of_a_shops_list_are_left_out_before_anybody_asks(
    world: World,
) -> None:
    page = uploaded(SHOP)
    assert [box.value for box in page.multiselect] == [["결제완료"], []]
    assert "읽지 않는 열: 환불금액" in words(page)

    page = press(page, "imports_try")

    assert "읽은 행 1 새로 들어갈 행 1" in words(page)
    assert "건너뛴 1행: 상태: 취소" in words(page)
    assert "건너뛴 1행: 상태: 결제실패" in words(page)


def chooser(page: AppTest, beginning: str) -> Any:
    """The box that begins so; each file has its own."""
    boxes = [*page.multiselect, *page.toggle, *page.selectbox]
    (box,) = [each for each in boxes if str(each.key).startswith(beginning)]
    return box


UNCLEAR = SHOP.replace("결제완료", "배송완료")


def test_nothing_is_tried_before_somebody_chose_which_rows_are_payments(world: World) -> None:
    page = uploaded(UNCLEAR)
    assert "고르기 전에는 시험할 수 없습니다" in words(page)
    assert "**상태**(취소, 결제실패, 배송완료)" in words(page)
    assert "읽지 않는 열: 상태, 환불금액" in words(page)
    assert "imports_try" not in keys(page, "imports_")

    page = chooser(page, "imports_values_상태").set_value(["배송완료"]).run()

    assert "읽은 행 1 새로 들어갈 행 1" in words(press(page, "imports_try"))


def test_that_every_row_is_a_payment_has_to_be_said(world: World) -> None:
    page = chooser(uploaded(UNCLEAR), "imports_every_").set_value(True).run()

    assert "읽은 행 3 새로 들어갈 행 3" in words(press(page, "imports_try"))


def test_a_second_column_is_asked_about_where_it_still_tells_something(world: World) -> None:
    page = uploaded(UNCLEAR.replace("배송완료,0", "배송완료,29000"))
    page = chooser(page, "imports_values_상태").set_value(["배송완료"]).run()

    assert "아직 상태로 보이는 값이 있습니다: **환불금액**(29000)" in words(page)
    assert "imports_try" not in keys(page, "imports_")


def test_refunds_of_the_file_are_told_and_go_in_on_their_own_day(world: World) -> None:
    rows = SHOP.replace("T-2,A-2", "T-2,A-1").replace("취소", "환불")
    page = chooser(uploaded(rows), "imports_refunds_상태").set_value(["환불"]).run()

    page = press(page, "imports_try")
    assert "환불 29,000원" in words(page)
    page = press(page, "imports_import")

    assert [entry.amount for entry in world.rows(LedgerEntry)] == [29_000, -29_000]


def test_a_day_and_its_time_are_offered_as_two_columns_and_the_separator_is_named(
    world: World,
) -> None:
    text = (
        "승인번호|주문번호|회원번호|거래일자|거래시간|결제금액\n1|o1|hana|20260301|235959|29000\n"
    )
    page = uploaded(text)

    assert "세로줄(|)로 나뉜 파일입니다" in words(page)
    assert chooser(page, "imports_time_paid_at").value == "거래시간"
    assert "읽은 행 1 새로 들어갈 행 1" in words(press(page, "imports_try"))


def test_a_form_of_dates_can_be_chosen(world: World) -> None:
    page = uploaded(GOOD.replace("2025.1.3 오전 9:00", "25-01-03"))
    assert "고쳐야 할 행 1개" in words(press(page, "imports_try"))

    page = chooser(page, "imports_format_").set_value("yy").run()

    assert "읽은 행 2 새로 들어갈 행 2" in words(press(page, "imports_try"))


ALIKE = GOOD.replace(",duri,", ",hana\u3000\u200b,").replace(",0\n", ",1000\n")


@pytest.mark.parametrize(("answer", "members"), [("same", 1), ("other", 2)])
def test_ids_that_look_alike_are_a_question_beside_the_trial(
    world: World, answer: str, members: int
) -> None:
    page = visit("imports", APPROVER)
    given = [("결제내역.csv", ALIKE.encode(), "text/csv")]
    page = press(page.file_uploader[0].set_value(given).run(), "imports_try")
    assert "같은 회원인가요? 1쌍" in words(page)
    assert "고쳐야 할 행" not in words(page)
    assert "imports_import" not in keys(page, "imports_")

    page = page.radio[0].set_value(answer).run()
    page = press(press(page, "imports_try"), "imports_import")

    assert len({entry.member_id for entry in world.rows(LedgerEntry)}) == members


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


# the gateway's own past ------------------------------------------------------------------------


def at_the_gateway(world: World, who: Actor = APPROVER) -> AppTest:
    """Hana's card was charged by another system last month; the page is opened on that choice."""
    world.sandbox.issue("old-hana", merchant_uid="key-1", amount=29_000)
    order = {
        "customer_uid": "old-hana",
        "merchant_uid": "old-1",
        "amount": 29_000,
        "name": "멤버십",
    }
    world.call_gateway("/subscribe/payments/again", order)
    world.move(world.clock.now() + timedelta(days=20))
    cards = {FileKind.CARDS: SourceFile("cards.csv", b"customer_uid,member_id\nold-hana,hana\n")}
    import_history(world.system.database, cards, APPROVER, world.clock.now())
    page = visit("imports", who)
    return page.segmented_control(key="imports_from").set_value("gateway").run()


def test_the_gateways_past_is_looked_at_then_read_into_the_book(world: World) -> None:
    page = press(at_the_gateway(world), "imports_look")
    assert "읽은 결제 2 새 결제 2 회원의 결제 1 원장에 더해질 금액 29,000원" in words(page)
    assert not world.rows(LedgerEntry)
    assert "새 결제 **2건**을 아임포트에서 읽어 장부에 넣습니다(29,000원)" in words(page)

    page = press(page, "imports_gateway_import")

    assert "아임포트에서 결제 2건을 새로 가져왔습니다." in words(page)
    assert [entry.imp_uid for entry in world.rows(LedgerEntry)]
    listed = page.dataframe[-1].value
    assert listed["어디에서"][0] == "아임포트 2025-10-11 ~ 2026-10-11"
    assert listed["누가"][0] == APPROVER.name


def test_days_without_anything_new_say_so(world: World) -> None:
    page = at_the_gateway(world)
    page.date_input(key="imports_last_day").set_value(date(2026, 1, 1))

    page = press(page, "imports_look")

    assert "이 기간에는 새로 가져올 것이 없습니다" in words(page)
    assert "imports_gateway_import" not in keys(page, "imports_")


def test_somebody_who_may_only_look_reads_nothing_in(world: World) -> None:
    page = press(at_the_gateway(world, VIEWER), "imports_look")

    page = press(page, "imports_gateway_import")

    assert not world.rows(LedgerEntry)


def test_days_the_wrong_way_round_are_a_sentence(world: World) -> None:
    page = at_the_gateway(world)
    page.date_input(key="imports_last_day").set_value(date(2025, 1, 1))

    page = press(page, "imports_look")

    assert "마지막 날이 시작일보다 앞섭니다" in words(page)


def test_a_gateway_that_is_down_is_a_sentence_and_nothing_is_lost(world: World) -> None:
    page = press(at_the_gateway(world), "imports_look")
    world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, times=None))

    page = press(page, "imports_gateway_import")

    assert "아임포트가 요청을 거절했고 아무것도 바뀌지 않았습니다" in words(page)
    assert not world.rows(LedgerEntry)
    world.sandbox.clear_faults()
    page = press(press(page, "imports_look"), "imports_gateway_import")
    assert "결제 2건을 새로 가져왔습니다." in words(page)
