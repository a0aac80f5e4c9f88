"""A payment link on a member's page: one click beside the charge that failed, shown once."""

from __future__ import annotations

from datetime import timedelta

from billing_core.models import MemberLink
from billing_core.portal.payment_links import PAY_PATH
from billing_core.rules.member_link import MemberLinkKind
from billing_core.sandbox.cards import CardOutcome
from billing_core.tokens import digest
from tests.dashboard.company import joins, live, refuse_cards
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def fails(world: World) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana")
    live(world, 31)


def test_one_click_beside_the_failed_charge_makes_it(world: World) -> None:
    fails(world)

    page = press(visit("members", APPROVER, member="hana"), "members_payment_link")

    assert "결제 링크를 만들었습니다." in shown(page)
    [made] = [one.value for one in page.code if PAY_PATH in one.value]
    address = world.system.settings.portal_address
    assert made.startswith(address + PAY_PATH)
    [link] = world.rows(MemberLink)
    assert link.kind is MemberLinkKind.PAYMENT
    assert link.token_hash == digest(made.rpartition("/")[2])
    assert link.expires_at - link.made_at == timedelta(days=1)
    page.run()
    assert not any(PAY_PATH in one.value for one in page.code), "shown once"


def test_who_may_only_look_makes_none(world: World) -> None:
    fails(world)

    page = visit("members", VIEWER, member="hana")

    assert page.button(key="members_payment_link").disabled


def test_where_nothing_failed_there_is_none(world: World) -> None:
    joins(world, hana="김하나")

    assert keys(visit("members", APPROVER, member="hana"), "members_payment_link") == []
