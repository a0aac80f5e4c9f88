"""고지: the list of members who were not told, what was sent, the texts and the ways."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billing_core import bootstrap
from billing_core.lifecycle.queue_notice import queue_notice
from billing_core.models import MemberContact, MemberNotice, NoticeText, TeamNotice
from billing_core.notices.tell_members import tell_members
from billing_core.rules.notice import (
    NoticeChannel,
    NoticeKind,
    NoticeReason,
    NoticeState,
    TeamNoticeKind,
)
from dashboard.parts.desk import the_system
from tests.dashboard.company import joins
from tests.dashboard.visits import number_of, press, shown, visit
from tests.notices.mail_server import MailServer
from tests.parts.people import ADMINISTRATOR, VIEWER
from tests.parts.world import World


@pytest.fixture
def untold(world: World) -> World:
    joins(world, hana="<b>김하나</b>")
    now = world.clock.now()
    with world.system.database.writing() as session:
        session.add(
            MemberNotice(
                kind=NoticeKind.CANCELLATION_CONFIRMED,
                event="c1",
                member_id=world.number("hana"),
                at=now,
                queued_at=now,
                run_at=now,
                facts={},
                state=NoticeState.UNDELIVERABLE,
                reason=NoticeReason.NO_CONTACT,
                settled_at=now,
            )
        )
    return world


def test_a_member_who_was_not_told_is_told_by_phone(untold: World) -> None:
    page = visit("notices")
    said = shown(page)
    assert "해지 완료" in said
    assert "이메일도 전화번호도 없습니다" in said
    assert "<b>김하나</b>" in said  # as text

    press(page, "notices_told_1")
    page.text_input(key="notices_told_1_reason").set_value("11월 27일 전화로 알림")
    press(page, "notices_told_1_do")

    assert "고지하지 못한 회원이 없습니다" in shown(visit("notices"))
    told = visit("notices", view="told")
    assert "김지현 님이" in shown(told)
    assert "11월 27일 전화로 알림" in shown(told)


def test_it_is_sent_again(untold: World) -> None:
    page = press(visit("notices"), "notices_again_1")
    press(page, "notices_again_1_do")

    assert "보낼 차례를 기다림" in shown(visit("notices", view="told"))


def test_who_only_looks_does_nothing(untold: World) -> None:
    page = visit("notices", VIEWER)
    assert "김하나" not in shown(page)
    assert [str(one.key) for one in page.button if "notices_told" in str(one.key)] == []


class TestTexts:
    def test_an_administrator_writes_a_new_version(self, world: World) -> None:
        page = visit("notices", ADMINISTRATOR, view="texts")
        assert "김하늘 님, 안녕하세요." in shown(page)
        page.text_area(key="notices_body_payment_failed").set_value("{이름}, 다시 결제해 주세요.")
        page = press(page.run(), "notices_save")

        assert "2판으로 저장했습니다" in shown(page)
        with world.system.database.reading() as session:
            text = session.get_one(NoticeText, (NoticeKind.PAYMENT_FAILED, 2))
        assert (text.body, text.made_by) == ("{이름}, 다시 결제해 주세요.", "최은영")
        assert "지난 판 1개" in shown(visit("notices", ADMINISTRATOR, view="texts"))

    def test_an_unknown_hole_is_refused_where_one_types(self, world: World) -> None:
        page = visit("notices", ADMINISTRATOR, view="texts")
        page.text_area(key="notices_body_payment_failed").set_value("{주민번호}")
        page = press(page.run(), "notices_save")

        assert "{주민번호} 칸은 이 고지에 쓸 수 없습니다" in shown(page)
        assert page.text_area(key="notices_body_payment_failed").value == "{주민번호}"
        assert world.rows(NoticeText) == []

    def test_others_read_the_preview(self, world: World) -> None:
        page = visit("notices", view="texts")
        assert "관리 권한이 있는 담당자만 바꿀 수 있습니다" in shown(page)
        assert "김하늘 님, 안녕하세요." in shown(page)
        assert len(page.text_area) == 0


class TestWays:
    def test_without_any_it_says_what_to_set(self, world: World) -> None:
        said = shown(visit("notices", view="ways"))
        assert said.count("설정 안 됨") == 4
        assert "BILLING_SMTP_HOST" in said

    def test_a_test_message_to_oneself(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        with MailServer() as mail:
            settings = world.system.settings.model_copy(update=mail.settings)
            system = replace(world.system, settings=settings)
            monkeypatch.setattr(bootstrap, "assemble", lambda: system)
            the_system.clear()
            page = press(visit("notices", ADMINISTRATOR, view="ways"), "notices_try_email")
            page.text_input(key="notices_try_email_to").set_value("me@desk.example")
            press(page, "notices_try_email_do")
            mail.refuses["me@desk.example"] = "550 5.1.1 no"
            page = press(visit("notices", ADMINISTRATOR, view="ways"), "notices_try_email")
            page.text_input(key="notices_try_email_to").set_value("me@desk.example")
            refused = shown(press(page, "notices_try_email_do"))

        assert [to for to, _, _ in mail.said] == ["me@desk.example"]
        assert "시험 메시지를 보내지 못했습니다(550 5.1.1)" in refused

    def test_what_the_team_was_not_told_is_red(self, world: World) -> None:
        now = world.clock.now()
        with world.system.database.writing() as session:
            session.add(
                TeamNotice(
                    kind=TeamNoticeKind.ALERT,
                    subject="finding:1",
                    channel=NoticeChannel.SLACK,
                    title="결제 데스크: 이중 결제",
                    body="",
                    made_at=now,
                    run_at=now,
                    state=NoticeState.FAILED,
                    last_error="HTTP 500",
                )
            )
        for page in (visit("notices", view="ways"), visit("health")):
            said = shown(page)
            assert "담당자에게 보내지 못했습니다: 결제 데스크: 이중 결제 (Slack, HTTP 500)" in said


def test_the_members_timeline_tells_of_it(world: World) -> None:
    joins(world, hana="김하나")
    now = world.clock.now()
    with MailServer() as mail:
        settings = world.system.settings.model_copy(update=mail.settings)
        world.system.database.tells_members = True
        with world.system.database.writing() as session:
            number = world.number("hana")
            session.add(MemberContact(member_id=number, email="h@example.com", given_at=now))
            queue_notice(session, NoticeKind.REFUND_DONE, member_id=number, event="r1", at=now)
        tell_members(replace(world.system, settings=settings))

    page = visit("members", number=str(number_of("hana")))
    assert "회원에게 알렸습니다: 환불 완료 · 이메일 · 문구 1판" in shown(page)
