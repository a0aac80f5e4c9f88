"""The member's side of the sidecar: every route of it, behind one."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import Receive, Scope, Send

from billing_core.portal.cancelling import cancelling_routes
from billing_core.portal.checkout import checkout_routes
from billing_core.portal.checkout_back import checkout_back_routes
from billing_core.portal.enter import enter_routes
from billing_core.portal.home import home_routes
from billing_core.portal.lost import lost_routes
from billing_core.portal.member_visit import said_in_trouble
from billing_core.portal.pay_link import pay_link_routes
from billing_core.portal.refund import refund_routes
from billing_core.portal.static_files import static_route
from billing_core.portal.verifying import verifying_routes
from billing_core.system import System
from billing_core.wording.member_pages import TROUBLES

_BELOW = {"portal", "checkout", "pay", "certificates", "member-pages"}


class MemberSide(BaseRoute):
    """The member's pages as one route: whoever asks for another path passes it at one look, and
    nobody who asks for a page passes the whole API first."""

    def __init__(self, system: System) -> None:
        self._system = system
        routes = _routes(system)
        self._router = Router(routes, redirect_slashes=False)
        # A path without a blank is answered by its one route, whose turn comes late in the row.
        self._known = {
            (method, route.path): route
            for route in routes
            for method in route.methods or ()
            if "{" not in route.path
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        first = scope["path"][1:].partition("/")[0]
        ours = scope["type"] == "http" and first in _BELOW
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = self._known.get((scope["method"], scope["path"]))
        try:
            await (known.handle if known else self._router)(scope, receive, send)
        except HTTPException as wrong:  # a person asks here, so it is a page
            if wrong.status_code not in TROUBLES:
                raise
            answer = said_in_trouble(self._system, Request(scope), wrong)
            await answer(scope, receive, send)


def _routes(system: System) -> list[Route]:
    return [
        static_route(),
        *enter_routes(system),
        *checkout_routes(system),
        *checkout_back_routes(system),
        *pay_link_routes(system),
        *home_routes(system),
        *cancelling_routes(system),
        *refund_routes(system),
        *verifying_routes(system),
        *lost_routes(system),
    ]
