"""Confirmation dialogs, as only a browser shows them: where the eye and the hands are."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from billing_core.models import LedgerEntry
from billing_core.rules.finding import FindingKind
from tests.dashboard.browsing import Desk
from tests.dashboard.company import charge_by_hand, joins
from tests.dashboard.test_told_in_place import TOLD, expect_in_sight
from tests.parts.world import World


def opened(desk: Desk, finding: int) -> Locator:
    """The dialog of the refund of a double charge, as somebody who may give it."""
    desk.page.locator(f".st-key-health_cure_{finding}_refund button").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def charged_twice(world: World) -> int:
    joins(world, hana="김하나")
    charge_by_hand(world, "hana")
    (finding,) = world.findings(FindingKind.DOUBLE_CHARGE)
    return finding.id


def test_a_refusal_stands_in_the_dialog_and_loses_nothing(world: World, desk: Desk) -> None:
    """On a page so small that what is told must come into sight."""
    finding = charged_twice(world)
    desk.page.set_viewport_size({"width": 390, "height": 500})
    desk.open("health")
    dialog = opened(desk, finding)
    expect(dialog).to_contain_text("포트원으로 바로 환불합니다. 되돌릴 수 없습니다.")
    expect(dialog).to_contain_text("29,000원을 환불합니다 · 환불 뒤 남는 금액 0원")
    dialog.get_by_label("환불할 금액").fill("9000")
    dialog.get_by_label("사유").focus()
    expect(dialog).to_contain_text("9,000원을 환불합니다 · 환불 뒤 남는 금액 20,000원")

    dialog.get_by_role("button", name="환불", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("사유를 적어 주세요")
    expect_in_sight(desk.page, "alert", "사유를 적어 주세요")
    expect(dialog.locator(TOLD)).to_be_visible()
    expect(dialog.get_by_label("환불할 금액")).to_have_value("9000")
    dialog.get_by_label("사유").fill("일부만 돌려주기로 함")
    dialog.get_by_role("button", name="환불", exact=True).click()

    expect(dialog).to_have_count(0)
    expect_in_sight(desk.page, "status", "9,000원을 환불했습니다.")
    assert sum(row.amount for row in world.rows(LedgerEntry)) == 49_000


def test_it_closes_without_doing_anything_and_is_worked_by_the_keyboard_alone(
    world: World, desk: Desk
) -> None:
    """In both languages."""
    finding = charged_twice(world)
    desk.open("health?language=English")
    dialog = opened(desk, finding)
    expect(dialog).to_contain_text(
        "Refunds this amount through PortOne at once. This cannot be undone."
    )
    expect(dialog.get_by_label("Reason (recorded)")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert world.sandbox.stats().refunded == 0

    desk.page.get_by_text("한국어", exact=True).click()
    expect(desk.page.get_by_role("heading", level=1, name="점검")).to_be_visible()
    desk.settle()
    dialog = opened(desk, finding)
    expect(dialog.get_by_label("사유")).to_be_focused()  # the amount is filled in
    desk.page.keyboard.type("이중 결제")
    desk.page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="환불", exact=True)).to_be_focused()
    desk.page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    assert world.sandbox.stats().refunded == 29_000
