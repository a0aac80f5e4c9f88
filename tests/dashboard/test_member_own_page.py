"""The desk sends a member a link to their own page, and takes the confirmation of a cancellation."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import httpx
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from billing_core.models import AccessRow, AuditRow
from billing_core.portal.links import look_at_link
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.member_link import MemberLinkKind
from tests.dashboard.company import joins
from tests.dashboard.knocking import cookie
from tests.dashboard.signing_in import token_of
from tests.dashboard.visits import file_links, keys, number_of, press, shown, visit
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World

SEND, PAPER = "members_send_link", "members_certificate"


def messages(page: AppTest) -> list[str]:
    """With a link; what to say to the member is beside it."""
    return [one.value for one in page.code if "http" in one.value]


def test_an_approver_makes_a_link_and_copies_what_to_say(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("members", APPROVER, member="hana"), SEND)
    assert "24시간 동안 한 번 열리는 링크" in shown(page)
    page = press(page, f"send_link_{number_of('hana')}_do")

    [message] = messages(page)
    assert "카드 변경, 다시 결제, 해지를 하실 수 있는 링크입니다" in message
    assert "카드 번호 끝 네 자리" in message
    assert "김하나" not in message
    address = message.splitlines()[-1]
    now = world.system.wall_clock.now()
    with world.system.database.reading() as session:
        link = look_at_link(session, address.rpartition("/")[2], now)
        assert link.kind is MemberLinkKind.FROM_DESK
        assert link.expires_at - now <= timedelta(hours=24)
    [row] = world.rows(AuditRow, AuditRow.act == Act.MEMBER_LINK_MADE)
    assert row.actor == APPROVER.id
    assert messages(page.run()) == [], "shown once"


def test_a_link_of_one_member_is_not_shown_beside_another(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    page = visit("members", APPROVER, member="hana")
    now = world.clock.now()
    page.session_state["members_page_link"] = (number_of("hana"), "http://x/link", now, True)
    page.query_params.clear()
    page.query_params["member"] = "duri"
    page.run()

    assert "이두리" in shown(page)
    assert messages(page) == []


def test_whoever_may_only_look_sends_nothing(world: World) -> None:
    joins(world, hana="김하나")
    world.cancel("hana")
    page = visit("members", VIEWER, member="hana")
    assert page.button(key=SEND).disabled
    assert keys(page, PAPER) == []


def test_the_paper_is_taken_with_a_reason_and_the_log_has_it(world: World, address: str) -> None:
    joins(world, hana="김하나")
    assert keys(visit("members", APPROVER, member="hana"), PAPER) == []
    world.cancel("hana")
    world.work()
    page = press(visit("members", APPROVER, member="hana"), PAPER)
    page.text_input(key=f"{PAPER}_reason").set_value("김하나 님이 메일로 요청")
    page = press(page, f"{PAPER}_do")

    (link,) = file_links(page)
    came = httpx.get(address + link, headers=cookie(address, token_of(world.system, APPROVER)))

    assert came.headers["content-type"] == "application/pdf"
    assert "김하나" in PdfReader(BytesIO(came.content)).pages[0].extract_text()
    rows = world.rows(AccessRow, AccessRow.kind == AccessKind.DOWNLOADED)
    assert [row.reason for row in rows] == ["certificate"], "a row cannot forget what was typed"
    [act] = world.rows(AuditRow, AuditRow.act == Act.CANCELLATION_CERTIFIED)
    assert (act.actor, act.detail["reason"]) == (APPROVER.id, "김하나 님이 메일로 요청")
