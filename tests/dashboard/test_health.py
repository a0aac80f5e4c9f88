from __future__ import annotations

from datetime import timedelta

from billing_core.analytics.roll_ups.state import say_checked
from billing_core.lifecycle.compare_roll_ups import compare_roll_ups
from billing_core.models import (
    Finding,
    InboxEvent,
    InboxState,
    LedgerEntry,
    MonthTotal,
    PaymentRecord,
)
from billing_core.rules.calendar import Month
from billing_core.rules.finding import FindingKind
from tests.dashboard.company import charge_by_hand, joins, live
from tests.dashboard.visits import press, shown, visit
from tests.parts.world import APPROVER, VIEWER, World


def a_double_charge(world: World) -> int:
    joins(world, hana="김하나")
    charge_by_hand(world, "hana")
    (finding,) = world.findings(FindingKind.DOUBLE_CHARGE)
    return finding.id


def test_a_finding_says_what_is_wrong_and_what_to_do(world: World) -> None:
    a_double_charge(world)

    page = shown(visit("health", APPROVER))

    assert "이중 결제" in page
    assert "같은 기간이 두 번 결제되었으니 나중 결제를 환불해 주세요." in page
    assert "금액 29,000원" in page


def test_a_refund_gives_the_money_back_and_takes_it_off_the_list(world: World) -> None:
    finding_id = a_double_charge(world)

    page = press(visit("health", APPROVER), f"health_refund_{finding_id}")

    assert "29,000원을 환불했습니다." in shown(page)
    assert "확인할 것이 없습니다" in shown(page)
    assert sum(row.amount for row in world.rows(LedgerEntry)) == 29_000
    assert world.sandbox.stats().refunded == 29_000


def test_a_second_click_on_the_refund_gives_nothing_back_twice(world: World) -> None:
    finding_id = a_double_charge(world)
    one, other = visit("health", APPROVER), visit("health", APPROVER)

    press(one, f"health_refund_{finding_id}")
    late = press(other, f"health_refund_{finding_id}")

    assert "환불할 수 있는 금액은 0원입니다." in shown(late)
    assert world.sandbox.stats().refunded == 29_000


def test_closing_needs_a_note_and_keeps_it(world: World) -> None:
    finding_id = a_double_charge(world)
    page = press(visit("health", APPROVER), f"health_close_{finding_id}")
    assert "어떻게 처리했는지 적어 주세요." in shown(page)

    page.text_input(key=f"health_note_{finding_id}").set_value("회원과 통화함")
    page = press(page, f"health_close_{finding_id}")
    page.segmented_control(key="health_view").set_value("closed").run()

    assert f"{APPROVER.name}: 회원과 통화함" in shown(page)


def test_a_viewer_cannot_close_even_past_the_closed_button(world: World) -> None:
    finding_id = a_double_charge(world)

    page = press(visit("health", VIEWER), f"health_close_{finding_id}")

    assert "권한이 없습니다" in shown(page)
    assert world.rows(Finding, Finding.id == finding_id)[0].resolved_at is None


def test_a_failed_notice_is_shown_as_it_came_and_replayed(world: World) -> None:
    world.ring("imp_000000000000", "<b>nobody</b>", "paid")
    world.wait(timedelta(days=4))
    (event,) = world.rows(InboxEvent, InboxEvent.state == InboxState.FAILED)

    page = visit("health", APPROVER)
    assert "게이트웨이에 없는 결제입니다" in shown(page)
    assert '"merchant_uid": "<b>nobody</b>"' in shown(page)
    page = press(page, f"health_replay_{event.id}")

    assert "알림을 다시 처리하도록 했습니다." in shown(page)
    assert world.rows(InboxEvent)[0].state is InboxState.NEW


def test_kept_promises_take_one_line_and_a_broken_one_is_opened(world: World) -> None:
    joins(world, hana="김하나")
    assert "장부의 약속 8개가 모두 지켜지고 있습니다" in shown(visit("health"))

    with world.system.database.writing() as session:
        session.add(
            InboxEvent(
                received_at=world.clock.now() - timedelta(hours=3),
                body=b"{}",
                imp_uid="imp_1",
                state=InboxState.NEW,
                run_at=world.clock.now(),
                attempts=0,
            )
        )

    page = visit("health")
    assert "장부의 약속 1개가 어긋났습니다" in shown(page)
    promises, *_ = [part.value for part in page.html if 'class="bd-promises' in part.value]
    assert "<details" in promises
    assert " open>" in promises


def test_a_quiet_house_says_so_everywhere(world: World) -> None:
    page = visit("health", APPROVER)
    assert "확인할 것이 없습니다" in shown(page)

    page.segmented_control(key="health_view").set_value("traffic").run()

    for words in ("전달을 기다리는 것이 없습니다", "실패하는 작업이 없습니다"):
        assert words in shown(page)
    assert "아직 대조 수집을 하지 않았습니다" in shown(page)


def test_a_number_that_no_longer_equals_the_ledger_is_told_when_somebody_asks(
    world: World,
) -> None:
    page = visit("health")
    assert "아직 결제 원장과 맞추어 보지 않았습니다" in shown(page)
    joins(world, hana="김하나")
    assert "모든 달의 화면 숫자가 결제 원장과 같습니다" in shown(press(page, "health_compare_all"))

    with world.system.database.writing() as session:
        session.get_one(MonthTotal, Month(2026, 9)).paid_members += 1
        session.add(MonthTotal(month=Month(2024, 1), paid_won=1))

    page = press(page, "health_compare_all")
    assert "화면 숫자 2개가 결제 원장과 다릅니다" in shown(page)
    assert "2026년 9월 결제회원: 화면에는 2, 원장으로는 1입니다." in shown(page)
    assert "2024년 1월 결제액: 화면에는 1, 원장으로는 0입니다." in shown(page)


def test_the_weekly_comparison_is_shown_without_comparing_again(world: World) -> None:
    joins(world, hana="김하나")
    compare_roll_ups(world.system)
    assert "모든 달의 화면 숫자가 결제 원장과 같습니다" in shown(visit("health"))

    with world.system.database.writing() as session:
        say_checked(session, world.clock.now(), 3)

    assert "화면 숫자 3개가 결제 원장과 다릅니다" in shown(visit("health"))


def test_a_promise_broken_long_ago_is_found_when_everything_is_read(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 62)
    (first, *_) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")
    with world.system.database.writing() as session:
        session.get_one(PaymentRecord, first.imp_uid).cancel_amount = 1
    page = visit("health")
    assert "최근 31일을 살폈습니다" in shown(page)
    assert "장부의 약속 8개가 모두 지켜지고 있습니다" in shown(page)

    page = press(page, "health_compare_all")

    assert "장부의 약속 1개가 어긋났습니다" in shown(page)
    assert "처음부터 지금까지 모든 기록을 살폈습니다" in shown(page)
