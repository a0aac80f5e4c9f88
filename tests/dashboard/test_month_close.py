from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import LedgerEntry, MonthClose
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import Month
from dashboard.parts.language import month_name
from tests.dashboard.company import joins, live
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.members import numbered
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def words(page: AppTest) -> str:
    return " ".join(shown(page).split())


def settled_september(world: World) -> None:
    """Two members paid on 21 September; it is 13 November."""
    joins(world, hana="김하나", duri="이두리")
    live(world, 53)


def refund(world: World, member_id: str) -> None:
    """All of a member's first payment goes back at the console."""
    first, *_ = world.rows(LedgerEntry, LedgerEntry.member_id == numbered(member_id))
    world.system.gateway.refund(
        first.imp_uid, amount=first.amount, remaining=first.amount, reason="환불"
    )
    live(world, 1)


def test_each_month_says_how_far_it_is_from_being_closed(world: World) -> None:
    settled_september(world)

    page = words(visit("month_close", APPROVER))

    assert "2026년 11월 ○ 진행 중" in page
    assert "2026-12-08 (화)부터 마감할 수 있습니다." in page
    assert "2026년 10월 ▲ 마감 가능" in page
    assert "2026년 9월 ▲ 마감 가능 결제회원 2명 · 순매출 58,000원 · 이탈 0명" in page


def test_an_approver_closes_a_month_once_and_its_numbers_stay(world: World) -> None:
    settled_september(world)
    page = visit("month_close", APPROVER)

    page = press(page, "closing_close_2026-09")

    assert "2026년 9월을 마감했습니다." in words(page)
    assert "2026년 9월 ✓ 마감됨" in words(page)
    assert keys(page, "closing_close_") == ["closing_close_2026-10"]
    (close,) = world.rows(MonthClose)
    assert (close.closed_by, close.numbers["paid_members"]) == (APPROVER.name, 2)


def test_a_month_that_can_be_closed_is_said_on_top_until_it_is(world: World) -> None:
    settled_september(world)
    said = "▲ 2026년 10월을 마감할 수 있습니다."

    page = visit("month_close", APPROVER)
    assert said in words(page)
    assert "이 밖에 마감하지 않은 지난달이 1개 있습니다." in words(page)

    press(page, "closing_close_2026-10")
    closed = words(visit("month_close", APPROVER))
    assert "마감할 수 있습니다. 숫자를" not in closed
    assert "마감하지 않은 지난달이 1개 있습니다." in closed, "September still waits"


def test_somebody_who_may_only_look_cannot_close(world: World) -> None:
    settled_september(world)

    page = visit("month_close", VIEWER)

    assert "조회 권한이라 보기만 할 수 있습니다." in words(page)
    press(page, "closing_close_2026-09")
    assert not world.rows(MonthClose)


def test_a_later_refund_is_a_dated_correction_beside_the_frozen_number(world: World) -> None:
    settled_september(world)
    press(visit("month_close", APPROVER), "closing_close_2026-09")
    refund(world, "hana")

    page = visit("month_close", month="2026-09")

    assert "마감한 뒤로 바뀌지 않았습니다" in words(page)
    assert "내려받은 파일의 sha256이 곧 이 지문" in words(page)
    assert keys(page, "closing_record") == ["closing_record"]
    numbers = page.dataframe[0].value.set_index("숫자")
    kept = numbers.loc["결제회원(전액환불 제외)"]
    assert (kept["마감 당시"], kept["정정"], kept["지금"]) == ("2명", "-1명", "1명")
    assert numbers.loc["결제회원"]["지금"] == "2명"
    assert "9월 정정 −1명, 사유 전액환불" in list(page.dataframe[1].value["정정"])
    assert sorted(page.dataframe[2].value["회원"]) == ["김하나", "이두리"]


def test_the_month_as_it_looked_then_knows_nothing_of_what_came_later(world: World) -> None:
    settled_september(world)
    refund(world, "hana")

    page = visit("month_close", month="2026-09")
    kept = page.dataframe[0].value.set_index("숫자").loc["결제회원(전액환불 제외)"]
    assert list(kept) == ["2명", "1명", "-1명"]

    page.date_input[0].set_value(date(2026, 9, 20)).run()
    before = page.dataframe[0].value.set_index("숫자").loc["결제회원"]
    assert list(before) == ["0명", "2명", "+2명"]


def test_a_closed_month_is_listed_with_its_frozen_numbers(world: World) -> None:
    """A payment of the closed September is brought from the company's old books."""
    settled_september(world)
    press(visit("month_close", APPROVER), "closing_close_2026-09")
    late = """imp_uid,merchant_uid,member_id,paid_at,amount
past-1,m-1,sena,2026-09-25T10:00:00+09:00,9000
"""
    files = {FileKind.PAYMENTS: SourceFile("late.csv", late.encode())}
    import_history(world.system.database, files, SYSTEM, world.clock.now())

    page = words(visit("month_close"))

    assert "2026년 9월 ✓ 마감됨 결제회원 2명 · 순매출 58,000원 · 이탈 0명" in page
    assert "그 뒤 정정 4건" in page
    assert "3명" in words(visit("number", code="paid_members", month="2026-09"))


@pytest.mark.parametrize("month", ["2026-12", "2031-05", "9999-12", "0001-01", "2020-01"])
def test_an_address_of_a_month_without_business_shows_all_months(world: World, month: str) -> None:
    settled_september(world)

    page = words(visit("month_close", month=month))

    assert "2026년 9월 ▲ 마감 가능" in page
    assert month_name(Month.parse(month)) not in page


def test_without_any_month_the_page_says_what_to_expect(world: World) -> None:
    assert "아직 마감할 달이 없습니다" in words(visit("month_close"))
