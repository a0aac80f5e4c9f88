"""What the team hears: the brief of the morning once a day, and at once what costs money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from billing_core.clock import HeldClock
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.models import AuditRow, Finding, Heartbeat, SealState
from billing_core.notices.alert import make_alerts
from billing_core.notices.brief import make_brief
from billing_core.notices.slack import linked, plain
from billing_core.notices.tell_members import tell_members
from billing_core.notices.tell_team import tell_team
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.loop import LoopName
from billing_core.rules.notice import NoticeState
from billing_core.seals.keep_seals import keep_seals
from billing_core.system import System
from tests.notices.book import DAY, HOUR, add_member, queue, team_notices
from tests.notices.conftest import OpenSystem
from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver

DESK = "http://127.0.0.1:8501"


@pytest.fixture
def slack(open_system: OpenSystem, receiver_url: str) -> System:
    return open_system(slack_webhook_url=SecretStr(receiver_url))


def find(system: System, kind: FindingKind, subject: str, amount: int = 29_000) -> None:
    with system.database.writing() as session:
        open_finding(session, kind, subject, now=system.clock.now(), member_id=None, amount=amount)


def test_the_brief_comes_once_in_the_morning(
    slack: System, receiver: Receiver, held_clock: HeldClock
) -> None:
    find(slack, FindingKind.DOUBLE_CHARGE, "imp_1")
    keep_seals(slack)
    tomorrow = make_brief(slack)  # 09:00 on Monday
    make_brief(slack)
    tell_team(slack)
    tell_team(slack)

    assert tomorrow - held_clock.now() == timedelta(hours=23, minutes=30)
    [told] = receiver.told
    lines = told["text"].split("\n")
    assert lines[:4] == [
        "*결제 데스크 아침 알림 2026년 11월 23일 (월)*",
        "오늘 할 일 1",
        f"확인 필요 1건 <{DESK}/health>",
        f"그중 돌려줄 결제 1건, 29,000원 <{DESK}/health?view=owed>",
    ]
    as_of = f"오늘 09:00에 센 것이며, 지금의 숫자는 현황에서 볼 수 있습니다 <{DESK}/>"
    assert lines[lines.index("") - 1] == as_of
    assert lines[-2] == (
        "어제(2026년 11월 22일 (일)) 결제 0건 0원, 환불 0건 0원, 실패 0건 0원, 해지 신청 0명"
    )
    assert lines[-1].startswith("마지막 봉인 ")

    held_clock.set(held_clock.now() + DAY)
    make_brief(slack)
    tell_team(slack)
    assert len(receiver.told) == 2


def test_a_quiet_morning_says_so(slack: System, receiver: Receiver) -> None:
    make_brief(slack)
    tell_team(slack)

    assert f"오늘 기다리는 일이 없습니다 <{DESK}/>" in receiver.told[0]["text"]


def test_loops_that_stand_still_come_first(slack: System, receiver: Receiver) -> None:
    real_now = slack.wall_clock.now()
    with slack.database.writing() as session:
        for loop, ago in ((LoopName.WORK, HOUR), (LoopName.NOTICES, timedelta())):
            at = real_now - ago
            session.add(Heartbeat(loop=loop, process="sidecar", beat_at=at, turned_at=at))
    find(slack, FindingKind.DOUBLE_CHARGE, "imp_1")
    make_brief(slack)
    tell_team(slack)

    first = receiver.told[0]["text"].split("\n")[1]
    assert first == (
        f"멈춰 있는 자동 작업 1가지, 결제와 알림이 처리되지 않을 수 있습니다 <{DESK}/health>"
    )


def test_nobody_hears_in_the_evening_what_waited_in_the_morning(
    slack: System, receiver: Receiver, held_clock: HeldClock
) -> None:
    held_clock.set(held_clock.now() - HOUR)
    assert make_brief(slack) == held_clock.now() + timedelta(minutes=30)
    held_clock.set(held_clock.now() + 8 * HOUR)
    make_brief(slack)

    assert team_notices(slack) == []


def test_members_who_were_not_told_are_counted_and_not_named(
    open_system: OpenSystem, mail: MailServer
) -> None:
    system = open_system(**mail.settings, team_mail_to=("a@desk.example", "b@desk.example"))
    queue(system, add_member(system, "user-1", name="김하늘"))
    tell_members(system)
    make_brief(system)
    tell_team(system)

    assert sorted(to for to, _, _ in mail.said) == ["a@desk.example", "b@desk.example"]
    assert f"고지하지 못한 회원 1명 {DESK}/notices" in mail.said[0][2]
    assert "김하늘" not in mail.said[0][2]
    assert "user-1" not in mail.said[0][2]


class TestAlerts:
    def test_what_costs_money_is_told_once(self, slack: System, receiver: Receiver) -> None:
        find(slack, FindingKind.CHARGE_AFTER_CANCELLATION, "imp_1")
        find(slack, FindingKind.NO_NEXT_BOOKING, "sub_1")  # waits for the morning
        for _ in range(3):
            make_alerts(slack)
            tell_team(slack)

        assert [one["text"] for one in receiver.told] == [
            "*결제 데스크: 해지 후 결제*\n"
            f"해지 후 결제 1건 · 29,000원. 지금 확인해 주세요. <{DESK}/health>"
        ]

    def test_many_at_once_are_one_message(self, slack: System, receiver: Receiver) -> None:
        for number in range(5):
            find(slack, FindingKind.DOUBLE_CHARGE, f"imp_{number}")
        make_alerts(slack)
        tell_team(slack)
        find(slack, FindingKind.DOUBLE_CHARGE, "imp_6")
        make_alerts(slack)
        tell_team(slack)

        assert [one["text"].split("\n")[1].split(".")[0] for one in receiver.told] == [
            "이중 결제 5건 · 145,000원",
            "이중 결제 1건 · 29,000원",
        ]

    def test_what_comes_back_is_told_again(
        self, slack: System, receiver: Receiver, held_clock: HeldClock
    ) -> None:
        kind, answer = FindingKind.UNKNOWN_OUTCOME, FindingAnswer.OUTCOME_KNOWN
        for _ in range(2):
            find(slack, kind, "bd-1")
            make_alerts(slack)
            with slack.database.writing() as session:
                close_finding(session, kind, "bd-1", now=held_clock.now(), answer=answer)
            held_clock.set(held_clock.now() + HOUR)
        tell_team(slack)

        assert len(receiver.told) == 2

    def test_what_was_open_before_anybody_could_be_told_waits_for_the_brief(
        self, slack: System, held_clock: HeldClock
    ) -> None:
        find(slack, FindingKind.DOUBLE_CHARGE, "imp_1")
        held_clock.set(held_clock.now() + 3 * DAY)
        make_alerts(slack)

        assert team_notices(slack) == []

    def test_broken_seals_and_the_gateways_own_retries(
        self, open_system: OpenSystem, receiver: Receiver, receiver_url: str
    ) -> None:
        system = open_system(slack_webhook_url=SecretStr(receiver_url), gateway_recovery=True)
        broken = {"flaw": "row_changed", "seal": 3, "table": "ledger", "rows": [1]}
        with system.database.writing() as session:
            now = system.clock.now()
            session.add(SealState(id=1, next_seal=1, looked_at=now, differences=[broken]))
        for _ in range(2):
            make_alerts(system)
        tell_team(system)

        assert [one["text"].split("\n")[0] for one in receiver.told] == [
            "*결제 데스크: 봉인 불일치*",
            "*결제 데스크: 포트원 자동 다시 결제 켜짐*",
        ]


class TestSlackInTrouble:
    def test_a_500_is_tried_again_with_backoff(
        self, slack: System, receiver: Receiver, held_clock: HeldClock
    ) -> None:
        receiver.status = 500
        find(slack, FindingKind.DOUBLE_CHARGE, "imp_1")
        make_alerts(slack)
        tell_team(slack)
        tell_team(slack)
        assert len(receiver.told) == 1
        [notice] = team_notices(slack)
        assert (notice.state, notice.last_error) == (NoticeState.QUEUED, "HTTP 500")

        receiver.status = 200
        held_clock.set(held_clock.now() + HOUR)
        tell_team(slack)
        assert team_notices(slack)[0].state is NoticeState.SENT

    def test_after_days_it_is_given_up_and_says_why(
        self, slack: System, receiver: Receiver, held_clock: HeldClock
    ) -> None:
        receiver.status = 500
        find(slack, FindingKind.DOUBLE_CHARGE, "imp_1")
        make_alerts(slack)
        tell_team(slack)
        held_clock.set(held_clock.now() + 4 * DAY)
        tell_team(slack)

        [notice] = team_notices(slack)
        assert (notice.state, notice.last_error) == (NoticeState.FAILED, "HTTP 500")

    def test_its_secret_address_is_written_nowhere(
        self, open_system: OpenSystem, held_clock: HeldClock
    ) -> None:
        system = open_system(slack_webhook_url=SecretStr("http://127.0.0.1:1/T0/secret"))
        find(system, FindingKind.DOUBLE_CHARGE, "imp_1")
        make_alerts(system)
        tell_team(system)

        assert team_notices(system)[0].last_error == "ConnectError"


def test_slack_shows_every_sign_as_it_is() -> None:
    assert plain("<!channel> *a* & `b`") == "&lt;!channel&gt; ∗a∗ &amp; ˋbˋ"
    assert linked("go there https://desk.example/a|b") == "go there <https://desk.example/a%7Cb>"
    assert linked("no link <b>") == "no link &lt;b&gt;"


def test_nothing_is_queued_for_a_team_without_a_channel(open_system: OpenSystem) -> None:
    system = open_system()
    find(system, FindingKind.DOUBLE_CHARGE, "imp_1")
    make_alerts(system)
    make_brief(system)

    assert team_notices(system) == []
    assert tell_team(system) == 0
    with system.database.reading() as session:
        assert session.query(Finding).count() == session.query(AuditRow).count() == 1
