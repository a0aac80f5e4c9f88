"""A request for one of the pages to sign in, and the answers it may get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from billing_core.database import StorageUnavailable
from billing_core.rules.refusal import Refusal
from billing_core.sign_in.sessions import end_session
from billing_core.sign_in.tries import is_known_to_anybody
from billing_core.system import System
from billing_core.tokens import digest
from billing_core.wording.failures import failure_said
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.refusals import refusal_said
from dashboard.gate.doors import Knock, cookie_name, in_language, is_secure, own_address, own_path
from dashboard.gate.lanes import AT_PROVIDER, KNOWN, STRANGERS, Crowded, Lane
from dashboard.gate.words import WORDS

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
_MOST_FIELDS = 10
_HEADERS = {
    "Cache-Control": "no-store",
    # What is fetched ahead needs one directive that names our own files, whichever it is.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; font-src 'self'",
}


@dataclass(frozen=True)
class Visit:
    """A request, and what it gives us: the form over the address."""

    request: Request
    system: System
    given: Mapping[str, str]

    @property
    def language(self) -> str:
        return "en" if self.given.get("lang") == "en" else "ko"

    @property
    def place(self) -> int:
        """Of its language, in each pair of words."""
        return ENGLISH if self.language == "en" else KOREAN

    @property
    def next_path(self) -> str:
        return own_path(self.given.get("next", ""))

    @property
    def carried(self) -> str:
        """From page to page, in the address."""
        return urlencode({"lang": self.language, "next": self.next_path})

    @property
    def knock(self) -> Knock:
        return Knock.of(self.request.scope)

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
        return cookie_name(self.knock, self.system.settings)

    @property
    def browser_cookie(self) -> str:
        return f"{self.session_cookie}_browser"

    @property
    def company_cookie(self) -> str:
        return f"{self.session_cookie}_company"

    @property
    def code_cookie(self) -> str:
        return f"{self.session_cookie}_code"

    @property
    def address(self) -> str:
        """Of the desk, in this browser."""
        return own_address(self.knock, self.system.settings)

    @property
    def offers_team(self) -> bool:
        """In the demo, and on this machine alone: nobody types a password to look around."""
        return self.system.settings.demo and self.knock.came_straight

    @property
    def company(self) -> str:
        """What the company's accounts are called; empty where there are none."""
        settings = self.system.settings
        return (settings.oidc_name or WORDS["COMPANY"][self.place]) if self.system.oidc else ""

    def cookie(self, name: str) -> str:
        return self.request.cookies.get(name, "")

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        text = _TEMPLATES.get_template(template).render(
            w={name: pair[self.place] for name, pair in WORDS.items()},
            lang=self.language,
            next=self.next_path,
            carried=self.carried,
            company=self.company,
            **{"path": self.request.url.path, **values},
        )
        return HTMLResponse(text, status, _HEADERS)

    def let_in(self, token: str) -> Response:
        """With a new session, and whatever session this browser had before is over."""
        before = self.cookie(self.session_cookie)
        if before:
            with self.system.database.writing() as session:
                end_session(session, digest(before))
        answer = self.go_on()
        self.keep(answer, self.session_cookie, token)
        return answer

    def go_on(self) -> Response:
        return RedirectResponse(in_language(self.next_path, self.language), 303)

    def keep(self, answer: Response, name: str, token: str, lasts: timedelta | None = None) -> None:
        """As a cookie that no script reads: until the browser is closed, or for as long as said."""
        answer.set_cookie(
            name,
            token,
            max_age=None if lasts is None else int(lasts.total_seconds()),
            httponly=True,
            secure=is_secure(self.system.settings),
            samesite="lax",
        )


Answer = Callable[[Visit], Response]


def page_route(
    system: Callable[[], System],
    path: str,
    answers: Mapping[str, Answer],
    *,
    at_provider: bool = False,
) -> Route:
    """`answers` by method; what is asked with GET answers HEAD, too. `at_provider`: the company's
    is asked, and may be slow."""

    async def endpoint(request: Request) -> Response:
        given = dict(request.query_params)
        if request.method == "POST":  # a password in an address would stand in every log
            given = {name: given[name] for name in ("lang", "next") if name in given}
            given |= await _typed(request)
        visit = Visit(request, system(), given)
        method = "GET" if request.method == "HEAD" else request.method
        answer = partial(_answered, answers[method], visit)
        if method == "GET" and not at_provider:
            return await run_in_threadpool(answer)
        lane = AT_PROVIDER if at_provider else await run_in_threadpool(_lane_of, visit)
        try:
            return await lane.run(visit.remote, answer)
        except Crowded:
            return visit.page("said.html", status=503, said=WORDS["CROWDED"][visit.place])

    return Route(path, endpoint, methods=list(answers))


async def _typed(request: Request) -> dict[str, str]:
    """As our own forms send it, and no other way: other encodings can carry signs that no book
    keeps. The gate has looked at its size."""
    typed = (await request.body()).decode(errors="replace")
    try:
        fields = parse_qsl(typed, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: text.replace("\0", "") for name, text in fields}


def _lane_of(visit: Visit) -> Lane:
    token = visit.cookie(visit.browser_cookie)
    try:
        with visit.system.database.reading() as session:
            known = bool(token) and is_known_to_anybody(session, digest(token), visit.now)
    except StorageUnavailable:  # the answer will say so
        known = False
    return KNOWN if known else STRANGERS


def _answered(answer: Answer, visit: Visit) -> Response:
    try:
        return answer(visit)
    except StorageUnavailable as trouble:
        said = failure_said(trouble.failure, visit.place)
        return visit.page("said.html", status=503, said=said)
    except Refusal as refusal:
        return visit.page("said.html", status=410, said=refusal_said(refusal, visit.place))
