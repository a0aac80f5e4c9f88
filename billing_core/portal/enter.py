"""Into the member's page by a one-time link, and out again."""

from contextlib import suppress

from starlette.responses import Response
from starlette.routing import Route

from billing_core.lifecycle.record_act import record_act
from billing_core.portal.links import ENTER_PATH, asks_card, look_at_link, spend_link
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.sessions import begin_member_session, end_member_session, member_session
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.refusal import Refusal
from billing_core.system import System
from billing_core.wording.member_pages import FRAME

HOME_PATH = "/portal"
LEAVE_PATH = "/portal/leave"
_PAGE, _LEFT = PageText("enter.html"), PageText("left.html")


def enter_routes(system: System) -> list[Route]:
    return [
        member_route(system, ENTER_PATH + "{token}", {"GET": _look, "POST": _enter}),
        member_route(system, LEAVE_PATH, {"GET": _home, "POST": _leave}),
    ]


def member_of_visit(visit: MemberVisit) -> int:
    """Our number of the member whose browser this is. Raises Refusal "session_over"."""
    with visit.system.database.looking() as look:
        return member_session(look, visit.session_token, visit.wall_now).member_id


def _look(visit: MemberVisit) -> Response:
    with visit.system.database.reading() as session:
        asks = asks_card(session, look_at_link(session, visit.token, visit.wall_now))
    return visit.page(_PAGE, asks=asks, said="")


def _enter(visit: MemberVisit) -> Response:
    now = visit.wall_now
    with visit.system.database.reading() as session:  # a stranger takes no writer's turn
        look_at_link(session, visit.token, now)
    with visit.system.database.writing() as session:
        link = spend_link(session, visit.token, visit.given.get("digits", ""), now)
        token = ""
        if link is not None:
            end_member_session(session, visit.session_token)
            token = begin_member_session(session, link.member_id, now, return_url=link.return_url)
            record_act(
                session,
                Act.MEMBER_PAGE_OPENED,
                at=visit.now,
                actor=member_acting(link.member_id),
                member_id=link.member_id,
            )
    if not token:
        said = FRAME["WRONG_DIGITS"][visit.place]
        return visit.page(_PAGE, status=422, asks=True, said=said)
    answer = visit.go_to(HOME_PATH)
    visit.keep_session(answer, token)
    return answer


def _home(visit: MemberVisit) -> Response:
    return visit.go_to(HOME_PATH)


def _leave(visit: MemberVisit) -> Response:
    with suppress(Refusal):
        member_of_visit(visit)
        with visit.system.database.writing() as session:
            end_member_session(session, visit.session_token)
    answer = visit.page(_LEFT)
    visit.drop_session(answer)
    return answer
