"""The same story at both counters: in-process, and over HTTP."""

from __future__ import annotations

import pytest

from billing_core.sandbox import (
    CardOutcome,
    Fault,
    FaultKind,
    SandboxControl,
    SandboxError,
)
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant


def test_a_members_quarter_can_be_told_from_behind_the_counter(
    control: SandboxControl, merchant: Merchant
) -> None:
    issued = control.issue("hong", merchant_uid="reg", amount=PRICE, card="9374-0000-0000-7777")
    merchant.reserve(
        "hong", {"dec": NINE_O_CLOCK + DAY, "jan": NINE_O_CLOCK + 32 * DAY, "feb": 1_802_000_000}
    )
    control.set_card("hong", CardOutcome.EXPIRED, from_at=NINE_O_CLOCK + 2 * DAY)
    assert control.move_to(NINE_O_CLOCK + 40 * DAY) == control.now()
    december = merchant.get("/payments/find/dec")
    refunded = control.refund_at_console(december["imp_uid"], 9_000, "고객 요청")
    revoked = control.revoke_at_console("feb")

    stats = control.stats()
    assert (issued["card_name"], issued["apply_num"]) == ("하나카드", None)
    assert refunded["cancel_amount"] == 9_000
    assert revoked["schedule_status"] == "revoked"
    assert (stats.captured, stats.refunded, stats.issuances) == (PRICE, 9_000, 1)
    assert stats.payments == {"cancelled": 1, "failed": 1}
    assert stats.schedules == {"executed": 2, "revoked": 1}
    assert stats.notices == {"sent": 4}
    assert [one["merchant_uid"] for one in control.payments()] == ["reg", "dec", "jan"]
    assert [one["schedule_status"] for one in control.schedules()] == [
        "executed",
        "executed",
        "revoked",
    ]
    assert [one["customer_uid"] for one in control.billing_keys()] == ["hong"]
    assert [one["cause"] for one in control.notices()] == [
        "issue",
        "reservation",
        "reservation",
        "console_refund",
    ]


def test_faults_and_switches_are_the_same_objects_at_both_counters(
    control: SandboxControl,
) -> None:
    fault = Fault(FaultKind.LATE, operation="again", times=None, probability=0.25, seconds=900)
    control.arm(fault)
    assert list(control.armed()) == [fault]
    control.clear_faults()
    assert list(control.armed()) == []

    changed = control.configure(webhook_loss=0.5, recovery=True)
    assert control.settings() == changed
    assert (changed.webhook_loss, changed.recovery) == (0.5, True)


def test_both_counters_say_no_the_same_way(control: SandboxControl) -> None:
    with pytest.raises(SandboxError, match="테스트 카드"):
        control.issue("hong", merchant_uid="reg", amount=PRICE, card="4111")
    with pytest.raises(SandboxError, match="imp_unknown"):
        control.refund_at_console("imp_unknown")
    with pytest.raises(SandboxError, match="colour"):
        control.configure(colour="red")
