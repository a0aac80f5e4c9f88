"""The company's sender says later whether a message arrived: 알림톡 takes its minutes."""

from __future__ import annotations

import httpx
import pytest

from billing_core.lifecycle.member_contact import set_contact
from billing_core.lifecycle.untold_member import mark_told
from billing_core.models import Member, MemberNotice
from billing_core.notices.tell_members import settle, tell_members
from billing_core.rules.notice import NoticeChannel, NoticeReason, NoticeState
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.notices.book import acts, add_member, notices, queue
from tests.notices.conftest import OpenSystem
from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver
from tests.parts.people import APPROVER
from tests.parts.quiet_system import API_KEY
from tests.parts.server import Serve

DELIVERED, FAILED = NoticeState.DELIVERED, NoticeState.FAILED


class Told:
    """One member, one notice that the company's sender has taken."""

    def __init__(self, system: System, url: str, receiver: Receiver) -> None:
        self.system, self.receiver = system, receiver
        self.url = f"{url}/v1/members/user-1/notice"

    @property
    def number(self) -> str:
        return self.receiver.headers[0]["webhook-id"]

    @property
    def notice(self) -> MemberNotice:
        return notices(self.system)[0]

    def hears(self, status: str, number: str = "") -> httpx.Response:
        key = {"Authorization": f"Bearer {API_KEY}"}
        said = {"id": number or self.number, "status": status}
        return httpx.put(self.url, json=said, headers=key, timeout=120)


@pytest.fixture
def told(
    open_system: OpenSystem,
    receiver: Receiver,
    receiver_url: str,
    serve: Serve,
    mail: MailServer,
) -> Told:
    system = open_system(notice_sender_url=receiver_url, **mail.settings)
    queue(system, add_member(system, "user-1", phone="010-1234-5678"))
    tell_members(system)
    assert notices(system)[0].state is NoticeState.SENT
    return Told(system, serve(create_app(system)), receiver)


def test_what_arrived_is_delivered_however_often_it_is_said(told: Told) -> None:
    for _ in range(2):
        answer = told.hears("delivered")
        assert answer.json() == {"member_id": "user-1", "id": told.number, "state": "delivered"}
    assert told.hears("failed").json()["state"] == "delivered", "what arrived has arrived"

    assert told.notice.state is DELIVERED
    said = [detail["state"] for _, detail in acts(told.system)]
    assert said == ["sent", "delivered"]


def test_what_never_arrived_is_on_a_persons_list(told: Told) -> None:
    for _ in range(2):
        assert told.hears("failed").json()["state"] == "failed"

    assert (told.notice.state, told.notice.reason) == (FAILED, NoticeReason.SENDER_REFUSED)
    assert len(acts(told.system)) == 2
    assert told.hears("delivered").json()["state"] == "delivered", "by SMS after all"
    assert (told.notice.state, told.notice.reason) == (DELIVERED, None)


def test_where_the_member_has_an_email_a_letter_goes_once(told: Told, mail: MailServer) -> None:
    with told.system.database.writing() as session:
        member = session.get_one(Member, told.notice.member_id)
        set_contact(session, member, email="u@example.com", phone=None, now=told.system.clock.now())
    assert told.hears("failed").json()["state"] == "queued"
    tell_members(told.system)
    assert told.hears("failed").json()["state"] == "sent"
    tell_members(told.system)

    assert [to for to, _, _ in mail.said] == ["u@example.com"]
    assert (told.notice.state, told.notice.channel) == (NoticeState.SENT, NoticeChannel.EMAIL)


def test_said_before_our_own_call_was_answered_it_is_not_lost(told: Told) -> None:
    """The sender is quicker than its own answer to us."""
    with told.system.database.writing() as session:
        on_its_way = session.get_one(MemberNotice, told.notice.id)
        on_its_way.state, on_its_way.sending_since = NoticeState.QUEUED, told.system.clock.now()
    told.hears("failed")
    with told.system.database.writing() as session:
        row = session.get_one(MemberNotice, told.notice.id)
        settle(session, row, NoticeState.SENT, None, now=told.system.clock.now())

    assert told.notice.state is FAILED


def test_whoever_was_told_by_a_person_stays_told(told: Told) -> None:
    told.hears("failed")
    with told.system.database.writing() as session:
        now = told.system.clock.now()
        mark_told(session, told.notice.id, "전화로 알림", actor=APPROVER, now=now)

    assert told.hears("delivered").json()["state"] == "failed"
    assert told.notice.told_how == "전화로 알림"


def test_a_notice_that_nobody_sent_is_unknown(told: Told) -> None:
    answer = told.hears("delivered", "msg_" + "0" * 24)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_notice")


def test_of_another_member_nothing_is_heard(told: Told) -> None:
    add_member(told.system, "user-2")
    told.url = told.url.replace("user-1", "user-2")
    assert told.hears("delivered").status_code == 404
    assert told.notice.state is NoticeState.SENT
