"""A one-time link into the member's page: once, in time, by whoever it is for."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.models import AuditRow, Card, Member, MemberLink, MemberSession
from billing_core.portal.links import ENTER_PATH, make_member_link
from billing_core.portal.sessions import begin_member_session, member_session
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.member_link import LASTS, SESSION_LASTS, MemberLinkKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from tests.parts.people import APPROVER, VIEWER

FROM_APP, FROM_DESK = MemberLinkKind.FROM_APP, MemberLinkKind.FROM_DESK


def link_for(system: System, kind: MemberLinkKind = FROM_APP, card: str = "") -> str:
    """The path of a link for 홍길동."""
    now = system.wall_clock.now()
    with system.database.writing() as session:
        member = Member(app_id="user-1042", name="홍길동", created_at=now)
        session.add(member)
        session.flush()
        if card:
            session.add(
                Card(
                    customer_uid="bd-1",
                    member_id=member.id,
                    card_name="신한카드",
                    card_number=card,
                    registered_at=now,
                )
            )
        actor = APPROVER if kind is FROM_DESK else member_acting(member.id)
        return ENTER_PATH + make_member_link(session, member, kind, actor=actor, at=now, now=now)


@pytest.fixture
def system(system: System, held_clock: HeldClock) -> System:
    object.__setattr__(system, "wall_clock", held_clock)
    return system


def sessions(system: System) -> int:
    with system.database.reading() as session:
        return len(session.scalars(select(MemberSession)).all())


def test_a_messengers_preview_burns_nothing(
    system: System, browser_of_member: httpx.Client
) -> None:
    link = link_for(system)

    for _ in range(3):
        assert "내 결제 정보 보기" in browser_of_member.get(link).text
    assert browser_of_member.head(link).status_code == 200
    assert sessions(system) == 0
    entered = browser_of_member.post(link, follow_redirects=False)

    assert entered.headers["location"] == "/portal"
    assert "httponly" in entered.headers["set-cookie"].lower()


def test_it_opens_once(system: System, browser_of_member: httpx.Client) -> None:
    link = link_for(system)
    browser_of_member.post(link, follow_redirects=False)

    again = browser_of_member.post(link, follow_redirects=False)

    assert again.status_code == 410
    assert "이미 사용했거나 시간이 지난 링크입니다" in again.text
    assert browser_of_member.get(link).status_code == 410
    assert sessions(system) == 1


def test_a_late_or_guessed_link_opens_nothing(
    system: System, browser_of_member: httpx.Client, held_clock: HeldClock
) -> None:
    link = link_for(system)
    assert browser_of_member.post(ENTER_PATH + "x" * 43).status_code == 410

    held_clock.advance(LASTS[FROM_APP])

    assert browser_of_member.post(link).status_code == 410
    assert sessions(system) == 0


def test_a_link_from_the_desk_asks_for_the_cards_last_digits(
    system: System, browser_of_member: httpx.Client, held_clock: HeldClock
) -> None:
    link = link_for(system, FROM_DESK, card="93660000****0042")
    held_clock.advance(timedelta(hours=23))

    assert "카드 번호 끝 네 자리" in browser_of_member.get(link).text
    wrong = browser_of_member.post(link, data={"digits": "0041"})
    assert wrong.status_code == 422
    right = browser_of_member.post(link, data={"digits": "0042"}, follow_redirects=False)

    assert right.status_code == 303


def test_whoever_guesses_the_digits_five_times_has_no_sixth(
    system: System, browser_of_member: httpx.Client
) -> None:
    link = link_for(system, FROM_DESK, card="93660000****0042")
    for _ in range(5):
        browser_of_member.post(link, data={"digits": "9999"})

    assert browser_of_member.post(link, data={"digits": "0042"}).status_code == 410
    assert sessions(system) == 0


def test_a_form_of_another_site_is_refused(system: System, browser_of_member: httpx.Client) -> None:
    link = link_for(system)

    asked = browser_of_member.post(link, headers={"Sec-Fetch-Site": "cross-site"})

    assert asked.status_code == 403
    assert sessions(system) == 0


def test_a_session_ends_after_half_an_hour(system: System, held_clock: HeldClock) -> None:
    link = link_for(system)
    with system.database.reading() as session:
        kept = session.scalars(select(MemberLink.token_hash)).one()
    assert kept not in link  # the digest alone
    with system.database.writing() as session:
        token = begin_member_session(session, 1, held_clock.now())
    with system.database.reading() as session:
        assert member_session(session, token, held_clock.now()).member_id == 1
        held_clock.advance(SESSION_LASTS)
        with pytest.raises(Refusal) as over:
            member_session(session, token, held_clock.now())
    assert over.value.says is RefusalCode.SESSION_OVER_MEMBER


def test_leaving_ends_the_session(system: System, browser_of_member: httpx.Client) -> None:
    browser_of_member.post(link_for(system), follow_redirects=False)

    left = browser_of_member.post("/portal/leave")

    assert "나갔습니다" in left.text
    assert sessions(system) == 0


def test_a_viewer_sends_no_link(system: System) -> None:
    now = system.clock.now()
    with system.database.writing() as session:
        member = Member(app_id="user-7", created_at=now)
        session.add(member)
        session.flush()
        with pytest.raises(Refusal) as refused:
            make_member_link(session, member, FROM_DESK, actor=VIEWER, at=now, now=now)
    assert refused.value.says is RefusalCode.NOT_ALLOWED


def test_the_timeline_says_who_sent_a_link_and_that_it_was_opened(
    system: System, browser_of_member: httpx.Client
) -> None:
    browser_of_member.post(link_for(system), follow_redirects=False)

    with system.database.reading() as session:
        acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts == [Act.MEMBER_LINK_MADE, Act.MEMBER_PAGE_OPENED]


def test_the_page_may_run_no_script_and_stand_in_no_frame(
    system: System, browser_of_member: httpx.Client
) -> None:
    shown = browser_of_member.get(link_for(system))

    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert shown.headers["cache-control"] == "no-store"
    assert (
        browser_of_member.get(link_for_style(shown.text))
        .headers["content-type"]
        .startswith("text/css")
    )


def link_for_style(text: str) -> str:
    return text.partition('rel="stylesheet" href="')[2].partition('"')[0]


def test_in_english_too(system: System, browser_of_member: httpx.Client) -> None:
    link = link_for(system)

    assert "See my payments" in browser_of_member.get(link + "?lang=en").text
    assert "See my payments" in browser_of_member.get(link).text  # the choice is kept
