from __future__ import annotations

from datetime import timedelta

from billing_core.clock import HeldClock
from billing_core.inbox.receive import receive
from billing_core.lifecycle.compare_roll_ups import compare_roll_ups
from billing_core.models import (
    InboxEvent,
    InboxState,
    MonthTotal,
    PaymentRecord,
    Seal,
)
from billing_core.roll_ups.state import say_checked
from billing_core.rules.calendar import KST, Month
from billing_core.rules.loop import BEAT_LOST_AFTER
from billing_core.seals.keep_seals import keep_seals, look_at_everything
from billing_core.seals.key import key_file
from billing_core.seals.new_chain import begin_new_chain
from billing_core.wording.loops import LOOPS
from tests.dashboard.company import joins, live
from tests.dashboard.visits import press, shown, visit
from tests.parts.loops import let_loops_beat
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World
from tests.seals.office import Office

NOTE = "health_seal_note"


def test_a_failed_notice_is_shown_as_it_came_and_replayed(world: World) -> None:
    """It came from the vendor's own address, so it is tried until it is given up."""
    with world.system.database.writing() as session:
        receive(
            session,
            body=b'{"imp_uid": "imp_000000000000", "merchant_uid": "<b>nobody</b>"}',
            content_type="application/json",
            remote="52.78.100.19",
            vouched=True,
            now=world.clock.now(),
        )
    world.wait(timedelta(days=4))
    (event,) = world.rows(InboxEvent, InboxEvent.state == InboxState.FAILED)

    for anybody in (APPROVER, VIEWER):  # who see no record of it
        page = visit("health", anybody, view="traffic")
        assert "최근 포트원 내역 대조" in shown(page), "the whole page"
        assert "<b>nobody</b>" not in shown(page)
    page = visit("health", ADMINISTRATOR)
    assert "포트원에 없는 결제입니다" in shown(page)
    assert "처리하지 못한 포트원 알림" in shown(page)
    page.segmented_control(key="health_view").set_value("traffic").run()
    assert '"merchant_uid": "<b>nobody</b>"' in shown(page)
    page = press(page, f"health_replay_{event.id}")

    assert "알림을 다시 처리하도록 했습니다." in shown(page)
    (again,) = world.rows(InboxEvent, InboxEvent.id == event.id)
    assert again.state is InboxState.NEW


def test_strangers_notices_are_one_line_and_nothing_to_do(world: World) -> None:
    for number in range(3):
        world.ring(f"imp_{number}", f"shop-{number}", "paid")
    world.work()

    page = visit("health", view="traffic")

    assert "결제를 말한 알림 3건은 한 번 읽어 보고 따로 두었습니다." in shown(page)
    assert "처리하지 못한 알림이 없습니다" in shown(page)


def test_kept_promises_take_one_line_and_a_broken_one_is_opened(world: World) -> None:
    joins(world, hana="김하나")
    let_loops_beat(world.system)
    assert "점검 13가지 모두 정상" in shown(visit("health"))

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
    assert "점검 1가지에 이상이 있습니다" in shown(page)
    promises, *_ = [part.value for part in page.html if 'class="bd-promises' in part.value]
    assert "<details" in promises
    assert " open>" in promises


def test_a_loop_that_stands_still_is_told_with_what_to_do(world: World) -> None:
    let_loops_beat(world.system)
    said = shown(visit("health"))
    assert "자동 작업 4가지 모두 돌고 있습니다" in said
    assert "마지막 실행" in said

    real_clock = world.system.wall_clock
    assert isinstance(real_clock, HeldClock)
    real_clock.advance(BEAT_LOST_AFTER + timedelta(seconds=1))
    said = shown(visit("health"))
    assert "자동 작업 4가지가 멈춰 있습니다" in said
    for name, _ in LOOPS.values():
        assert f"‘{name}’ 작업에서 소식이 없습니다. 서버의 디스크에" in said
    assert said.index("자동 작업 4가지가") < said.index("예약 결제는 구독마다 하나"), (
        "above what is not kept up to date"
    )
    [first_page] = visit().error
    assert first_page.value.startswith("자동 작업 4가지가 멈춰 있어")


