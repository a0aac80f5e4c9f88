"""PortOne's own record: for administrators, with the password typed lately, and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.models import AccessRow, Person
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor
from billing_core.sign_in.passwords import hashed
from tests.dashboard.company import joins
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

PASSWORD = "푸른 하늘 은하수 17"
RECORD, AFTER_PROOF = "포트원 원본 보기", "비밀번호를 확인한 뒤 볼 수 있습니다"


@pytest.mark.parametrize("who", [VIEWER, APPROVER])
def test_nobody_but_an_administrator_sees_a_record(world: World, who: Actor) -> None:
    joins(world, hana="김하나")

    page = shown(visit("members", who, member="hana"))

    assert "카드를 등록했습니다" in page
    assert RECORD not in page
    assert '"merchant_uid"' not in page


def test_an_administrator_sees_it_after_typing_the_password_again(world: World) -> None:
    joins(world, hana="김하나")
    with world.system.database.writing() as session:
        session.get_one(Person, ADMINISTRATOR.number).password_hash = hashed(PASSWORD)
    page = visit("members", ADMINISTRATOR, member="hana")
    assert RECORD in shown(page)
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))

    page.run()
    assert len(reads(world)) == 1, "the page was drawn again, and seen once"
    assert RECORD not in shown(page)
    assert AFTER_PROOF in shown(page)
    page.text_input(key="prove_again_password").set_value("guess")
    assert "아이디나 비밀번호가 올바르지 않습니다." in shown(press(page, "prove_again"))
    page.text_input(key="prove_again_password").set_value(PASSWORD)
    press(page, "prove_again")

    assert "비밀번호를 확인했습니다." in shown(page)
    assert RECORD in shown(page.run())
    first, second = reads(world)
    assert (first.actor, first.subject, first.members) == (
        ADMINISTRATOR.id,
        "members",
        [world.member("hana").id],
    )
    assert second.at > first.at


def reads(world: World) -> Sequence[AccessRow]:
    return world.rows(AccessRow, AccessRow.kind == AccessKind.RAW_RECORD_READ)
