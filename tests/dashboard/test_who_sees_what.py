"""Every route and every page × nobody, 조회, 승인 and 관리. A new one fails until it is listed here."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

from billing_core.rules.actor import Actor
from dashboard.gate.company_pages import company_routes
from dashboard.gate.download_route import download_route
from dashboard.gate.sign_in_pages import sign_in_routes
from dashboard.parts.desk import the_system
from tests.dashboard.knocking import cookie
from tests.dashboard.signing_in import token_of
from tests.dashboard.visits import shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

PAGES = Path(__file__).parents[2] / "dashboard" / "pages"
SOMEBODY = (VIEWER, APPROVER, ADMINISTRATOR)
NOT_FOR_YOU = "관리 권한이 있는 담당자만 볼 수 있습니다"

# The status for nobody, 조회, 승인 and 관리, none of whom has a link, a file or a second step here.
ROUTES = {
    "GET /sign-in": (200, 200, 200, 200),
    "POST /sign-in": (401, 401, 401, 401),
    "GET /sign-in/code": (200, 200, 200, 200),
    "POST /sign-in/code": (401, 401, 401, 401),
    "POST /sign-in/demo": (410, 410, 410, 410),
    "GET /sign-in/company": (503, 503, 503, 503),  # none is set up here
    "GET /sign-in/company/back": (410, 410, 410, 410),
    "GET /sign-in/link/{token}": (410, 410, 410, 410),
    "POST /sign-in/link/{token}": (410, 410, 410, 410),
    "GET /sign-in/link/{token}/company": (410, 410, 410, 410),
    "GET /download/{token}": (401, 403, 410, 410),
}
# Of Streamlit's own: one of each kind. What they show is asked page by page.
STREAMLIT = {
    "GET /": (401, 200, 200, 200),
    "GET /members": (401, 200, 200, 200),
    "GET /static/nothing.js": (401, 200, 200, 200),  # the empty page that loads all others
    "GET /media/nothing.csv": (401, 404, 404, 404),
    "GET /_stcore/health": (401, 200, 200, 200),
    "GET /_stcore/host-config": (401, 200, 200, 200),
    "POST /_stcore/upload_file/a/b": (401, 405, 405, 405),
}
EVERYBODYS_PAGES = {
    *("account", "analysis", "approvals", "exports", "health", "imports", "members"),
    *("month_close", "notices", "number", "payments", "refund_claims", "today", "upcoming"),
}
ADMINISTRATORS_PAGES = {"access", "people", "retention"}


@pytest.mark.parametrize("call", [*ROUTES, *STREAMLIT])
def test_a_route_answers_each_as_listed(world: World, address: str, call: str) -> None:
    method, path = call.replace("{token}", "t" * 43).split()
    found = tuple(
        httpx.request(method, address + path, headers={"Origin": address} | who).status_code
        for who in ({}, *(cookie(address, token_of(world.system, one)) for one in SOMEBODY))
    )
    assert found == (ROUTES | STREAMLIT)[call]


def test_every_route_of_ours_is_listed() -> None:
    ours = (*sign_in_routes(the_system), *company_routes(the_system), download_route(the_system))
    listed = {
        f"{method} {route.path}"
        for route in ours
        if isinstance(route, Route)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert listed == set(ROUTES)


def test_every_page_is_listed() -> None:
    folders = {path.parent.name for path in PAGES.glob("*/page.py")}
    assert folders == EVERYBODYS_PAGES | ADMINISTRATORS_PAGES


@pytest.mark.parametrize("name", sorted(ADMINISTRATORS_PAGES))
@pytest.mark.parametrize("who", SOMEBODY, ids=lambda who: who.role)
def test_an_administrators_page_is_theirs_alone(world: World, name: str, who: Actor) -> None:
    """What 조회 and 승인 see on everybody's: `test_members_masked.py` walks them all."""
    assert (NOT_FOR_YOU in shown(visit(name, who))) is (who is not ADMINISTRATOR)
