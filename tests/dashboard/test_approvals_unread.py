"""The approval page while the gateway does not answer: it opens with what our book knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import stamina
from streamlit.testing.v1 import AppTest

from billing_core import bootstrap
from billing_core.gateway import Iamport, Timeouts
from dashboard.pages.approvals.words import CHECK_AGAIN, GATEWAY_AWAY
from dashboard.parts.desk import the_system
from dashboard.parts.language import KEY, Language
from tests.dashboard.approval_rows import lines, open_line
from tests.dashboard.company import joins, leave
from tests.dashboard.visits import press, shown, visit
from tests.gateway.script import envelope
from tests.gateway.wire_server import Exchange, WireServer, wire_server
from tests.parts.people import APPROVER
from tests.parts.world import World

A_BLINK = 0.05
AN_HOUR = Timeouts(connect=3_600, read=3_600, write=3_600)


@pytest.fixture
def silent(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[WireServer]:
    """Two members wait for approval before a gateway that takes every call and never replies;
    only the patience of a page, which comes from the settings, ends the waiting."""
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    # A press waits for each of its tries as long as a person would.
    with wire_server() as server, stamina.set_testing(True, attempts=1):
        server.grant_token = server.behave = Exchange.stay_silent
        gateway = Iamport(
            base_url=server.base_url,
            imp_key="key",
            imp_secret="secret",
            clock=world.clock,
            timeouts=AN_HOUR,
        )
        impatient = world.system.settings.model_copy(update={"page_patience_seconds": A_BLINK})
        system = replace(world.system, gateway=gateway, settings=impatient)
        monkeypatch.setattr(bootstrap, "assemble", lambda: system)
        the_system.clear()
        yield server
        gateway.close()


def approvable(page: AppTest) -> list[tuple[bool, str]]:
    return [(line["green"], line["verdict"]["why"]) for line in lines(page)]


def test_the_page_opens_with_one_sentence_and_the_buttons_say_why_not(silent: WireServer) -> None:
    page = visit("approvals", APPROVER)
    page = open_line(page, lines(page)[0]["id"])

    assert GATEWAY_AWAY.ko in shown(page)
    assert "이용 만료일이 지났습니다" in shown(page)  # what our book knows is there
    reason = "포트원을 읽지 못해 예약 결제가 남았는지 알 수 없습니다"
    assert approvable(page) == [(False, reason), (False, reason)]
    assert "포트원 확인" not in shown(page)


def test_a_row_can_be_read_again_where_it_stands(silent: WireServer) -> None:
    page = visit("approvals", APPROVER)
    page = open_line(page, lines(page)[1]["id"])
    again = [each for each in page.button if each.label == CHECK_AGAIN.ko]
    assert len(again) == 2  # above the list, and at the row that is open
    # Who presses is ready to wait for as long as the gateway may take: here it ends the call.
    silent.grant_token = silent.behave = Exchange.hang_up
    again[-1].click().run()
    assert GATEWAY_AWAY.ko in shown(page)


def test_a_silent_gateway_is_asked_once_for_all_rows_and_not_at_every_click(
    silent: WireServer,
) -> None:
    page = visit("approvals", APPROVER)
    page.run()

    assert silent.token_requests == ["POST /users/getToken"]


def test_in_english_it_is_one_english_sentence(silent: WireServer) -> None:
    page = visit("approvals", APPROVER)
    page.session_state[KEY] = Language.ENGLISH

    assert GATEWAY_AWAY.en in shown(page.run())


def test_checking_again_once_it_answers_makes_the_rows_approvable(
    world: World, silent: WireServer
) -> None:
    page = visit("approvals", APPROVER)
    now = int(world.clock.now().timestamp())
    grant = {"access_token": "token", "now": now, "expired_at": now + 1_800}
    silent.grant_token = lambda exchange: exchange.answer(envelope(grant))
    silent.behave = lambda exchange: exchange.answer(envelope([]))

    page = press(page, "approvals_recheck")

    assert GATEWAY_AWAY.ko not in shown(page)
    assert approvable(page) == [(True, ""), (True, "")]
