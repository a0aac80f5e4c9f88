"""The checklist: every single thing that is wrong turns it red, and says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing_core.rules.downgrade import (
    CheckCode,
    DowngradeFacts,
    Evidence,
    EvidenceKind,
    downgrade_checklist,
)
from billing_core.rules.permission import Permission

NOW = datetime(2025, 6, 15, tzinfo=UTC)
A_BOOKING = Evidence(EvidenceKind.BOOKING, NOW + timedelta(days=9), "bdc1", 29_000)
A_CHARGE = Evidence(EvidenceKind.CHARGE, NOW, "bdc2", 29_000)
A_PAYMENT = Evidence(EvidenceKind.PAYMENT, NOW, "imp_3", 29_000)
GREEN = DowngradeFacts(
    now=NOW,
    paid_through=NOW,
    last_charge_at=NOW - timedelta(days=31),
    live_bookings=(),
    pending=(),
    newer_payments=(),
    withdrawn=False,
    permission=Permission.PAID,
)


def test_all_is_green_from_the_very_instant_of_paid_through() -> None:
    assert downgrade_checklist(GREEN).green


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"last_charge_at": None}, CheckCode.LAST_CHARGE_KNOWN),
        ({"now": NOW - timedelta(seconds=1)}, CheckCode.PAID_THROUGH_PASSED),
        ({"live_bookings": (A_BOOKING,)}, CheckCode.NO_LIVE_BOOKING),
        ({"live_bookings": None}, CheckCode.NO_LIVE_BOOKING),
        ({"pending": (A_CHARGE,)}, CheckCode.NO_RETRY_PENDING),
        ({"newer_payments": (A_PAYMENT,)}, CheckCode.NO_NEWER_PAYMENT),
        ({"withdrawn": True}, CheckCode.NOT_WITHDRAWN),
        ({"permission": Permission.FREE}, CheckCode.STILL_PAID),
    ],
)
def test_each_fact_alone_turns_it_red_and_is_named(wrong: dict[str, Any], code: CheckCode) -> None:
    checklist = downgrade_checklist(replace(GREEN, **wrong))
    assert not checklist.green
    assert [check.code for check in checklist.red] == [code]
