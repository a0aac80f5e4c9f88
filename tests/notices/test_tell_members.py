"""Notices go out once for each event, whatever the mail server or the company's sender does."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import SecretStr

from billing_core.clock import HeldClock
from billing_core.lifecycle.untold_member import mark_told, send_again
from billing_core.notices import mail as mail_module
from billing_core.notices.brief import make_brief
from billing_core.notices.mail import MailChannel
from billing_core.notices.tell_members import tell_members
from billing_core.notices.tell_team import tell_team
from billing_core.rules.notice import NoticeChannel, NoticeKind, NoticeReason, NoticeState
from billing_core.rules.refusal import Refusal
from billing_core.system import System
from tests.notices.book import DAY, HOUR, acts, add_member, notices, queue, team_notices
from tests.notices.conftest import OpenSystem
from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver
from tests.parts.people import APPROVER, VIEWER
from tests.parts.ports import chosen_port


def pass_time(clock: HeldClock, by: timedelta) -> None:
    clock.set(clock.now() + by)


def test_a_member_is_told_once_and_the_timeline_says_so(system: System, mail: MailServer) -> None:
    someone = add_member(system, "user-1", name="김하늘", email="haneul@example.com")
    for _ in range(2):
        queue(system, someone, event="imp_1:r1", amount=29_000)

    assert tell_members(system) == 1
    assert tell_members(system) == 0

    [(to, subject, text)] = mail.said
    assert (to, subject) == ("haneul@example.com", "[멤버십] 환불이 처리되었습니다")
    assert text.startswith("김하늘 님, 안녕하세요.\n2026년 11월 23일 (월) 29,000원을 환불했습니다.")
    [notice] = notices(system)
    assert (notice.state, notice.channel) == (NoticeState.SENT, NoticeChannel.EMAIL)
    assert (notice.sent_to, notice.text_version) == ("h****@****.com", 1)
    assert acts(system) == [
        (
            "notice.sent",
            {"notice": "refund_done", "state": "sent", "channel": "email", "version": 1},
        )
    ]
    assert mail.letters[0]["Message-ID"].startswith("<")
    assert mail.letters[0]["Auto-Submitted"] == "auto-generated"


def test_no_contact_is_a_persons_work(
    system: System, mail: MailServer, held_clock: HeldClock
) -> None:
    queue(system, add_member(system, "user-1"))
    tell_members(system)

    [notice] = notices(system)
    assert (notice.state, notice.reason) == (NoticeState.UNDELIVERABLE, NoticeReason.NO_CONTACT)
    assert notice.state.not_told
    now = held_clock.now()
    with pytest.raises(Refusal, match="not_allowed"), system.database.writing() as session:
        mark_told(session, notice.id, "전화", actor=VIEWER, now=now)
    with pytest.raises(Refusal, match="no_note"), system.database.writing() as session:
        mark_told(session, notice.id, " ", actor=APPROVER, now=now)


def test_one_refused_address_does_not_stop_the_others(system: System, mail: MailServer) -> None:
    mail.refuses["gone@example.com"] = "550 5.1.1 gone@example.com is unknown"
    mail.refuses["busy@example.com"] = "450 4.2.0 try later"
    mail.answers["full@example.com"] = "552 5.2.2 mailbox full"
    for name in ("gone", "busy", "full", "fine", "other"):
        queue(system, add_member(system, name, email=f"{name}@example.com"))

    tell_members(system)

    assert [to for to, _, _ in mail.said] == ["fine@example.com", "other@example.com"]
    gone, busy, full, fine, _ = notices(system)
    assert (gone.state, gone.reason) == (NoticeState.FAILED, NoticeReason.ADDRESS_REFUSED)
    assert gone.last_error == "550 5.1.1"  # without the address
    assert (busy.state, busy.sending_since) == (NoticeState.QUEUED, None)
    assert (full.state, fine.state) == (NoticeState.FAILED, NoticeState.SENT)


def test_a_temporary_no_is_tried_again(
    system: System, mail: MailServer, held_clock: HeldClock
) -> None:
    mail.answers["busy@example.com"] = "451 4.3.0 try later"
    queue(system, add_member(system, "busy", email="busy@example.com"))
    tell_members(system)
    assert tell_members(system) == 0  # not before its time

    mail.answers.clear()
    pass_time(held_clock, timedelta(minutes=1))
    tell_members(system)

    assert len(mail.said) == 1
    assert notices(system)[0].state is NoticeState.SENT


@pytest.mark.parametrize(
    "email", ["no address", "한글@example.com", "a@b@c", "x@example.com\nBcc: y@z"]
)
def test_what_is_no_address_is_a_persons_work(system: System, mail: MailServer, email: str) -> None:
    queue(system, add_member(system, "odd", email=email))
    tell_members(system)

    assert mail.letters == []
    assert notices(system)[0].reason is NoticeReason.ADDRESS_REFUSED


def test_while_the_mail_server_is_down_everything_waits_and_then_arrives_once(
    system: System, open_system: OpenSystem, mail: MailServer, held_clock: HeldClock
) -> None:
    port = chosen_port()
    down = open_system(**mail.settings | {"smtp_port": port})
    for number in range(3):
        queue(down, add_member(down, f"user-{number}", email=f"u{number}@example.com"))

    tell_members(down)
    tell_members(down)
    assert sum(one.attempts for one in notices(down)) == 1  # the others need not find out

    pass_time(held_clock, HOUR)
    tell_members(system)
    assert sorted(to for to, _, _ in mail.said) == [f"u{n}@example.com" for n in range(3)]


def test_what_could_not_be_sent_in_time_is_not_sent_late(
    open_system: OpenSystem, system: System, mail: MailServer, held_clock: HeldClock
) -> None:
    queue(system, add_member(system, "user-1", email="u@example.com"), amount=1)
    pass_time(held_clock, 8 * DAY)
    tell_members(system)

    assert mail.letters == []
    [notice] = notices(system)
    assert (notice.state, notice.reason) == (NoticeState.FAILED, NoticeReason.TOO_OLD)

    with system.database.writing() as session:
        send_again(session, notice.id, actor=APPROVER, now=held_clock.now())
    tell_members(system)
    assert len(mail.said) == 1


def test_a_letter_that_may_have_gone_out_is_not_sent_again_by_itself(
    system: System, mail: MailServer, held_clock: HeldClock
) -> None:
    mail.drops = 1
    queue(system, add_member(system, "user-1", email="u@example.com"))
    tell_members(system)
    pass_time(held_clock, HOUR)
    tell_members(system)

    assert len(mail.letters) == 1
    [notice] = notices(system)
    assert (notice.state, notice.reason) == (NoticeState.UNCLEAR, NoticeReason.MAYBE_SENT)

    with system.database.writing() as session:
        send_again(session, notice.id, actor=APPROVER, now=held_clock.now())
    tell_members(system)
    one, two = mail.letters
    assert one["Message-ID"] == two["Message-ID"]


def test_a_slow_mail_server_keeps_nobody_for_long(
    open_system: OpenSystem, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and never says a word."""
    monkeypatch.setattr(mail_module.MailChannel, "__init__", _impatient)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        system = open_system(**mail.settings | {"smtp_port": silent.getsockname()[1]})
        for number in range(3):
            queue(system, add_member(system, f"user-{number}", email="u@example.com"))
        tell_members(system)

    assert sum(one.attempts for one in notices(system)) == 1
    assert {one.state for one in notices(system)} == {NoticeState.QUEUED}


