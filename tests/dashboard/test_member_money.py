"""A member's money and cards: given back through the gateway or recorded by hand, and deleted."""

from __future__ import annotations

import pytest

from billing_core.models import AuditRow, Card, EntryKind, LedgerEntry
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import kst_date
from dashboard.pages.members.acts_words import ACTS
from dashboard.parts.words.facts import STATES
from tests.dashboard.company import joins, leave, live
from tests.dashboard.visits import number_of, press, shown, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World

BY_HAND = [kind for kind in EntryKind if kind.by_hand and kind.gives_back]


@pytest.mark.parametrize("kind", BY_HAND)
def test_a_refund_that_the_gateway_cannot_show_is_recorded_with_its_evidence(
    world: World, kind: EntryKind
) -> None:
    joins(world, hana="김하나")
    (payment,) = world.rows(LedgerEntry)
    live(world, 3)

    page = press(visit("members", APPROVER, member="hana"), "members_by_hand")
    page.segmented_control(key="give_back_kind").set_value(kind)
    page.number_input(key=f"give_back_by_hand_{payment.imp_uid}").set_value(10_000)
    page.text_input(key="give_back_evidence").set_value("이체 내역 12번")
    page.text_input(key=f"by_hand_{number_of('hana')}_reason").set_value("회원이 요청함")
    page = press(page, f"by_hand_{number_of('hana')}_do")

    assert "10,000원 환불을 기록했습니다." in shown(page)
    assert world.ledger("hana") == [29_000, -10_000]
    money = next(one.value for one in page.dataframe if "구분" in one.value)
    assert money["구분"].tolist() == [STATES[EntryKind][kind].ko, "결제"]
    assert ACTS[f"ledger.{kind}"][0].ko in shown(page)
    assert "회원이 요청함" in shown(page)
    assert world.sandbox.stats().refunded == 0


def test_without_evidence_nothing_is_recorded(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("members", APPROVER, member="hana"), "members_by_hand")
    assert page.date_input(key="give_back_on").value == kst_date(world.clock.now())
    page.text_input(key=f"by_hand_{number_of('hana')}_reason").set_value("회원이 요청함")

    page = press(page, f"by_hand_{number_of('hana')}_do")

    assert "근거를 적어 주세요" in shown(page)
    assert world.ledger("hana") == [29_000]


def test_any_payment_is_given_back_through_the_gateway(world: World) -> None:
    joins(world, hana="김하나")
    (payment,) = world.rows(LedgerEntry)
    page = press(visit("members", APPROVER, member="hana"), "members_refund")
    assert "포트원으로 바로 환불합니다" in shown(page)
    page.number_input(key=f"give_back_at_gateway_{payment.imp_uid}").set_value(9_000)
    page.text_input(key=f"refund_{number_of('hana')}_reason").set_value("며칠 쓰지 못함")

    page = press(page, f"refund_{number_of('hana')}_do")

    assert "9,000원을 환불했습니다." in shown(page)
    assert world.sandbox.stats().refunded == 9_000
    assert world.ledger("hana") == [29_000, -9_000]


def test_a_dialog_that_stood_open_while_a_part_went_back_says_what_is_left(world: World) -> None:
    joins(world, hana="김하나")
    (payment,) = world.rows(LedgerEntry)
    page = press(visit("members", APPROVER, member="hana"), "members_refund")
    page.number_input(key=f"give_back_at_gateway_{payment.imp_uid}").set_value(9_000)
    page.text_input(key=f"refund_{number_of('hana')}_reason").set_value("며칠 쓰지 못함")
    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "며칠 쓰지 못함")
    world.work()

    page = press(page, f"refund_{number_of('hana')}_do")

    assert "환불할 수 있는 금액은 20,000원입니다" in shown(page)
    assert world.ledger("hana") == [29_000, -9_000]


def test_the_slip_of_every_payment_is_at_hand_during_the_call(world: World) -> None:
    joins(world, hana="김하나")

    def slips(who: Actor) -> list[str | None]:
        page = visit("members", who, member="hana")
        return next(one.value for one in page.dataframe if "구분" in one.value)["전표"].tolist()

    (slip,) = slips(APPROVER)
    assert slip
    assert slip.startswith("http")
    assert slips(VIEWER) == [None]  # it names the member, whom they see masked


def test_a_card_in_use_keeps_its_registration(world: World) -> None:
    joins(world, hana="김하나")

    page = visit("members", APPROVER, member="hana")

    assert "사용 중" in shown(page)
    assert page.button(key="members_delete_card_0").disabled


def test_a_card_that_nothing_needs_is_deleted_and_says_when(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")

    page = press(visit("members", APPROVER, member="hana"), "members_delete_card_0")
    page = press(page, f"delete_card_{number_of('hana')}_0_do")

    assert "카드 등록 정보를 삭제하고 확인했습니다." in shown(page)
    assert "2026-10-23 (금) 삭제됨" in shown(page)
    assert world.rows(Card)[0].deleted_at == world.clock.now()
    assert [row.actor for row in world.rows(AuditRow, AuditRow.act == "card.deleted")] == [
        APPROVER.id
    ]


def test_a_viewer_can_press_none_of_it(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")

    page = visit("members", VIEWER, member="hana")

    for key in ("members_refund", "members_by_hand", "members_transfer", "members_delete_card_0"):
        assert page.button(key=key).disabled


def test_a_month_paid_by_transfer_is_recorded_after_its_dry_run_and_reversed(
    world: World,
) -> None:
    joins(world, hana="김하나")
    live(world, 3)
    page = press(visit("members", APPROVER, member="hana"), "members_transfer")
    dry_run = " ".join(shown(page).split())  # a date is never broken, so it is a piece of its own
    assert "이용 만료일 2026-10-21 (수) → 2026-11-21 (토)" in dry_run
    assert "2026-11-21 (토) 10:00 29,000원 예약을 만듭니다" in dry_run
    page.text_input(key="transfer_evidence").set_value("국민은행 9월 24일 입금")
    page.text_input(key=f"transfer_{number_of('hana')}_reason").set_value("카드 한도로 이체")

    page = press(page, f"transfer_{number_of('hana')}_do")

    assert "계좌 이체 29,000원을 기록했습니다." in shown(page)
    assert world.ledger("hana") == [29_000, 29_000]
    assert ACTS["ledger.transfer_payment"][0].ko in shown(page)

    page = press(page, "members_reverse")
    assert "29,000원 기록을 정정합니다" in shown(page)
    page.text_input(key=f"reverse_{number_of('hana')}_reason").set_value("다른 회원의 입금")
    page = press(page, f"reverse_{number_of('hana')}_do")

    assert "계좌 이체 기록을 되돌렸습니다." in shown(page)
    assert world.ledger("hana") == [29_000, 29_000, -29_000]
