"""Whoever waits for the gateway presses again: the browser sends that while the first is at work."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from playwright.sync_api import expect

from billing_core.gateway.iamport import Iamport
from billing_core.models import RefundRequest
from billing_core.sandbox.faults import Fault, FaultKind
from tests.dashboard.browsing import Desk
from tests.dashboard.company import joins
from tests.parts.world import World

PATIENCE = 60  # seconds


@pytest.mark.parametrize("unclear", [False, True])
def test_a_part_goes_back_once_however_often_it_is_pressed(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, unclear: bool
) -> None:
    """Also where nobody knows what became of the first: that is read before anything is sent."""
    answering = Event()
    refund = Iamport.refund

    def slowly(gateway: Iamport, *args: Any, **how: Any) -> Any:
        assert answering.wait(PATIENCE)
        return refund(gateway, *args, **how)

    monkeypatch.setattr(Iamport, "refund", slowly)
    joins(world, hana="김하나")
    if unclear:
        world.sandbox.arm(Fault(FaultKind.LATE, operation="cancel", seconds=600))
    desk.open(f"members?number={world.number('hana')}")
    desk.page.locator(".st-key-members_refund button").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("환불할 금액").fill("9000")
    dialog.get_by_label("환불할 금액").press("Tab")
    dialog.get_by_label("사유").fill("며칠 쓰지 못함")
    dialog.get_by_text("20,000원").wait_for()
    button = dialog.get_by_role("button", name="환불합니다")

    button.click()
    dialog.get_by_text("포트원에 환불을 요청하고 있습니다").wait_for()
    button.click()
    desk.page.evaluate("() => fetch('/_stcore/health')")  # after the click on the same way
    answering.set()

    expect(desk.page.locator(".bd-told")).to_contain_text("확인" if unclear else "9,000원을 환불")
    expect(dialog).to_have_count(1 if unclear else 0)
    desk.settle()
    assert len(world.rows(RefundRequest)) == 1
    assert world.ledger("hana") == ([29_000] if unclear else [29_000, -9_000])