def _impatient(channel: MailChannel, settings: object) -> None:
    object.__setattr__(channel, "settings", settings)
    object.__setattr__(channel, "seconds", 0.05)
    object.__setattr__(channel, "kind", NoticeChannel.EMAIL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_security": "starttls"},  # which this server does not offer
        {"smtp_user": "desk", "smtp_password": SecretStr("wrong")},
    ],
)
def test_wrong_settings_of_the_mail_server_cost_nobody_a_notice(
    open_system: OpenSystem, mail: MailServer, wrong: dict[str, object]
) -> None:
    system = open_system(**mail.settings | wrong)
    queue(system, add_member(system, "user-1", email="u@example.com"))
    tell_members(system)

    [notice] = notices(system)
    assert (notice.state, notice.sending_since) == (NoticeState.QUEUED, None)
    assert notice.last_error
    assert mail.letters == []


def test_several_workers_send_a_letter_once(open_system: OpenSystem, mail: MailServer) -> None:
    systems = [open_system(**mail.settings) for _ in range(3)]
    for number in range(8):
        queue(systems[0], add_member(systems[0], f"u-{number}", email=f"u{number}@example.com"))
    with ThreadPoolExecutor() as pool:
        for _ in range(3):
            list(pool.map(tell_members, systems))

    assert sorted(to for to, _, _ in mail.said) == [f"u{n}@example.com" for n in range(8)]
    assert {one.state for one in notices(systems[0])} == {NoticeState.SENT}


def test_without_any_way_nothing_is_queued(open_system: OpenSystem) -> None:
    system = open_system()
    queue(system, add_member(system, "user-1", email="u@example.com"))

    assert notices(system) == []
    assert tell_members(system) == 0


