"""Findings are seen wherever one looks, with date, won and the buttons that mend them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.models import Downgrade, Finding, LedgerEntry, Subscription
from billing_core.rules.calendar import KST
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus
from dashboard.parts.language import KEY, Language
from tests.dashboard.company import charge_by_hand, joins, leave, live
from tests.dashboard.visits import keys, links, press, shown, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World

PLACES = {"health": "health", "today": "today", "members": "members"}


def a_double_charge(world: World) -> int:
    joins(world, hana="김하나")
    charge_by_hand(world, "hana")
    (finding,) = world.findings(FindingKind.DOUBLE_CHARGE)
    return finding.id


def chosen(page: AppTest, place: str, finding_id: int, cure: Cure) -> AppTest:
    """The button is pressed, and its dialog stands open."""
    return press(page, f"{place}_cure_{finding_id}_{cure}")


def confirmed(page: AppTest, finding_id: int, cure: Cure, reason: str) -> AppTest:
    page.text_input(key=f"cure_{finding_id}_{cure}_reason").set_value(reason)
    return press(page, f"cure_{finding_id}_{cure}_do")


@pytest.mark.parametrize("place", PLACES)
def test_a_finding_is_shown_with_its_won_what_to_do_and_its_buttons(
    world: World, place: str
) -> None:
    finding_id = a_double_charge(world)

    page = visit(place, APPROVER, **({"member": "hana"} if place == "members" else {}))

    assert "이중 결제" in shown(page)
    assert "29,000원" in shown(page)
    assert "같은 기간이 두 번 결제되었으니 나중 결제를 환불해 주세요." in shown(page)
    assert keys(page, f"{place}_cure_{finding_id}") == [
        f"{place}_cure_{finding_id}_refund",
        f"{place}_cure_{finding_id}_leave_it",
    ]


def test_a_refund_says_what_will_happen_then_gives_the_money_back(world: World) -> None:
    finding_id = a_double_charge(world)

    page = chosen(visit("health", APPROVER), "health", finding_id, Cure.REFUND)
    assert "포트원으로 바로 환불합니다" in shown(page)
    assert page.number_input(key=f"cure_{finding_id}_refund_amount").value == 29_000
    page = confirmed(page, finding_id, Cure.REFUND, "회원과 통화함")

    assert "환불했습니다." in shown(page)
    assert "확인할 것이 없습니다" in shown(page)
    assert sum(row.amount for row in world.rows(LedgerEntry)) == 29_000
    assert world.sandbox.stats().refunded == 29_000


def test_of_a_part_given_back_the_rest_stays_a_question(world: World) -> None:
    finding_id = a_double_charge(world)
    page = chosen(visit("health", APPROVER), "health", finding_id, Cure.REFUND)
    page.number_input(key=f"cure_{finding_id}_refund_amount").set_value(9_000)

    page = confirmed(page, finding_id, Cure.REFUND, "일부만 돌려주기로 함")

    assert "9,000원을 환불했습니다. 남은 20,000원은" in shown(page).replace("&#44;", ",")
    page = chosen(page, "health", finding_id, Cure.LEAVE_IT)
    page = confirmed(page, finding_id, Cure.LEAVE_IT, "회원이 동의함")
    assert "그대로 두기로 했습니다." in shown(page)
    page.segmented_control(key="health_view").set_value("closed").run()
    assert f"{APPROVER.name}: 그대로 두기, 회원이 동의함" in shown(page)


def test_the_line_of_what_is_owed_leads_to_those_payments_alone(world: World) -> None:
    finding_id = a_double_charge(world)

    ways = links(visit("today", APPROVER))
    (line,) = [said for said in ways if "돌려줄 결제 1건" in said]
    assert ways[line] == "view=owed"
    page = visit("health", APPROVER, view="owed")

    assert "돌려줄 결제 1" in shown(page)
    (entry,) = world.rows(LedgerEntry, LedgerEntry.merchant_uid == "byhandhana")
    paid_at = f"{entry.occurred_at.astimezone(KST):%Y-%m-%d}"
    assert f"29,000원 · 결제 {paid_at}" in shown(page).replace("&#44;", ",")
    assert keys(page, f"health_cure_{finding_id}")
    assert [each.key for each in page.segmented_control] == ["language"], "no other lists"
    page = press(page, "health_all")
    assert page.segmented_control(key="health_view").value == "open"


def test_that_nothing_is_owed_is_said(world: World) -> None:
    assert "돌려줄 결제가 없습니다." in shown(visit("health", APPROVER, view="owed"))


def test_nothing_is_done_without_a_reason(world: World) -> None:
    finding_id = a_double_charge(world)
    page = chosen(visit("health", APPROVER), "health", finding_id, Cure.REFUND)

    page = press(page, f"cure_{finding_id}_refund_do")

    assert "사유를 적어 주세요" in shown(page)
    assert world.sandbox.stats().refunded == 0


def test_a_second_person_who_presses_later_is_told_so(world: World) -> None:
    finding_id = a_double_charge(world)
    one, other = (
        chosen(visit("health", APPROVER), "health", finding_id, Cure.REFUND) for _ in range(2)
    )

    confirmed(one, finding_id, Cure.REFUND, "이중 결제")
    late = confirmed(other, finding_id, Cure.REFUND, "이중 결제")

    assert "이미 처리된 항목입니다" in shown(late)
    assert world.sandbox.stats().refunded == 29_000


def test_no_finding_can_be_closed_by_a_bare_note(world: World) -> None:
    finding_id = a_double_charge(world)

    assert keys(visit("health", APPROVER), f"health_close_{finding_id}") == []


def test_a_viewer_sees_the_buttons_and_cannot_press_them(world: World) -> None:
    finding_id = a_double_charge(world)

    page = visit("health", VIEWER)

    assert page.button(key=f"health_cure_{finding_id}_refund").disabled
    assert world.rows(Finding, Finding.id == finding_id)[0].resolved_at is None


def test_a_refund_from_the_console_is_a_question_with_its_choices(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 5)
    (paid,) = [one for one in world.sandbox.payments() if one["customer_uid_usage"] == "payment"]
    world.sandbox.refund_at_console(str(paid["imp_uid"]), reason="고객 요청")
    world.wait(timedelta(hours=1))
    (finding,) = world.findings(FindingKind.UNASKED_REFUND)

    page = visit("today", APPROVER)

    assert "요청하지 않은 환불" in shown(page)
    assert "사유: 고객 요청" in shown(page)
    assert len(keys(page, f"today_cure_{finding.id}")) == 3


def test_that_a_booking_was_taken_back_meanwhile_is_said(world: World) -> None:
    joins(world, hana="김하나")
    (paid,) = [one for one in world.sandbox.payments() if one["customer_uid_usage"] == "payment"]
    world.sandbox.refund_at_console(str(paid["imp_uid"]))
    live(world, 29)
    (finding,) = world.findings(FindingKind.UNASKED_REFUND)
    while not finding.detail.get("taken_back"):
        world.wait(timedelta(hours=12))
        (finding,) = world.findings(FindingKind.UNASKED_REFUND)

    page = visit("health", APPROVER)

    assert "예약을" in shown(page)
    assert "해제해 두었습니다. 정할 때까지 결제되지 않습니다." in shown(page)


def test_those_we_lost_are_one_question_with_their_number_won_and_names(world: World) -> None:
    lost_by_us(world)
    (finding,) = world.findings(FindingKind.ENDED_BY_US)

    page = visit("health", APPROVER)
    assert "2명 · 월 58,000원" in shown(page)
    assert "김하나" in shown(page)
    assert "이두리" in shown(page)

    page = chosen(page, "health", finding.id, Cure.RESUME_FROM_TODAY)
    page = confirmed(page, finding.id, Cure.RESUME_FROM_TODAY, "안내 문자를 보냄")
    assert "모두 오늘부터 다시 시작했습니다." in shown(page)
    begun = [row.status for row in world.rows(Subscription)]
    assert begun.count(SubscriptionStatus.PENDING) == 2
    assert world.rows(Downgrade) == []


def test_of_those_we_lost_a_yearly_plan_counts_by_the_month(world: World) -> None:
    world.register_card("hana", plan="yearly", name="김하나")
    world.work()
    world.move(world.clock.now() + timedelta(days=800))
    world.wait(timedelta(days=1))

    assert "1명 · 월 24,167원" in shown(visit("health"))


def lost_by_us(world: World) -> None:
    """Everything was switched off for a hundred days."""
    joins(world, hana="김하나", duri="이두리")
    world.move(world.clock.now() + timedelta(days=100))
    world.wait(timedelta(days=1))


def test_the_days_work_is_done_when_nothing_is_left(world: World) -> None:
    joins(world, hana="김하나")
    assert any("오늘 할 일을 마쳤습니다" in label for label in links(visit("today", APPROVER)))

    leave(world, "hana")

    page = visit("today", APPROVER)
    assert not any("오늘 할 일을 마쳤습니다" in label for label in links(page))
    assert not any("확인 필요" in label for label in links(page))


def test_it_is_said_in_english_too(world: World) -> None:
    finding_id = a_double_charge(world)
    page = visit("health")
    page.session_state[KEY] = Language.ENGLISH
    page.run()

    assert "One period was charged twice: refund the later payment." in shown(page)
    assert page.button(key=f"health_cure_{finding_id}_leave_it").label == "Leave it"
