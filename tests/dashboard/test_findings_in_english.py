"""Findings in English, wherever they stand: not a syllable of Korean but names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.dashboard.company import charge_by_hand, leave, live
from tests.dashboard.test_in_english import HANGUL, in_english, said
from tests.dashboard.visits import visit
from tests.parts.world import World

SCREENS = (
    ("today", {}),
    ("health", {}),
    ("approvals", {}),
    ("upcoming", {"day": "2026-10-25"}),
    *(("members", {"member": member}) for member in ("hana", "duri", "sena", "gana")),
)

# The names of the plan and of what was charged by hand, and a raw record as it was written.
OUR_DATA = {"월", "정기", "멤버십", "수기", "결제"} | {"이중", "결제로", "분류했습니다"}


@pytest.fixture
def troubled(world: World) -> World:
    """Other hands were at work: a second charge, a booking moved, revoked and added, a refund."""
    for name in ("Hana", "Duri", "Sena", "Gana"):
        world.register_card(name.lower(), name=name)
    world.work()
    live(world, 1)
    later = int(datetime(2026, 10, 25, 3, tzinfo=UTC).timestamp())
    charge_by_hand(world, "hana")
    world.sandbox.move_at_console(world.live("duri")[0].merchant_uid, later)
    world.sandbox.revoke_at_console(world.live("sena")[0].merchant_uid)
    card = world.subscription("sena").customer_uid
    world.sandbox.book_at_console(card, "console1", later, 9_000)
    paid = [one for one in world.sandbox.payments() if one["customer_uid_usage"] == "payment"]
    world.sandbox.refund_at_console(str(paid[0]["imp_uid"]), 9_000, "not wanted")
    world.wait(timedelta(hours=1))
    return world


def korean_on(screen: str, parameters: dict[str, str]) -> set[str]:
    words = HANGUL.findall(said(in_english(visit(screen, None, **parameters))))
    return {word for word in words if not word.endswith("카드")}


@pytest.mark.parametrize(("screen", "parameters"), SCREENS)
def test_the_pages_that_show_findings_speak_english(
    troubled: World, screen: str, parameters: dict[str, str]
) -> None:
    assert korean_on(screen, parameters) - OUR_DATA == set()


def test_what_stands_in_the_way_of_an_approval_is_said_in_english(world: World) -> None:
    card = world.join("hana")
    leave(world, "hana")
    world.sandbox.charge_at_console(card, "console1", 29_000)
    due = world.clock.now() + timedelta(days=20)
    world.sandbox.book_at_console(card, "console2", int(due.timestamp()), 29_000)

    assert korean_on("approvals", {}) - {"이사를", "가요"} == set()