def test_nothing_leaves_a_demo_but_for_its_own_mailbox(
    open_system: OpenSystem, mail: MailServer, receiver: Receiver, receiver_url: str
) -> None:
    system = open_system(
        demo=True,
        gateway_url="http://127.0.0.1:1",
        notice_sender_url=receiver_url,
        slack_webhook_url=SecretStr(receiver_url),
        team_mail_to=("office@desk.example",),
        **mail.settings,
    )
    queue(system, add_member(system, "user-1", email="u@example.com"))
    tell_members(system)
    make_brief(system)
    tell_team(system)

    assert (mail.letters, receiver.told) == ([], [])
    [notice], [brief] = notices(system), team_notices(system)
    assert (notice.state, notice.channel) == (NoticeState.DELIVERED, NoticeChannel.DEMO_MAILBOX)
    assert (brief.state, brief.channel) == (NoticeState.DELIVERED, NoticeChannel.DEMO_MAILBOX)


class TestCompanysSender:
    """The company's own program for 알림톡 and SMS."""

    def test_it_is_told_what_and_whom_and_signed(
        self, open_system: OpenSystem, receiver: Receiver, receiver_url: str
    ) -> None:
        system = open_system(notice_sender_url=receiver_url)
        queue(system, add_member(system, "user-1", name="김하늘", phone="010-1234-5678"), amount=5)
        tell_members(system)

        told = receiver.verified()
        assert told["type"] == "notice.requested"
        text = told["data"].pop("text")
        assert text.startswith("김하늘 님, 안녕하세요.")
        assert told["data"] == {
            "notice": "refund_done",
            "member_id": "user-1",
            "phone": "010-1234-5678",
            "email": "",
            "subject": "[멤버십] 환불이 처리되었습니다",
        }
        [notice] = notices(system)
        assert (notice.state, notice.sent_to) == (NoticeState.SENT, "010-****-**78")

    def test_it_may_say_that_it_arrived(
        self, open_system: OpenSystem, receiver: Receiver, receiver_url: str
    ) -> None:
        receiver.body = '{"status": "delivered"}'
        system = open_system(notice_sender_url=receiver_url)
        queue(system, add_member(system, "user-1"))
        tell_members(system)

        assert notices(system)[0].state is NoticeState.DELIVERED

    def test_in_trouble_it_is_told_again_under_the_same_number(
        self,
        open_system: OpenSystem,
        receiver: Receiver,
        receiver_url: str,
        held_clock: HeldClock,
    ) -> None:
        receiver.status = 503
        system = open_system(notice_sender_url=receiver_url)
        queue(system, add_member(system, "user-1"))
        tell_members(system)
        assert notices(system)[0].state is NoticeState.QUEUED

        receiver.status = 200
        pass_time(held_clock, HOUR)
        tell_members(system)

        assert notices(system)[0].state is NoticeState.SENT
        assert len({one["webhook-id"] for one in receiver.headers}) == 1

    @pytest.mark.parametrize(("status", "body"), [(422, ""), (200, '{"status": "failed"}')])
    def test_who_cannot_be_reached_that_way_gets_a_letter(
        self,
        open_system: OpenSystem,
        receiver: Receiver,
        receiver_url: str,
        mail: MailServer,
        status: int,
        body: str,
    ) -> None:
        receiver.status, receiver.body = status, body
        system = open_system(notice_sender_url=receiver_url, **mail.settings)
        queue(system, add_member(system, "user-1", email="u@example.com"))
        queue(system, add_member(system, "user-2"))
        tell_members(system)

        assert [to for to, _, _ in mail.said] == ["u@example.com"]
        one, two = notices(system)
        assert (one.state, one.channel) == (NoticeState.SENT, NoticeChannel.EMAIL)
        assert (two.state, two.reason) == (NoticeState.FAILED, NoticeReason.SENDER_REFUSED)

    @pytest.mark.parametrize("body", ["[]", "null", "not json", '{"status": 7}', "x" * 20_000])
    def test_any_other_answer_is_no_more_than_taken(
        self, open_system: OpenSystem, receiver: Receiver, receiver_url: str, body: str
    ) -> None:
        receiver.body = body
        system = open_system(notice_sender_url=receiver_url)
        queue(system, add_member(system, "user-1"))
        tell_members(system)

        assert notices(system)[0].state is NoticeState.SENT


def test_a_kind_says_how_long_it_is_worth_sending() -> None:
    assert {kind: kind.worth_sending.days for kind in NoticeKind} == {
        NoticeKind.PAYMENT_FAILED: 3,
        NoticeKind.CHARGED_AFTER_RETRY: 3,
        NoticeKind.ACCESS_ENDING: 3,
        NoticeKind.CANCELLATION_CONFIRMED: 7,
        NoticeKind.REFUND_DONE: 7,
        NoticeKind.REFUND_ANSWERED: 7,
    }
