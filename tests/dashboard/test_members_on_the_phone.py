"""A member's page while they are on the phone: what is open, and every button in one place."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.models import Downgrade, LedgerEntry
from billing_core.models.ledger import EntryKind
from billing_core.sandbox.cards import CardOutcome
from tests.dashboard.browsing import Desk
from tests.dashboard.company import joins, leave, live, refuse_cards
from tests.dashboard.visits import links, number_of, press, shown, visit
from tests.parts.claims import claims
from tests.parts.people import APPROVER
from tests.parts.world import World

CALL = ".st-key-members_call"


def test_the_open_approval_of_a_member_is_one_click_away(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    leave(world, "hana", "sena")
    (waits,) = world.rows(Downgrade, Downgrade.member_id == number_of("hana"))

    (said, leads) = next(iter(links(visit("members", member="hana")).items()))
    assert said.startswith("권한 변경 승인을 기다립니다 · ")
    assert said.endswith(" 0시까지 이용"), "the day named is not paid for any more"
    assert leads == "view=due"
    with world.system.database.writing() as session:
        hold_downgrade(session, waits.id, actor=APPROVER, reason="통화 예정", now=world.clock.now())
    assert "권한 변경을 보류했습니다" in " ".join(links(visit("members", member="hana")))

    world.approve("sena")
    for nothing_waits in ("sena", "duri"):
        assert "권한 변경" not in " ".join(links(visit("members", member=nothing_waits)))


def test_what_is_open_is_read_to_its_end_on_a_narrow_screen(world: World, desk: Desk) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open(f"members?number={number_of('hana')}")

    said = desk.page.get_by_test_id("stMain").get_by_role(
        "link", name="권한 변경 승인을 기다립니다"
    )
    expect(said).to_contain_text("까지 이용")
    widths = "one => [one, ...one.querySelectorAll('*')].map(e => e.scrollWidth - e.clientWidth)"
    assert max(said.evaluate(widths)) <= 1


def test_an_open_refund_claim_is_one_click_away(world: World) -> None:
    joins(world, hana="김하나")
    claims(world, "hana", reason="쓰지 않았어요")

    found = links(visit("members", member="hana"))

    (said,) = [each for each in found if each.startswith("환불 요청이 진행 중입니다 · ")]
    assert found[said] == "view=open"


def test_words_are_copied_a_popover_has_the_focus_and_a_part_goes_back_and_is_told_beside(
    world: World, desk: Desk
) -> None:
    joins(world, hana="김하나")
    desk.sign_in(APPROVER)
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open(f"members?number={number_of('hana')}")
    to_say = desk.page.locator(".st-key-members_to_say")
    to_say.get_by_role("button").click()
    copied = desk.page.evaluate("() => navigator.clipboard.readText()")
    assert "다음 결제는 " in copied
    assert copied == to_say.locator("code").inner_text()

    opener = desk.page.get_by_role("button", name="해지 신청 대신하기")
    opener.click()
    expect(desk.page.get_by_label("회원이 말한 사유")).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_label("회원이 말한 사유")).to_have_count(0)
    expect(opener).to_be_focused()

    desk.page.locator(CALL).get_by_role("button", name="환불", exact=True).click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("금액 (원)").fill("9000")
    dialog.get_by_label("사유").fill("전화로 요청")
    dialog.get_by_role("button", name="환불합니다").click()

    told = desk.page.get_by_role("status").filter(has_text="9,000원을 환불했습니다.")
    expect(told).to_be_visible()
    expect(dialog).to_have_count(0)
    beside = desk.page.locator(CALL).bounding_box()
    where = told.bounding_box()
    assert beside is not None
    assert where is not None
    assert abs(beside["y"] - where["y"]) < 120
    (back,) = world.rows(LedgerEntry, LedgerEntry.kind == EntryKind.REFUND)
    assert back.amount == -9_000


def test_every_button_of_a_call_is_on_one_screen_below_the_facts(world: World, desk: Desk) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 32)
    desk.sign_in(APPROVER)
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.open(f"members?number={number_of('hana')}")

    for name in (
        "다시 결제",
        "결제 링크",
        "해지 신청 대신하기",
        "환불",
        "환불 요청 접수",
        "민원",
        "회원 페이지",
    ):
        button = desk.page.locator(CALL).get_by_role("button", name=re.compile(f"^(link)? ?{name}"))
        expect(button.first).to_be_in_viewport(ratio=1)


def test_what_was_done_on_the_phone_is_told_once(world: World) -> None:
    joins(world, hana="김하나")

    page = press(visit("members", APPROVER, member="hana"), "members_cancel")

    assert shown(page).count("정기결제 해지를 신청했습니다. 예약된") == 1
