"""접속기록: what an administrator sees of it, what others are told, and the monthly review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.access_log.note_access import note_access
from billing_core.clock import HeldClock
from billing_core.models import AccessReview, AccessRow, Person
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor, Role
from billing_core.rules.calendar import Month
from billing_core.sign_in.passwords import hashed
from billing_core.sign_in.people import change_role, disable_person
from dashboard.parts.language import KEY, Language
from tests.dashboard.company import joins
from tests.dashboard.test_in_english import HANGUL, said
from tests.dashboard.visits import file_links, keys, press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, SECOND_APPROVER, VIEWER
from tests.parts.world import World

PASSWORD = "푸른 하늘 은하수 17"
AUGUST = datetime(2026, 8, 12, 14, 30, tzinfo=UTC)  # half past eleven at night


def accesses(world: World, kind: AccessKind, who: Actor | None, at: datetime, **more: str) -> None:
    with world.system.database.writing() as session:
        note_access(session, kind, at=at, actor=who, **more)  # type: ignore[arg-type]


def refused(world: World) -> Sequence[AccessRow]:
    return world.rows(AccessRow, AccessRow.kind == AccessKind.ACT_REFUSED)


def table(page: AppTest) -> list[tuple[str, str, str]]:
    """Who did what, and where, row by row."""
    frame = page.dataframe[0].value
    return [
        (who, kind[0], where)
        for who, kind, where in zip(frame["누가"], frame["한 일"], frame["무엇을"], strict=True)
    ]


@pytest.mark.parametrize("who", [VIEWER, APPROVER])
def test_others_are_refused_which_is_in_the_log_once(world: World, who: Actor) -> None:
    page = visit("access", who)
    page.run()

    assert "관리 권한이 있는 담당자만 볼 수 있습니다" in shown(page)
    assert not page.dataframe
    assert [(row.actor, row.subject) for row in refused(world)] == [(who.id, "access")]


def test_an_administrator_sees_who_did_what_newest_first_and_filters_it(world: World) -> None:
    joins(world, hana="김하나")
    now = world.system.wall_clock.now()
    accesses(world, AccessKind.DOWNLOADED, APPROVER, now, subject="원장_2026-09.csv", reason="보고")
    accesses(world, AccessKind.SIGN_IN_FAILED, None, now, subject="demo1")
    page = visit("access", ADMINISTRATOR)

    own, failed, taken = table(page)
    assert own == (ADMINISTRATOR.name, "로그인", "")
    assert failed == ("알 수 없음", "로그인 실패", "demo1")
    assert taken == (APPROVER.name, "내려받음", "원장_2026-09.csv")
    page.selectbox(key="access_kind").set_value("refused").run()
    assert table(page) == [failed]
    page.selectbox(key="access_kind").set_value("").run()
    page.selectbox(key="access_who").set_value(APPROVER.id).run()
    assert table(page) == [taken]
    page.text_input(key="access_member").set_value("nobody").run()
    assert "그런 회원 ID가 없습니다" in shown(page)
    page.text_input(key="access_member").set_value("hana").run()
    assert "이 조건의 기록이 없습니다" in shown(page)
    kept = dict(page.query_params)
    assert kept == {"who": APPROVER.id}, "whom somebody searched for stands in no address"


def test_its_file_leaves_like_every_other(world: World) -> None:
    page = press(visit("access", ADMINISTRATOR), "access_csv")
    page.text_input(key="access_csv_reason").set_value("9월 점검")
    press(page, "access_csv_do")

    (link,) = file_links(page)
    assert link.startswith("/download/")


def test_a_finished_month_is_reviewed_and_signed_with_the_password(world: World) -> None:
    accesses(world, AccessKind.DOWNLOADED, APPROVER, AUGUST, subject="a.csv", reason="세무사 요청")
    accesses(world, AccessKind.VIEWED, ADMINISTRATOR, AUGUST, subject="members")
    with world.system.database.writing() as session:
        session.get_one(Person, ADMINISTRATOR.number).password_hash = hashed(PASSWORD)
    page = visit("access", ADMINISTRATOR, view="reviews")
    assert "2026년 8월" in shown(page)
    assert "점검하지 않은 달이 있습니다: 2026년 8월." in shown(page), "it ended 20 days ago"
    press(page, "access_month_2026-08_open")
    by_person = page.dataframe[0].value.set_index("누가")
    assert list(by_person.loc[APPROVER.name]) == [1, 0, 0, 1, 1, 0]
    assert list(page.dataframe[1].value["사유"]) == ["세무사 요청"]
    assert "본인 접속 1건 포함" in shown(page)
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))

    press(page, "access_sign")
    page.text_area(key="access_review_note").set_value("밤 내려받기는 마감 작업")
    press(page, "access_review_do")
    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    press(page, "access_sign")
    page.text_area(key="access_review_note").set_value("밤 내려받기는 마감 작업")
    page.text_input(key="access_review_password").set_value(PASSWORD)
    press(page, "access_review_do")

    assert "2026년 8월 접속기록을 점검했습니다." in shown(page)
    (review,) = world.rows(AccessReview)
    assert (review.month, review.person_id) == (Month(2026, 8), ADMINISTRATOR.number)
    page.run()
    assert f"{ADMINISTRATOR.name} 님이" in shown(page)
    assert "밤 내려받기는 마감 작업" in shown(page)
    assert "점검한 뒤로 이 달의 기록이 그대로입니다." in shown(page)
    assert keys(page, "access_sign") == []

    accesses(world, AccessKind.VIEWED, APPROVER, AUGUST, subject="put in later")
    assert "기록이 바뀌었거나 없어졌습니다." in shown(page.run())


def test_without_a_finished_month_the_page_says_what_to_expect(world: World) -> None:
    assert "아직 점검할 달이 없습니다" in shown(visit("access", ADMINISTRATOR, view="reviews"))


def test_what_a_person_may_not_do_is_refused_and_in_the_log(world: World) -> None:
    """An approver's page that was drawn before the role went."""
    joins(world, hana="김하나")
    page = visit("members", APPROVER, member="hana")
    now = world.system.wall_clock.now()
    with world.system.database.writing() as session:
        assert APPROVER.number is not None
        change_role(session, APPROVER.number, Role.VIEWER, actor=ADMINISTRATOR, now=now)

    press(page, "members_cancel")

    assert "권한이 없습니다" in shown(page)
    (row,) = refused(world)
    assert (row.actor, row.subject, row.detail) == (
        APPROVER.id,
        "request_cancellation",
        {"code": "not_allowed"},
    )


