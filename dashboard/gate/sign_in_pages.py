"""The pages to sign in: a login and its password, a code, the demo's people, a one-time link.

They stand beside Streamlit, because whoever reads them has no session yet.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from billing_core.models import Person
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import (
    BROWSER_KNOWN_FOR,
    CODE_AWAITED_FOR,
    LONGEST_PASSWORD,
    OF_THE_DEMO,
    SHORTEST_PASSWORD,
)
from billing_core.sign_in.links import LINK_PATH, person_of_link, spend_link
from billing_core.sign_in.sessions import begin_session
from billing_core.sign_in.sign_in import CodeTry, Entered, PasswordTry, sign_in, sign_in_with_code
from billing_core.system import System
from billing_core.wording.refusals import refusal_said
from dashboard.gate.opening import needed_soon
from dashboard.gate.visit import Visit, page_route
from dashboard.gate.words import WORDS


def sign_in_routes(system: Callable[[], System]) -> list[BaseRoute]:
    return [
        page_route(system, "/sign-in", {"GET": sign_in_page, "POST": _sign_in}),
        page_route(system, "/sign-in/code", {"GET": _code_page, "POST": _take_code}),
        page_route(system, "/sign-in/demo", {"POST": _sign_in_demo}),
        page_route(system, LINK_PATH + "{token}", {"GET": _link, "POST": _set_password}),
    ]


def sign_in_page(visit: Visit, said: str = "", *, status: int = 401) -> Response:
    return visit.page(
        "sign_in.html",
        path="/sign-in",
        status=status if said else 200,
        said=said,
        login=visit.given.get("login", ""),
        team=_team(visit.system) if visit.offers_team else [],
        nobody=_nobody_yet(visit.system),
        password_set="set" in visit.given,
        soon=needed_soon(),
    )


def _sign_in(visit: Visit) -> Response:
    login, password = visit.given.get("login", ""), visit.given.get("password", "")
    browser = visit.cookie(visit.browser_cookie)
    try:
        attempt = PasswordTry(login, password, visit.remote, visit.now, browser)
        entered = sign_in(visit.system.database, attempt)
    except Refusal as refusal:
        return sign_in_page(visit, refusal_said(refusal, visit.place))
    if not entered.second_step:
        return _entered(visit, entered)
    answer = RedirectResponse(f"/sign-in/code?{visit.carried}", 303)
    visit.keep(answer, visit.code_cookie, entered.second_step, CODE_AWAITED_FOR)
    return answer


def _code_page(visit: Visit, said: str = "") -> Response:
    return visit.page("code.html", status=401 if said else 200, said=said)


def _take_code(visit: Visit) -> Response:
    half, browser = visit.cookie(visit.code_cookie), visit.cookie(visit.browser_cookie)
    try:
        attempt = CodeTry(half, visit.given.get("code", ""), visit.remote, visit.now, browser)
        entered = sign_in_with_code(visit.system.database, attempt)
    except Refusal as refusal:
        again = sign_in_page if refusal.says is RefusalCode.SIGN_IN_OVER else _code_page
        return again(visit, refusal_said(refusal, visit.place))
    answer = _entered(visit, entered)
    visit.keep(answer, visit.code_cookie, "", timedelta())
    return answer


def _entered(visit: Visit, entered: Entered) -> Response:
    answer = visit.let_in(entered.session)
    if entered.browser:
        visit.keep(answer, visit.browser_cookie, entered.browser, BROWSER_KNOWN_FOR)
    return answer


def _sign_in_demo(visit: Visit) -> Response:
    with visit.system.database.writing() as session:
        wanted = _OF_THE_TEAM.where(Person.login == visit.given.get("person", ""))
        person = session.scalar(wanted) if visit.offers_team else None
        if person is None:
            raise Refusal(RefusalCode.NOT_SIGNED_IN)
        token = begin_session(session, person, now=visit.now, remote=visit.remote)
    return visit.let_in(token)


def _link(visit: Visit, said: str = "") -> Response:
    with visit.system.database.reading() as session:
        person = person_of_link(session, visit.token, visit.now)
    return visit.page(
        "new_password.html",
        status=422 if said else 200,
        said=said,
        person=person,
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
    )


def _set_password(visit: Visit) -> Response:
    password = visit.given.get("password", "")
    if password != visit.given.get("again", ""):
        return _link(visit, WORDS["NOT_ALIKE"][visit.place])
    try:
        with visit.system.database.writing() as session:
            spend_link(session, visit.token, password, visit.now)
    except Refusal as refusal:
        if refusal.says is not RefusalCode.WEAK_PASSWORD:
            raise
        return _link(visit, refusal_said(refusal, visit.place))
    language = "&lang=en" if visit.language == "en" else ""
    return RedirectResponse(f"/sign-in?set=1{language}", 303)


_OF_THE_TEAM = (
    select(Person)
    .where(Person.password_hash == OF_THE_DEMO, Person.disabled_at.is_(None))
    .order_by(Person.id)
)


def _team(system: System) -> list[Person]:
    with system.database.reading() as session:
        return list(session.scalars(_OF_THE_TEAM))


def _nobody_yet(system: System) -> bool:
    """Whether the company has not added anybody: a form would lead nowhere."""
    with system.database.reading() as session:
        return session.scalar(select(Person.id).limit(1)) is None
