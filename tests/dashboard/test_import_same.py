"""Payments that the book may have under another name, on the page that takes history in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import FileMapping
from billing_core.history.source_file import SourceFile
from billing_core.models import LedgerEntry
from billing_core.reconcile.sweep import sweep
from billing_core.rules.calendar import KST
from billing_core.rules.same_payment import SamePayments
from dashboard.pages.imports import words as w
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import World

BOTH = [(SamePayments.SAME, [29_000]), (SamePayments.TWO, [29_000, 29_000])]


def charged_elsewhere(world: World) -> datetime:
    """Hana's card was charged by another system; the instant of it."""
    at = world.clock.now()
    world.sandbox.issue("old-hana", merchant_uid="key-1", amount=29_000)
    order = {"customer_uid": "old-hana", "merchant_uid": "old-1"}
    world.call_gateway("/subscribe/payments/again", {**order, "amount": 29_000, "name": "멤버십"})
    world.move(at + timedelta(days=2))
    cards = {FileKind.CARDS: SourceFile("cards.csv", b"customer_uid,member_id\nold-hana,hana\n")}
    import_history(world.system.database, cards, APPROVER, world.clock.now())
    return at


def row_of_the_shop(at: datetime) -> str:
    """The same day and won, under a number of the shop's own and by another clock."""
    day = at.astimezone(KST).date()
    return (
        f"imp_uid,merchant_uid,member_id,paid_at,amount\nSHOP-1,SHOP-1,hana,{day} 23:58:41,29000\n"
    )


def words(page: AppTest) -> str:
    return " ".join(shown(page).split())


def money(world: World) -> list[int]:
    return [row.amount for row in world.rows(LedgerEntry)]


@pytest.mark.parametrize(("said", "expected"), BOTH)
def test_a_file_asks_before_anything_is_taken(
    world: World, said: SamePayments, expected: list[int]
) -> None:
    text = row_of_the_shop(charged_elsewhere(world))
    sweep(world.system)
    page = visit("imports", APPROVER)
    page = page.file_uploader[0].set_value([("결제.csv", text.encode(), "text/csv")]).run()

    page = press(page, "imports_try")
    assert "같은 결제로 보입니다 · 1건" in words(page)
    assert "imports_import" not in keys(page, "imports_")
    [asked] = [each.value for each in page.dataframe if "가져올 것 · 번호" in each.value]
    assert asked["가져올 것 · 번호"][0] == "SHOP-1"
    assert asked["어디에서"][0] == "결제.csv:2"
    assert asked["장부 · 회원"][0] == "hana"

    page = page.radio[0].set_value(said).run()
    assert "imports_import" not in keys(page, "imports_")
    page = press(page, "imports_try")
    if said is SamePayments.SAME:
        assert "새로 가져올 것이 없습니다" in words(page)
    else:
        page = press(page, "imports_import")
        assert "같은 결제로 보입니다" not in words(page)

    assert money(world) == expected


@pytest.mark.parametrize(("said", "expected"), BOTH)
def test_the_gateways_own_past_asks_too(
    world: World, said: SamePayments, expected: list[int]
) -> None:
    text = row_of_the_shop(charged_elsewhere(world))
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", text.encode())}
    zone = {FileKind.PAYMENTS: FileMapping(time_zone="Asia/Seoul")}
    import_history(world.system.database, files, APPROVER, world.clock.now(), mapping=zone)
    page = visit("imports", APPROVER)
    page = page.segmented_control(key="imports_from").set_value("gateway").run()

    page = press(page, "imports_look")
    assert "같은 결제로 보입니다 · 1건" in words(page)
    assert "장부에 더해질 금액 0원" in words(page)
    assert "imports_gateway_import" not in keys(page, "imports_")

    page = page.radio[0].set_value(said).run()
    page = press(page, "imports_gateway_import")

    assert money(world) == expected
    assert world.findings() == []


def test_the_question_is_asked_in_english_as_well() -> None:
    asked = [w.SAME, w.SAME_HINT, w.SAME_HINT_GATEWAY, w.SAME_CHOICE, w.SAME_NEW, w.SAME_KNOWN]

    for each in [*asked, *w.SAME_ANSWERS.values(), w.MEMBER, w.WON_OF]:
        assert re.search("[가-힣]", each.ko)
        assert not re.search("[가-힣]", each.en)
