"""가져오기 of the gateway's own past."""

from __future__ import annotations

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import LedgerEntry
from billing_core.rules.actor import Actor
from billing_core.sandbox.faults import Fault, FaultKind
from tests.dashboard.importing import words
from tests.dashboard.visits import keys, press, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World


def at_the_gateway(world: World, who: Actor = APPROVER) -> AppTest:
    """Hana's card was charged by another system last month; the page is opened on that choice."""
    world.sandbox.issue("old-hana", merchant_uid="key-1", amount=29_000)
    order = {
        "customer_uid": "old-hana",
        "merchant_uid": "old-1",
        "amount": 29_000,
        "name": "멤버십",
    }
    world.call_gateway("/subscribe/payments/again", order)
    world.move(world.clock.now() + timedelta(days=20))
    cards = {FileKind.CARDS: SourceFile("cards.csv", b"customer_uid,member_id\nold-hana,hana\n")}
    import_history(world.system.database, cards, APPROVER, world.clock.now())
    page = visit("imports", who)
    return page.segmented_control(key="imports_from").set_value("gateway").run()


def test_the_gateways_past_is_looked_at_then_read_into_the_book(world: World) -> None:
    page = press(at_the_gateway(world), "imports_look")
    assert "읽은 결제 2 새 결제 2 회원의 결제 1 장부에 더해질 금액 29,000원" in words(page)
    assert not world.rows(LedgerEntry)
    assert "새 결제 **2건**을 포트원에서 읽어 장부에 넣습니다(29,000원)" in words(page)

    page = press(page, "imports_gateway_import")

    assert "포트원에서 결제 2건을 새로 가져왔습니다." in words(page)
    assert [entry.imp_uid for entry in world.rows(LedgerEntry)]
    listed = page.dataframe[-1].value
    assert listed["어디에서"][0] == "포트원 2025-10-11 ~ 2026-10-11"
    assert listed["누가"][0] == APPROVER.name


def test_days_without_anything_new_say_so(world: World) -> None:
    page = at_the_gateway(world)
    page.date_input(key="imports_last_day").set_value(date(2026, 1, 1))

    page = press(page, "imports_look")

    assert "이 기간에는 새로 가져올 것이 없습니다" in words(page)
    assert "imports_gateway_import" not in keys(page, "imports_")


def test_somebody_who_may_only_look_reads_nothing_in(world: World) -> None:
    page = press(at_the_gateway(world, VIEWER), "imports_look")

    page = press(page, "imports_gateway_import")

    assert not world.rows(LedgerEntry)


def test_days_the_wrong_way_round_are_a_sentence(world: World) -> None:
    page = at_the_gateway(world)
    page.date_input(key="imports_last_day").set_value(date(2025, 1, 1))

    page = press(page, "imports_look")

    assert "마지막 날이 시작일보다 앞섭니다" in words(page)


def test_a_gateway_that_is_down_is_a_sentence_and_nothing_is_lost(world: World) -> None:
    page = press(at_the_gateway(world), "imports_look")
    world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, times=None))

    page = press(page, "imports_gateway_import")

    assert "포트원이 요청을 거절했고 아무것도 바뀌지 않았습니다" in words(page)
    assert not world.rows(LedgerEntry)
    world.sandbox.clear_faults()
    page = press(press(page, "imports_look"), "imports_gateway_import")
    assert "결제 2건을 새로 가져왔습니다." in words(page)