def test_what_a_disabled_person_still_presses_is_in_the_log(world: World) -> None:
    joins(world, hana="김하나")
    page = visit("members", SECOND_APPROVER, member="hana")
    with world.system.database.writing() as session:
        assert SECOND_APPROVER.number is not None
        now = world.system.wall_clock.now()
        disable_person(session, SECOND_APPROVER.number, actor=ADMINISTRATOR, now=now)

    press(page, "members_cancel")

    assert "로그인이 끝났습니다." in shown(page)
    (row,) = refused(world)
    assert (row.actor, row.detail) == (SECOND_APPROVER.id, {"code": "not_signed_in"})


def test_the_page_speaks_english(world: World) -> None:
    accesses(world, AccessKind.SIGN_IN_FAILED, None, AUGUST, code="wrong_password")
    page = visit("access", ADMINISTRATOR)
    page.session_state[KEY] = Language.ENGLISH
    page.run()
    page.selectbox(key="access_period").set_value("2026-08").run()
    assert page.dataframe[0].value["Why"].tolist() == ["wrong password"]
    names = {name for person in world.rows(Person) for name in person.name.split()}
    assert set(HANGUL.findall(said(page))) - names <= {"님"}
    page.query_params["month"] = "2026-08"
    page.segmented_control(key="access_view").set_value("reviews").run()
    assert set(HANGUL.findall(said(page))) - names <= {"님"}
