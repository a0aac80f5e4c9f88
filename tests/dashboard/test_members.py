from __future__ import annotations

from html import escape

import pytest

from billing_core.models import AuditRow, Cancellation
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.subscription import SubscriptionStatus
from tests.dashboard.company import HOSTILE, joins, live
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World


def test_a_search_narrows_the_list(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    page = visit("members")
    assert len(page.dataframe[0].value) == 2

    page.text_input(key="members_text").set_value("두리").run()

    assert list(page.dataframe[0].value["회원"]) == ["이두리"]
    assert "‘두리’에 맞는 회원 1명입니다." in shown(page)


def test_every_member_is_on_a_page_and_another_search_begins_at_its_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.pages.members.member_list.ROWS_PER_PAGE", 2)
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    page = visit("members")
    assert "전체 3명입니다." in shown(page)
    first = set(page.dataframe[0].value["회원"])

    page = press(page, "members_after")

    assert len(page.dataframe[0].value) == 1
    assert first | set(page.dataframe[0].value["회원"]) == {"김하나", "이두리", "박세나"}
    assert "모두 3명 · 2쪽" in shown(page)
    assert page.button(key="members_after").disabled
    page.text_input(key="members_text").set_value("세나").run()
    assert list(page.dataframe[0].value["회원"]) == ["박세나"]
    assert "맞는 회원 1명입니다." in shown(page)


def test_a_search_that_finds_nobody_says_what_to_try(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("members")

    page.text_input(key="members_text").set_value("없는 사람").run()

    assert "맞는 회원이 없습니다" in shown(page)
    assert "승인번호 전체로 찾아 보세요." in shown(page)


def test_a_members_page_tells_their_life_with_the_raw_records(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 31)
    world.cancel("hana", "이사를 가요")
    world.work()

    page = shown(visit("members", ADMINISTRATOR, member="hana"))

    for words in ("카드를 등록했습니다", "결제되었습니다", "정기결제 해지를 신청했습니다"):
        assert words in page
    assert "이사를 가요" in page
    assert '"merchant_uid": "bdc' in page
    assert "다음 결제를 예약했습니다" not in page


def test_every_record_is_one_click_away(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("members", member="hana")

    page.segmented_control(key="members_records").set_value("all").run()

    assert "다음 결제를 예약했습니다 (2026-10-21 (수) 예정)" in shown(page)
    assert "카드 등록 확인(돈이 움직이지 않음)" in shown(page)


def test_the_team_cancels_for_a_member_and_takes_it_back(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("members", APPROVER, member="hana")

    page.selectbox(key="members_cancel_why").set_value("price")
    page.text_input(key="members_cancel_reason").set_value("전화로 요청")
    page = press(page, "members_cancel")
    world.work()

    (cancellation,) = world.rows(Cancellation)
    assert (cancellation.requested_by, cancellation.reason) == (APPROVER.name, "전화로 요청")
    assert cancellation.reason_code is CancelReason.PRICE
    assert "(가격이 부담돼서)" in shown(page.run())
    assert cancellation.confirmed_at is not None
    assert world.live("hana") == []

    press(page.run(), "members_withdraw")
    world.work()

    assert world.subscription("hana").status is SubscriptionStatus.ACTIVE
    assert len(world.live("hana")) == 1


def test_a_viewer_who_gets_past_the_closed_button_is_refused_by_the_step(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("members", VIEWER, member="hana")
    assert page.get("popover")[0].proto.popover.disabled

    page = press(page, "members_cancel")

    assert "권한이 없습니다" in shown(page)
    assert world.rows(Cancellation) == []
    assert world.rows(AuditRow, AuditRow.actor == VIEWER.id) == []


def test_an_unknown_member_is_said_to_be_unknown(world: World) -> None:
    assert "그런 회원 ID는 없습니다" in shown(visit("members", member="nobody"))


def test_what_people_typed_is_shown_as_they_typed_it(world: World) -> None:
    joins(world, **HOSTILE)

    names = set(visit("members").dataframe[0].value["회원"])
    pages = {member_id: visit("members", member=member_id) for member_id in HOSTILE}

    assert names == set(HOSTILE.values())
    for member_id, name in HOSTILE.items():
        assert name in shown(pages[member_id])
        raw_markup = "".join(part.value for part in pages[member_id].html)
        assert "<script>document" not in raw_markup


def test_a_message_about_a_strange_name_holds_no_markup(world: World) -> None:
    joins(world, **HOSTILE)
    page = visit("members", APPROVER, member="h-2")

    page = press(page, "members_cancel")

    (told,) = [each.proto.body for each in page.html if 'role="status"' in each.proto.body]
    assert "<script>document" not in told
    assert escape(HOSTILE["h-2"]) in told
    assert HOSTILE["h-2"] in shown(page)
