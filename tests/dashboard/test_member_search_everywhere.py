"""The search for a member beside every page: who is found, who sees whom, and where the key leads."""

from __future__ import annotations

from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from billing_core.models import AccessRow, PaymentRecord
from billing_core.rules.access import AccessKind
from dashboard.parts.member_search import FIELD, MOST
from tests.dashboard.browsing import Desk
from tests.dashboard.company import joins
from tests.dashboard.test_members_masked import everything_sent
from tests.dashboard.visits import keys, number_of, press, shown, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def look_for(page: AppTest, text: str) -> AppTest:
    return page.text_input(key=FIELD).set_value(text).run()


def found(page: AppTest) -> list[str]:
    return [page.button(key=each).label for each in keys(page, "search_")]


def test_from_any_page_a_member_is_found_and_opened_without_a_name_in_the_address(
    world: World,
) -> None:
    joins(world, hana="김하나", duri="이두리")

    for start in ("today", "payments", "members"):
        page = look_for(visit(start, APPROVER), "두리")
        assert found(page) == ["이두리 · duri"]
        page = press(page, f"search_{number_of('duri')}")

        assert "이두리" in shown(page)
        assert dict(page.query_params) == {"number": str(number_of("duri"))}
        assert found(page) == []
        assert page.text_input(key=FIELD).value == ""


def test_a_payment_number_leads_to_its_member(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.member_id == world.number("hana"))[:1]

    assert found(look_for(visit("today"), payment.imp_uid)) == ["김하나 · hana"]


def test_few_are_shown_and_the_rest_is_said(world: World) -> None:
    joins(world, **{f"m-{each}": f"김하나{each}" for each in range(MOST + 1)})

    page = look_for(visit("approvals"), "김하나")

    assert len(found(page)) == MOST
    assert "처음 5명만 보여 드립니다." in shown(page)
    assert "맞는 회원이 없습니다." in shown(look_for(page, "없는 사람"))
    page = look_for(page, "김")
    assert found(page) == [], "one letter fits half the company"
    assert "두 글자 이상 입력하면 찾습니다." in shown(page)
    assert "두 글자 이상" not in shown(look_for(page, " "))


def test_whoever_may_only_look_finds_members_masked(world: World) -> None:
    joins(world, canaryaa01="탁가람")

    page = look_for(visit("today", VIEWER), "canary")

    assert len(found(page)) == 1
    sent = everything_sent(page)
    assert "탁가람" not in sent
    assert "canaryaa01" not in sent


def test_whom_an_approver_finds_stands_in_the_access_log(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")

    look_for(visit("exports", APPROVER), "하나")

    (row,) = world.rows(AccessRow, AccessRow.kind == AccessKind.VIEWED)
    assert (row.subject, row.members) == ("exports", [number_of("hana")])
    assert "하나" not in str(row.detail) + row.reason


def test_the_key_leads_to_the_search_and_typing_to_the_member(world: World, desk: Desk) -> None:
    """Whoever types a stroke in a field stays there; Enter opens the only one who was found."""
    joins(world, hana="김하나", duri="이두리")
    asked = desk.asked()
    desk.open("members")
    own = desk.page.locator(".st-key-members_text input")
    own.click()
    desk.page.keyboard.type("a/b")
    expect(own).to_be_focused()
    expect(own).to_have_value("a/b")

    desk.page.get_by_role("heading", level=1).click()
    desk.settle()
    field = desk.page.get_by_test_id("stSidebar").get_by_role("searchbox", name="회원 찾기")
    desk.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    desk.page.keyboard.type("두리")
    desk.page.get_by_role("button", name="이두리 · duri").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("지금까지 있었던 일")).to_be_visible()
    expect(desk.page.get_by_role("heading", level=1)).to_be_focused()
    desk.page.wait_for_url(f"**/members?number={number_of('duri')}")

    desk.settle()
    desk.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    desk.page.keyboard.type("하나")
    expect(desk.page.get_by_role("button", name="김하나 · hana")).to_be_visible()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**/members?number={number_of('hana')}")
    expect(desk.page.get_by_role("heading", level=1)).to_be_focused()
    assert not [each for each in asked if "두리" in each or "duri" in each]
