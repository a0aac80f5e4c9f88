"""The way to the company's identity provider and back: to sign in, to bind a link, to prove again.

It is left by a link and not by a form: a browser that keeps `form-action` follows no form to
another site.
"""

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import JOURNEY_LASTS
from billing_core.sign_in.company import CompanyErrand, arrive, come_back, depart
from billing_core.sign_in.links import LINK_PATH, person_of_link
from billing_core.system import System
from billing_core.tokens import digest
from billing_core.wording.refusals import refusal_said
from dashboard.gate.sign_in_pages import sign_in_page
from dashboard.gate.visit import Visit, page_route

COMPANY = "/sign-in/company"
BACK = f"{COMPANY}/back"


def company_routes(system: Callable[[], System]) -> list[BaseRoute]:
    return [
        page_route(system, path, {"GET": answer}, at_provider=True)
        for path, answer in (
            (COMPANY, _leave),
            (BACK, _arrive),
            (LINK_PATH + "{token}/company", _leave_to_bind),
        )
    ]


def _leave(visit: Visit) -> Response:
    """With a session, to prove again; otherwise to sign in."""
    token = visit.cookie(visit.session_cookie) if "again" in visit.given else ""
    return _left(visit, session=digest(token) if token else "")


def _leave_to_bind(visit: Visit) -> Response:
    """From the page of the link alone: another site that sends somebody here would have them bind
    their own account to whomever the link is for."""
    if visit.request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return RedirectResponse(f"{LINK_PATH}{visit.token}?lang={visit.language}", 303)
    with visit.system.database.reading() as session:
        person_of_link(session, visit.token, visit.now)
    return _left(visit, link=digest(visit.token))


def _left(visit: Visit, *, link: str = "", session: str = "") -> Response:
    errand = CompanyErrand(visit.address + BACK, visit.next_path, visit.language, link, session)
    try:
        departure = depart(visit.system, errand, visit.cookie(visit.company_cookie))
    except Refusal as refusal:
        return sign_in_page(visit, refusal_said(refusal, visit.place), status=503)
    answer = RedirectResponse(departure.address, 303)
    visit.keep(answer, visit.company_cookie, departure.browser, JOURNEY_LASTS)
    return answer


def _arrive(visit: Visit) -> Response:
    given = visit.given
    journey = come_back(
        visit.system.database,
        given.get("state", ""),
        visit.cookie(visit.company_cookie),
        visit.now,
    )
    here = Visit(visit.request, visit.system, {"lang": journey.language, "next": journey.next_path})
    try:
        if not given.get("code"):  # somebody pressed "cancel" there, as a rule
            raise Refusal(RefusalCode.COMPANY_SIGN_IN_FAILED)
        token = arrive(
            visit.system,
            journey,
            code=given["code"],
            redirect_uri=visit.address + BACK,
            remote=visit.remote,
        )
    except Refusal as refusal:
        if journey.session:  # still signed in, and the way on is back to the page
            said = refusal_said(refusal, here.place)
            return here.page("said.html", status=403, said=said, inside=True)
        return sign_in_page(here, refusal_said(refusal, here.place))
    return here.let_in(token) if token else here.go_on()
