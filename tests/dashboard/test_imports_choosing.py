"""What a person chooses before a file is tried: rows, columns, dates, and who is who."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.models import LedgerEntry
from tests.dashboard.importing import GOOD, uploaded, words
from tests.dashboard.visits import keys, press, visit
from tests.numbers.book import seoul
from tests.parts.people import APPROVER
from tests.parts.world import World

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


TRANSACTIONS = """거래번호,주문번호,회원번호,결제일시(UTC),결제금액,구분
T-1,A-1,hana,2025-01-31 14:59:59,29000,승인
T-2,A-1,hana,2025-01-31 15:00:00,29000,취소
"""


def test_refunds_without_a_sign_and_the_zone_of_a_heading_are_suggested_and_said(
    world: World,
) -> None:
    page = uploaded(TRANSACTIONS)
    assert [box.value for box in page.multiselect] == [["승인"], ["취소"]]
    assert "‘결제일시(UTC)’ 열은 머리글에 적힌 시간대(UTC)로 읽습니다" in words(page)

    press(press(page, "imports_try"), "imports_import")

    assert [(entry.occurred_at, entry.amount) for entry in world.rows(LedgerEntry)] == [
        (seoul("2025-01-31 23:59:59"), 29_000),
        (seoul("2025-02-01"), -29_000),
    ]


def test_a_separator_that_is_not_found_is_said_where_the_file_is_shown(world: World) -> None:
    page = uploaded(GOOD.replace(",", "§"))

    assert "칸을 나누는 글자를 찾지 못했습니다" in words(page)
    assert "로 나뉜 파일입니다" not in words(page)


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