def test_a_quiet_house_says_so_everywhere(world: World) -> None:
    page = visit("health", APPROVER)
    assert "확인할 것이 없습니다" in shown(page)

    page.segmented_control(key="health_view").set_value("traffic").run()

    for words in ("전달을 기다리는 것이 없습니다", "실패하는 작업이 없습니다"):
        assert words in shown(page)
    assert "아직 포트원 내역 대조를 하지 않았습니다" in shown(page)


def test_a_number_that_no_longer_equals_the_ledger_is_told_when_somebody_asks(
    world: World,
) -> None:
    page = visit("health")
    assert "아직 장부와 비교하지 않았습니다" in shown(page)
    joins(world, hana="김하나")
    page = press(page, "health_compare_all")
    assert "모든 달의 화면 숫자가 장부와 같습니다" in shown(page)
    pressed_at = (
        f"{world.clock.now().astimezone(KST):%H:%M}(방금)에 모든 집계를 비교했고 모두 같았습니다"
    )
    assert pressed_at in shown(page)
    assert "모두 같았습니다" in shown(visit("health")), "said to the next one, too"

    with world.system.database.writing() as session:
        session.get_one(MonthTotal, Month(2026, 9)).paid_members += 1
        session.add(MonthTotal(month=Month(2024, 1), paid_won=1))

    page = press(page, "health_compare_all")
    assert "화면 숫자 2개가 장부와 다릅니다" in shown(page)
    assert "달랐던 2개는 위에 있습니다" in shown(page)
    assert "2026년 9월 결제회원: 화면에는 2, 장부로는 1입니다." in shown(page)
    assert "2024년 1월 결제액: 화면에는 1, 장부로는 0입니다." in shown(page)


def test_the_weekly_comparison_is_shown_without_comparing_again(world: World) -> None:
    joins(world, hana="김하나")
    compare_roll_ups(world.system)
    assert "모든 달의 화면 숫자가 장부와 같습니다" in shown(visit("health"))

    with world.system.database.writing() as session:
        say_checked(session, world.clock.now(), 3)

    assert "화면 숫자 3개가 장부와 다릅니다" in shown(visit("health"))


def test_a_promise_broken_long_ago_is_found_when_everything_is_read(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 62)
    keep_seals(world.system)
    (first, *_) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")
    with world.system.database.writing() as session:
        session.get_one(PaymentRecord, first.imp_uid).cancel_amount = 1
    page = visit("health")
    assert "최근 31일을 살폈습니다" in shown(page)
    assert "점검 13가지 모두 정상" in shown(page)

    page = press(page, "health_compare_all")

    assert "점검 1가지에 이상이 있습니다" in shown(page)
    assert "처음부터 지금까지 모든 기록을 살폈습니다" in shown(page)


def test_a_record_that_was_changed_past_the_program_is_told_with_its_rows(world: World) -> None:
    joins(world, hana="김하나", duri="박두리")
    live(world, 2)
    Office(world.system, world.clock).tampers("UPDATE audit_log SET actor = '' WHERE id IN (1, 2)")

    keep_seals(world.system)

    page = visit("health")
    assert "점검 1가지에 이상이 있습니다" in shown(page)
    assert "장부와 처리 기록은 쓴 뒤에 바뀌지 않음" in shown(page)
    assert "처리 기록(audit_log) 봉인 1번: 1, 2번 행의 글" in shown(page)


def test_the_newest_seal_is_there_to_be_noted_and_a_lost_key_to_be_taken_note_of(
    world: World,
) -> None:
    joins(world, hana="김하나")
    live(world, 2)
    newest = max(world.rows(Seal), key=lambda one: one.id)
    assert f"마지막 봉인 {newest.id}번 {newest.head[:12]}" in shown(visit("health"))
    assert not [one for one in visit("health", ADMINISTRATOR).button if one.key == NOTE]

    key_file(world.system.settings).unlink()
    begin_new_chain(world.system, "디스크 고장", ADMINISTRATOR)
    look_at_everything(world.system)
    assert "봉인 키를 잃어 새로 시작했습니다." in shown(visit("health"))
    assert not [one for one in visit("health", APPROVER).button if one.key == NOTE]
    page = press(visit("health", ADMINISTRATOR), NOTE)
    press(page, f"{NOTE}_do")

    look_at_everything(world.system)
    assert "봉인 키를 잃어" not in shown(visit("health"))
