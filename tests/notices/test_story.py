"""Lives in which members are told: through the whole system, to a real mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import MemberContact, PaymentRecord
from billing_core.rules.classification import PaymentClass
from billing_core.rules.notice import NoticeKind, NoticeState
from billing_core.sandbox.cards import CardOutcome
from billing_core.worker import Worker
from tests.notices.book import notices
from tests.notices.mail_server import MailServer
from tests.parts.claims import STAYS, approves, claims, refuses
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)


@contextmanager
def telling_world(url: str, mail: MailServer) -> Iterator[World]:
    with in_process(url, START) as world:
        settings = world.system.settings.model_copy(update=mail.settings)
        world.system = replace(world.system, settings=settings)
        world.system.database.tells_members = True
        world.worker = Worker(world.system)
        yield world


def reach(world: World, member_id: str) -> None:
    with world.system.database.writing() as session:
        session.add(
            MemberContact(
                member_id=world.number(member_id),
                email=f"{member_id}@example.com",
                given_at=world.clock.now(),
            )
        )


@pytest.fixture
def world(fresh_sqlite: Callable[[], str], mail: MailServer) -> Iterator[World]:
    with telling_world(fresh_sqlite(), mail) as one:
        one.join("user-1")
        reach(one, "user-1")
        yield one


def heard(mail: MailServer) -> list[str]:
    return [subject.partition("] ")[2] for _, subject, _ in mail.said]


def test_failed_then_told_then_recovered_then_told(world: World, mail: MailServer) -> None:
    world.set_card("user-1", CardOutcome.OVER_LIMIT)
    world.wait_until(datetime(2025, 2, 10, 2, 0, tzinfo=UTC))
    assert heard(mail) == ["정기결제가 되지 않았습니다"]
    text = mail.said[0][2]
    assert "사유: 카드 한도를 넘었습니다" in text
    assert "다음 자동 결제: 2025년 2월 11일 (화) 10:00" in text
    assert "2025년 2월 17일 (월) 0시까지 결제되지 않으면" in text

    world.set_card("user-1", CardOutcome.APPROVED)
    world.wait(2 * DAY)

    assert heard(mail) == ["정기결제가 되지 않았습니다", "정기결제가 완료되었습니다"]
    assert "29,000원이 2025년 2월 11일 (화) 결제되었습니다" in mail.said[1][2]
    assert "2025년 3월 10일 (월) 0시까지" in mail.said[1][2]
    assert {one.state for one in notices(world.system)} == {NoticeState.SENT}


def test_cancelled_confirmed_and_three_days_before_the_end(world: World, mail: MailServer) -> None:
    world.cancel("user-1")
    world.work()
    assert heard(mail) == ["정기결제 해지가 완료되었습니다"]

    world.wait_until(datetime(2025, 2, 6, 23, 0, tzinfo=UTC))  # 08:00 on the 7th in Seoul
    assert len(mail.said) == 1
    world.wait_until(datetime(2025, 2, 7, 1, 30, tzinfo=UTC))
    world.wait(10 * DAY)

    assert heard(mail)[1:] == ["이용 기간이 곧 끝납니다"]
    assert "2025년 2월 10일 (월) 0시까지입니다" in mail.said[1][2]


def test_withdrawn_before_it_was_said_is_not_said(world: World, mail: MailServer) -> None:
    mail.answers["user-1@example.com"] = "451 4.3.0 later"
    world.cancel("user-1")
    world.work()
    world.withdraw("user-1")
    mail.answers.clear()
    world.wait(DAY)

    assert mail.said == []
    assert [one.state for one in notices(world.system)] == [NoticeState.OVERTAKEN]


def test_who_stops_after_a_refused_payment_is_promised_no_time(
    world: World, mail: MailServer
) -> None:
    world.set_card("user-1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(datetime(2025, 2, 10, 2, 0, tzinfo=UTC))
    world.cancel("user-1")
    world.work()

    assert heard(mail)[-1] == "정기결제 해지가 완료되었습니다"
    assert "이용 기간은 2025년 2월 10일 (월) 0시에 끝났습니다" in mail.said[-1][2]


def test_who_never_pays_hears_of_each_try_and_of_the_end(world: World, mail: MailServer) -> None:
    world.set_card("user-1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(datetime(2025, 3, 1, tzinfo=UTC))

    kinds = [one.kind for one in notices(world.system)]
    assert kinds.count(NoticeKind.PAYMENT_FAILED) == 4
    assert kinds.count(NoticeKind.ACCESS_ENDING) == 1
    last = next(text for _, subject, text in mail.said if "곧 끝납니다" in subject)
    assert "2025년 2월 17일 (월) 0시까지입니다" in last
    assert "다음 자동 결제: 예정된 자동 결제가 없습니다" in mail.said[-1][2] + mail.said[-2][2]


def test_a_refund_is_told_once_whoever_reads_it_again(world: World, mail: MailServer) -> None:
    [paid] = world.rows(PaymentRecord, PaymentRecord.payment_class == PaymentClass.CHARGE)
    refund_payment(world.system, paid.imp_uid, amount=1_000, reason="요청", actor=APPROVER)
    world.work()
    world.wait(3 * DAY)

    assert heard(mail) == ["환불이 처리되었습니다"]
    assert "2025년 1월 10일 (금) 1,000원을 환불했습니다" in mail.said[0][2]


def test_what_is_read_of_long_ago_tells_nobody(world: World, mail: MailServer) -> None:
    """A refund of last month that is only read now, as after a long silence."""
    [paid] = world.rows(PaymentRecord, PaymentRecord.payment_class == PaymentClass.CHARGE)
    world.call_gateway("/payments/cancel", {"imp_uid": paid.imp_uid, "amount": 1_000})
    world.move(world.clock.now() + timedelta(days=20))
    world.work()

    assert [one.kind for one in notices(world.system)] == []


def test_whoever_is_refused_a_refund_is_told_where_the_reason_is(
    world: World, mail: MailServer
) -> None:
    refuses(world, claims(world, "user-1"), "홍길동 님은 이용 기록이 있습니다.")
    world.work()

    assert heard(mail) == ["환불 요청에 답변드립니다"]
    assert "홍길동" not in mail.said[0][2]  # what was typed stands on their page alone


def test_an_approved_refund_is_told_once_when_it_is_done(world: World, mail: MailServer) -> None:
    approves(world, claims(world, "user-1"), 10_000, STAYS, answer="일부를 환불해 드립니다.")
    world.wait(3 * DAY)

    assert heard(mail) == ["환불이 처리되었습니다"]


def test_whoever_asked_for_what_had_gone_back_meanwhile_is_answered(
    world: World, mail: MailServer
) -> None:
    asked = claims(world, "user-1")
    [paid] = world.rows(PaymentRecord, PaymentRecord.payment_class == PaymentClass.CHARGE)
    world.sandbox.refund_at_console(paid.gateway_uid, 0, "고객 요청", rings=True)
    world.work()
    approves(world, asked, 0, STAYS)
    world.wait(DAY)

    assert heard(mail) == ["환불이 처리되었습니다", "환불 요청에 답변드립니다"]
    assert "이미 환불되어 더 환불할 금액이 없습니다" in mail.said[-1][2]
