"""Confirmation dialogs, as only a browser shows them: where the eye and the hands are."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from billing_core.models import LedgerEntry
from billing_core.rules.finding import FindingKind
from tests.dashboard.browsing import Desk
from tests.dashboard.company import charge_by_hand, joins
from tests.parts.world import World


def opened(world: World, desk: Desk, address: str = "health") -> Locator:
    """The dialog of the refund of a double charge, as somebody who may give it."""
    joins(world, hana="김하나")
    charge_by_hand(world, "hana")
    (finding,) = world.findings(FindingKind.DOUBLE_CHARGE)
    desk.open(address)
    desk.page.locator(f".st-key-health_cure_{finding.id}_refund button").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def test_a_refusal_stands_in_the_dialog_and_loses_nothing(world: World, desk: Desk) -> None:
    dialog = opened(world, desk)
    expect(dialog).to_contain_text("포트원으로 바로 환불합니다. 되돌릴 수 없습니다.")
    expect(dialog).to_contain_text("29,000원을 환불합니다 · 환불 뒤 남는 금액 0원")
    dialog.get_by_label("환불할 금액").fill("9000")
    dialog.get_by_label("사유").focus()
    expect(dialog).to_contain_text("9,000원을 환불합니다 · 환불 뒤 남는 금액 20,000원")

    dialog.get_by_role("button", name="환불", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("사유를 적어 주세요")
    expect(dialog.get_by_label("환불할 금액")).to_have_value("9000")
    dialog.get_by_label("사유").fill("일부만 돌려주기로 함")
    dialog.get_by_role("button", name="환불", exact=True).click()

    expect(dialog).to_have_count(0)
    expect(desk.page.get_by_text("9,000원을 환불했습니다.")).to_be_visible()
    assert sum(row.amount for row in world.rows(LedgerEntry)) == 49_000


def test_it_is_worked_by_the_keyboard_alone(world: World, desk: Desk) -> None:
    dialog = opened(world, desk)

    expect(dialog.get_by_label("사유")).to_be_focused()  # the amount is filled in
    desk.page.keyboard.type("이중 결제")
    desk.page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="환불", exact=True)).to_be_focused()
    desk.page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    assert world.sandbox.stats().refunded == 29_000


def test_a_popover_has_the_focus_and_gives_it_back(world: World, desk: Desk) -> None:
    joins(world, hana="김하나")
    desk.open(f"members?number={world.number('hana')}")
    opener = desk.page.get_by_role("button", name="해지 신청 대신하기")
    opener.click()
    expect(desk.page.get_by_label("회원이 말한 사유")).to_be_focused()

    desk.page.keyboard.press("Escape")

    expect(desk.page.get_by_label("회원이 말한 사유")).to_have_count(0)
    expect(opener).to_be_focused()


def test_it_closes_without_doing_anything(world: World, desk: Desk) -> None:
    dialog = opened(world, desk)

    desk.page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    assert world.sandbox.stats().refunded == 0


def test_it_speaks_english(world: World, desk: Desk) -> None:
    dialog = opened(world, desk, "health?language=English")

    expect(dialog).to_contain_text(
        "Refunds this amount through PortOne at once. This cannot be undone."
    )
    expect(dialog.get_by_label("Reason (recorded)")).to_be_visible()
