from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.models import OutboxMessage, PermissionChange
from billing_core.rules.actor import Role
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sign_in.people import change_role
from dashboard.pages.approvals import downgrade_due, ending_and_decided
from tests.dashboard.approval_rows import approve_all, approve_one, lines, open_line
from tests.dashboard.company import joins, leave
from tests.dashboard.visits import keys, links, press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, SECOND_APPROVER, VIEWER
from tests.parts.world import World


def ids_due(world: World) -> list[int]:
    return [row.id for row in world.downgrades(DowngradeState.DUE)]


def test_a_row_reads_as_a_sentence_with_its_five_dates(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")

    (due,) = ids_due(world)

    page = shown(open_line(visit("approvals", APPROVER), due))

    assert "2026-09-21 (월)에 해지를 신청했고 2026-10-21 (수)에 이용 기간이 끝났습니다." in page
    for label in ("신청", "예약 해제 확인", "만료", "승인", "적용"):
        assert label in page
    assert "점검 7개를 모두 통과했습니다" in page


def test_one_approval_changes_one_permission(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    first, _ = ids_due(world)

    page = approve_one(visit("approvals", APPROVER), first)

    assert "1명의 권한을 무료로 바꿨습니다." in shown(page)
    assert world.member("hana").permission is Permission.FREE
    assert world.member("duri").permission is Permission.PAID
    assert world.downgrades(DowngradeState.APPROVED)[0].approved_by == APPROVER.name


def test_the_way_back_stands_beside_what_was_approved(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    page = approve_all(visit("approvals", APPROVER))
    assert "2명의 권한을 무료로 바꿨습니다." in shown(page)

    page = press(page, "undo_told")

    assert "김하나, 이두리 님의 권한을 유료로 되돌렸고" in shown(page)
    page.run()
    assert "김하나, 이두리 님의 권한을 유료로 되돌렸고" in shown(page), "until the next act"
    held, *_ = world.downgrades(DowngradeState.HELD)
    page = press(page, f"approvals_release_{held.id}")
    assert "권한을 유료로 되돌렸고" not in shown(page)
    assert world.member("hana").permission is Permission.PAID
    assert world.member("duri").permission is Permission.PAID
    assert keys(page, "undo_told") == []


def test_who_was_undone_meanwhile_stops_nobody_elses_way_back(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    page = approve_all(visit("approvals", APPROVER))
    first, *_ = world.downgrades(DowngradeState.APPROVED)
    press(visit("approvals", SECOND_APPROVER, view="history"), f"approvals_undo_{first.id}")

    page = press(page, "undo_told")

    assert "님의 권한을 유료로 되돌렸고" in shown(page)
    assert "1명은 되돌리지 못했습니다." in shown(page)
    assert world.member("hana").permission is Permission.PAID
    assert world.member("duri").permission is Permission.PAID


def test_an_old_way_back_leads_past_what_was_approved_anew(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    page = approve_all(visit("approvals", APPROVER))
    (first,) = world.downgrades(DowngradeState.APPROVED)
    press(visit("approvals", SECOND_APPROVER, view="history"), f"approvals_undo_{first.id}")
    with world.system.database.writing() as session:
        release_downgrade(session, first.id, actor=SECOND_APPROVER, now=world.clock.now())
    world.move(world.clock.now() + timedelta(minutes=5))
    approve_one(visit("approvals", SECOND_APPROVER), first.id)

    page = press(page, "undo_told")

    assert "그 뒤에 다시 승인된 건이라" in shown(page)
    assert world.member("hana").permission is Permission.FREE


def test_everybody_who_passes_is_approved_at_once(world: World) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    leave(world, "hana", "duri", "sena")

    page = approve_all(visit("approvals", APPROVER))

    assert "3명의 권한을 무료로 바꿨습니다." in shown(page)
    assert ids_due(world) == []
    assert "지금 승인할 회원이 없습니다" in shown(page)


def test_before_several_are_approved_their_names_are_said(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    page = visit("approvals", APPROVER)
    assert "김하나 · 이두리" not in shown(page)

    page = press(press(page, "approvals_pick_all"), "approvals_bulk_approve")

    assert "김하나 · 이두리" in shown(page)
    assert len(ids_due(world)) == 2


def test_who_paid_again_meanwhile_is_left_alone_and_named(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    page = press(visit("approvals", APPROVER), "approvals_pick_all")
    world.system.gateway.charge(
        customer_uid=world.subscription("hana").customer_uid,
        merchant_uid="byhand1",
        amount=29_000,
        name="수기 결제",
    )

    page = press(press(page, "approvals_bulk_approve"), "approvals_approve_now")

    assert "1명의 권한을 무료로 바꿨습니다." in shown(page)
    assert "새 결제가 있습니다" in shown(page)
    assert world.member("hana").permission is Permission.PAID
    assert world.member("duri").permission is Permission.FREE


def test_two_administrators_on_the_same_row_have_one_effect(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    (due,) = ids_due(world)
    one, other = visit("approvals", APPROVER), visit("approvals", SECOND_APPROVER)

    other = press(open_line(other, due), f"approvals_approve_{due}")
    approve_one(one, due)
    late = press(other, "approvals_approve_now")

    assert "1명은 이미 처리되어 있었습니다." in shown(late)
    changes = world.rows(PermissionChange, PermissionChange.after == Permission.FREE)
    assert [change.changed_by for change in changes] == [APPROVER.name]
    notices = world.rows(OutboxMessage)
    assert [notice.payload["permission"] for notice in notices].count("free") == 1


def test_a_viewer_finds_every_button_closed_and_is_told_what_to_do(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")

    page = open_line(visit("approvals", VIEWER), ids_due(world)[0])

    assert "조회 권한이라 보기만 할 수 있습니다." in shown(page)
    assert page.button(key="approvals_pick_all").disabled
    assert page.get("popover")
    assert all(popover.proto.popover.disabled for popover in page.get("popover"))


def test_a_role_given_meanwhile_opens_the_buttons(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    page = visit("approvals", VIEWER)
    with world.system.database.writing() as session:
        assert VIEWER.number is not None
        change_role(
            session, VIEWER.number, Role.APPROVER, actor=ADMINISTRATOR, now=world.clock.now()
        )

    page.run()

    assert "조회 권한이라" not in shown(page)
    assert not page.button(key="approvals_pick_all").disabled


def test_who_is_held_for_more_than_three_days_stands_out(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    (due,) = ids_due(world)
    with world.system.database.writing() as session:
        hold_downgrade(session, due, reason="통화", actor=APPROVER, now=world.clock.now())
    world.move(world.clock.now() + timedelta(days=3))
    assert "일째" not in shown(visit("approvals", APPROVER)).split("보류 중")[1].split("만료 ")[0]

    world.move(world.clock.now() + timedelta(days=1))

    assert "보류 4일째" in shown(visit("approvals", APPROVER))
    ways = links(visit("today", APPROVER))
    (line,) = [said for said in ways if "보류한 지 3일이 지난 회원 1명" in said]
    assert ways[line] == "view=held"
    page = visit("approvals", APPROVER, view="held")
    assert page.segmented_control(key="approvals_view").options[1] == "보류 1"
    assert "보류 4일째" in shown(page)
    assert "지금 승인할 회원이 없습니다" not in shown(page), "those on hold alone"
    assert "보류한 회원이 없습니다" in shown(press(page, f"approvals_release_{due}"))


def test_everybody_who_passes_is_chosen_over_all_pages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downgrade_due, "ROWS_PER_PAGE", 2)
    people = {f"m{number}": f"회원{number}" for number in range(5)}
    joins(world, **people)
    card = world.subscription("m4").customer_uid
    leave(world, *people)
    world.sandbox.charge_at_console(card, "console1", 29_000)
    page = visit("approvals", APPROVER)
    assert len(lines(page)) == 2

    page = press(page, "approvals_pick_all")
    assert page.button(key="approvals_bulk_approve").label == "선택한 4명 승인"
    page = press(page, "approvals_bulk_approve")
    (names,) = [line for line in shown(page).splitlines() if " · 회원" in line]
    assert {name.strip() for name in names.split(" · ")} == {f"회원{n}" for n in range(4)}
    page = press(page, "approvals_approve_now")

    assert "4명의 권한을 무료로 바꿨습니다." in shown(page)
    assert world.member("m4").permission is Permission.PAID
    assert [line["name"] for line in lines(page)] == ["회원4"]


def test_a_hold_needs_a_reason_and_is_released_by_hand(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    (due,) = ids_due(world)

    page = open_line(visit("approvals", APPROVER), due)
    page = press(page, f"approvals_hold_{due}")
    assert "보류 사유를 적어 주세요." in shown(page)

    page.text_input(key=f"approvals_reason_{due}").set_value("전화 문의 중")
    page = press(page, f"approvals_hold_{due}")
    assert "전화 문의 중" in shown(page)
    assert keys(page, "approvals_approve_") == []

    press(page, f"approvals_release_{due}")
    assert ids_due(world) == [due]


def test_a_history_that_is_cut_off_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    for due in ids_due(world):
        approve_one(visit("approvals", APPROVER), due)
    cut = "많아서 앞의 1건만 보여 드립니다."
    assert cut not in shown(visit("approvals", APPROVER, view="history"))

    monkeypatch.setattr(ending_and_decided, "MOST_DECIDED", 1)

    page = shown(visit("approvals", APPROVER, view="history"))
    assert cut in page
    assert page.count("님이 승인했습니다.") == 1


def test_the_history_shows_who_and_offers_the_way_back(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    (due,) = ids_due(world)
    approve_one(visit("approvals", APPROVER), due)
    world.work()

    page = visit("approvals", APPROVER, view="history")
    assert f"{APPROVER.name} 님이 승인했습니다." in shown(page)
    assert "적용됨" in shown(page)

    assert "되돌림" not in shown(page)

    press(page, f"approvals_undo_{due}")
    assert world.member("hana").permission is Permission.PAID
    told = shown(visit("approvals", APPROVER))
    assert told.count(" · 되돌림") == 2, "neither the approval nor what it changed stands"


def test_when_the_gateway_cannot_be_read_the_page_says_so_and_approves_nothing(
    world: World,
) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="customer_schedules", times=1_000))

    page = open_line(visit("approvals", APPROVER), ids_due(world)[0])

    assert [line["verdict"]["text"] for line in lines(page)] == ["포트원 못 읽음"]
    assert "지금은 승인할 수 없습니다" in shown(page)
    assert "포트원을 읽지 못해 예약 결제가 남았는지 알 수 없습니다" in shown(page)
    assert world.member("hana").permission is Permission.PAID


def test_who_still_has_time_is_listed_before_it_is_over(world: World) -> None:
    joins(world, hana="김하나")
    world.cancel("hana", "이사를 가요")
    world.work()

    page = visit("approvals", APPROVER, view="upcoming")

    table = page.dataframe[0].value
    assert list(table["회원"]) == ["김하나"]
    assert list(table["만료"]) == ["2026-10-21 (수)"]
    assert list(table["남은 일수"]) == ["30일"]


def test_of_many_who_end_soon_the_pages_are_turned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending_and_decided, "ENDING_PER_PAGE", 1)
    joins(world, hana="김하나", duri="이두리")
    for member_id in ("hana", "duri"):
        world.cancel(member_id, "이사를 가요")
    world.work()
    page = visit("approvals", APPROVER, view="upcoming")
    assert "모두 2명 · 1쪽" in shown(page)
    seen = list(page.dataframe[0].value["회원"])

    page = press(page, "approvals_upcoming_after")

    assert sorted([*seen, *page.dataframe[0].value["회원"]]) == ["김하나", "이두리"]


def test_a_booking_that_lives_is_shown_with_its_day_and_won_and_revoked_from_the_row(
    world: World,
) -> None:
    joins(world, hana="김하나")
    card = world.subscription("hana").customer_uid
    leave(world, "hana")
    (due,) = ids_due(world)
    on = world.clock.now() + timedelta(days=20)
    world.sandbox.book_at_console(card, "console1", int(on.timestamp()), 29_000)

    page = open_line(visit("approvals", APPROVER), due)
    assert [line["verdict"]["text"] for line in lines(page)] == ["예약 결제 1건"]
    assert "2026-11-12 (목) 09:00 예약 결제 29,000원" in shown(page)
    (finding,) = world.findings(FindingKind.LIVE_BOOKING_AFTER_CANCELLATION)
    page = press(page, f"approvals_{due}_0_cure_{finding.id}_revoke_now")
    page.text_input(key=f"cure_{finding.id}_revoke_now_reason").set_value("해지한 회원")
    page = press(page, f"cure_{finding.id}_revoke_now_do")

    assert "예약을 해제하고 확인했습니다." in shown(page)
    assert "점검 7개를 모두 통과했습니다" in shown(page)


def test_a_payment_after_the_end_is_settled_from_the_row_and_then_approved(world: World) -> None:
    joins(world, hana="김하나")
    card = world.subscription("hana").customer_uid
    leave(world, "hana")
    (due,) = ids_due(world)
    world.sandbox.charge_at_console(card, "console1", 29_000)

    page = open_line(visit("approvals", APPROVER), due)
    assert "2026-10-23 (금) 09:00 결제 29,000원" in shown(page)
    (left,) = [key for key in keys(page, f"approvals_{due}_0_cure") if key.endswith("leave_it")]
    page = press(page, left)
    act = left.removeprefix(f"approvals_{due}_0_")
    page.text_input(key=f"{act}_reason").set_value("다른 상품의 결제")
    page = press(page, f"{act}_do")

    assert "점검 7개를 모두 통과했습니다" in shown(page)
    page = approve_one(page, due)
    assert "1명의 권한을 무료로 바꿨습니다." in shown(page)


def test_a_grace_says_until_when_it_is_waited_for(world: World) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    world.register_card("hana")
    world.sandbox.arm(Fault(FaultKind.NO_CONNECTION, operation="again", times=10_000))
    world.work()

    page = shown(open_line(visit("approvals", APPROVER), ids_due(world)[0]))

    assert "결제를 기다립니다" in page
    assert "그때까지 결제되지 않으면 저절로 풀립니다." in page
