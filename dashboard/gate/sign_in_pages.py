"""The pages to sign in: a login and its password, the demo's people, and a one-time link.

They stand beside Streamlit, because whoever reads them has no session yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from billing_core.database import StorageUnavailable
from billing_core.models import Person
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import (
    BROWSER_KNOWN_FOR,
    LONGEST_PASSWORD,
    OF_THE_DEMO,
    SHORTEST_PASSWORD,
)
from billing_core.sign_in.links import LINK_PATH, person_of_link, spend_link
from billing_core.sign_in.sessions import begin_session
from billing_core.sign_in.sign_in import PasswordTry, sign_in
from billing_core.system import System
from billing_core.wording.failures import failure_said
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.refusals import refusal_said
from dashboard.gate.doors import Knock, cookie_name, is_secure, own_path
from dashboard.gate.words import WORDS

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Visit:
    """A request, and what it gives us: the form over the address."""

    request: Request
    system: System
    given: Mapping[str, str]

    @property
    def place(self) -> int:
        """Of its language, in each pair of words."""
        return ENGLISH if self.given.get("lang") == "en" else KOREAN

    @property
    def remote(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def now(self) -> datetime:
        return self.system.wall_clock.now()

    @property
    def token(self) -> str:
        return str(self.request.path_params["token"])

    @property
    def session_cookie(self) -> str:
        return cookie_name(Knock.of(self.request.scope), self.system.settings)

    @property
    def browser_cookie(self) -> str:
        return f"{self.session_cookie}_browser"

    @property
    def browser(self) -> str:
        return self.request.cookies.get(self.browser_cookie, "")

    @property
    def offers_team(self) -> bool:
        """In the demo, and on this machine alone: nobody types a password to look around."""
        return self.system.settings.demo and Knock.of(self.request.scope).came_straight

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        english = self.place == ENGLISH
        text = _TEMPLATES.get_template(template).render(
            w={name: pair[self.place] for name, pair in WORDS.items()},
            lang="en" if english else "ko",
            path=self.request.url.path,
            next=own_path(self.given.get("next", "")),
            **values,
        )
        return HTMLResponse(text, status, _HEADERS)

    def let_in(self, token: str) -> Response:
        answer = RedirectResponse(own_path(self.given.get("next", "")), 303)
        self.keep(answer, self.session_cookie, token)
        return answer

    def keep(self, answer: Response, name: str, token: str, lasts: timedelta | None = None) -> None:
        """As a cookie that no script reads: until the browser is closed, or for as long as said."""
        answer.set_cookie(
            name,
            token,
            max_age=int(lasts.total_seconds()) if lasts else None,
            httponly=True,
            secure=is_secure(self.system.settings),
            samesite="lax",
        )


Answer = Callable[[Visit], Response]


def sign_in_routes(system: Callable[[], System]) -> list[BaseRoute]:
    def route(path: str, answers: Mapping[str, Answer]) -> Route:
        async def endpoint(request: Request) -> Response:
            given = dict(request.query_params)
            if request.method == "POST":  # a password in an address would stand in every log
                given = {name: given[name] for name in ("lang", "next") if name in given}
                async with request.form(max_files=0, max_fields=10) as form:
                    given |= {name: text for name, text in form.items() if isinstance(text, str)}
            visit = Visit(request, system(), given)
            return await run_in_threadpool(_answered, answers[request.method], visit)

        return Route(path, endpoint, methods=list(answers))

    return [
        route("/sign-in", {"GET": _door, "HEAD": _door, "POST": _sign_in}),
        route("/sign-in/demo", {"POST": _sign_in_demo}),
        route(LINK_PATH + "{token}", {"GET": _link, "HEAD": _link, "POST": _set_password}),
    ]


def _answered(answer: Answer, visit: Visit) -> Response:
    try:
        return answer(visit)
    except StorageUnavailable as trouble:
        said = failure_said(trouble.failure, visit.place)
        return visit.page("said.html", status=503, said=said)
    except Refusal as refusal:
        return visit.page("said.html", status=410, said=refusal_said(refusal, visit.place))


def _door(visit: Visit, said: str = "") -> Response:
    return visit.page(
        "sign_in.html",
        status=401 if said else 200,
        said=said,
        login=visit.given.get("login", ""),
        team=_team(visit.system) if visit.offers_team else [],
        nobody=_nobody_yet(visit.system),
        password_set="set" in visit.given,
    )


def _sign_in(visit: Visit) -> Response:
    login, password = visit.given.get("login", ""), visit.given.get("password", "")
    try:
        attempt = PasswordTry(login, password, visit.remote, visit.now, visit.browser)
        entered = sign_in(visit.system.database, attempt)
    except Refusal as refusal:
        return _door(visit, refusal_said(refusal, visit.place))
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
    language = "&lang=en" if visit.place == ENGLISH else ""
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
