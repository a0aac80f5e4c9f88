"""A request for one of the member's pages, and the answers it may get."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from billing_core.database import StorageUnavailable
from billing_core.portal.page_text import PageText, Words
from billing_core.portal.printed import Printed
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.member_pages import FRAME, TROUBLES
from billing_core.wording.refusals_to_members import refusal_said_to_member

log = structlog.get_logger()

# As many as Starlette has for everybody else, whose way to a thread costs three times as much.
_THREADS = ThreadPoolExecutor(40, thread_name_prefix="member-page")
_MOST_FIELDS = 20
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_/-]+")
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

_SAID = PageText("said.html")


@dataclass(frozen=True)
class MemberVisit:
    """A request, and what it gives us: the form over the address."""

    request: Request
    system: System
    given: Mapping[str, str]

    @cached_property
    def language(self) -> str:
        chosen = self.given.get("lang") or self.request.cookies.get("member_language")
        return "en" if chosen == "en" else "ko"

    @cached_property
    def place(self) -> int:
        """Of its language, in each pair of words."""
        return ENGLISH if self.language == "en" else KOREAN

    @property
    def path(self) -> str:
        """As it was asked for, without what a browser would cut off."""
        path = str(self.request.scope["path"])
        return path if _PLAIN_PATH.fullmatch(path) else self.request.url.path

    @property
    def token(self) -> str:
        """Of the address, where it has one."""
        return str(self.request.path_params.get("token", ""))

    @property
    def now(self) -> datetime:
        """Of the desk's clock, by which charges are due."""
        return self.system.clock.now()

    @property
    def wall_now(self) -> datetime:
        """Of the real clock, by which links and sessions end."""
        return self.system.wall_clock.now()

    @property
    def session_cookie(self) -> str:
        return "__Host-member" if self._secure else "member"

    @property
    def session_token(self) -> str:
        return self.request.cookies.get(self.session_cookie, "")

    @property
    def _secure(self) -> bool:
        return urlsplit(self.system.settings.portal_address).scheme == "https"

    @property
    def printed(self) -> Printed:
        return Printed(self.place)

    def said(self, words: Words) -> dict[str, str]:
        place = self.place
        return {name: pair[place] for name, pair in words.items()}

    def page(
        self,
        page: PageText,
        *,
        status: int = 200,
        policy: str = _POLICY,
        **values: Any,
    ) -> Response:
        """The page in the visitor's language. `policy` is its Content-Security-Policy."""
        printed = self.printed
        text = page.render(
            self.place,
            company=self.system.settings.company,
            won=printed.won,
            day=printed.day,
            moment=printed.moment,
            until=printed.until,
            **{"path": self.path, "back_url": "", **values},
        )
        answer = HTMLResponse(
            text, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        )
        if self.given.get("lang") in ("ko", "en"):
            answer.set_cookie(
                "member_language", self.language, secure=self._secure, samesite="lax", httponly=True
            )
        return answer

    def refused(self, refusal: Refusal, *, status: int = 410) -> Response:
        said = refusal_said_to_member(refusal, self.place)
        over = refusal.says is RefusalCode.SESSION_OVER_MEMBER
        title = FRAME["SESSION_OVER" if over else "CLOSED"][self.place]
        return self.page(_SAID, status=status, title=title, said=said)

    def in_trouble(self, status: int) -> Response:
        """Where no page can be shown: what to do, and nothing of how the house is built."""
        title, said = (pair[self.place] for pair in TROUBLES[status])
        return self.page(_SAID, status=status, title=title, said=said)

    def go_to(self, path: str) -> RedirectResponse:
        return RedirectResponse(path, 303)

    def keep_session(self, answer: Response, token: str) -> None:
        """Until the browser is closed; no script reads it."""
        answer.set_cookie(
            self.session_cookie, token, httponly=True, secure=self._secure, samesite="lax"
        )

    def drop_session(self, answer: Response) -> None:
        """As it was kept: a browser takes a `__Host-` cookie away from nobody insecure."""
        answer.delete_cookie(
            self.session_cookie, httponly=True, secure=self._secure, samesite="lax"
        )


MemberAnswer = Callable[[MemberVisit], Response]


def member_route(system: System, path: str, answers: Mapping[str, MemberAnswer]) -> Route:
    """`answers` by method; what is asked with GET answers HEAD, too. A form of another site is
    refused, whatever it holds."""

    async def answer(request: Request) -> Response:
        given = _seen_text(request.query_params.items()) if request.scope["query_string"] else {}
        if request.method == "POST":
            given |= await _typed(request)
        visit = MemberVisit(request, system, given)
        if request.method == "POST" and not _of_our_own(request):
            return visit.in_trouble(403)
        method = "GET" if request.method == "HEAD" else request.method
        answered = partial(copy_context().run, _answered, answers[method], visit)
        return await asyncio.get_running_loop().run_in_executor(_THREADS, answered)

    return Route(path, _Endpoint(answer), methods=list(answers))


def said_in_trouble(system: System, request: Request, wrong: HTTPException) -> Response:
    """A page for what the routing or the reading of a body has refused."""
    visit = MemberVisit(request, system, dict(request.query_params))
    answer = visit.in_trouble(wrong.status_code)
    answer.headers.update(wrong.headers or {})
    return answer


class _Endpoint:
    """An answer as an ASGI application. What it raises is said by the door, for all at once: looking
    for it here, too, as Starlette does around a function, costs each page some of its time."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)


def _of_our_own(request: Request) -> bool:
    """By what every current browser says of a form; one that says nothing sends no cookie to
    another site either (SameSite)."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none")


async def _typed(request: Request) -> dict[str, str]:
    """As our own forms send it, and no other way. The door has looked at its size."""
    typed = (await request.body()).decode(errors="replace")
    try:
        fields = parse_qsl(typed, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return _seen_text(fields)


def _seen_text(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Without the sign that no book keeps."""
    return {name: text.replace("\0", "") for name, text in fields}


def _answered(answer: MemberAnswer, visit: MemberVisit) -> Response:
    try:
        return answer(visit)
    except Refusal as refusal:
        return visit.refused(refusal)
    except StorageUnavailable as trouble:
        log.error("storage unavailable", cause=str(trouble.cause))
        return visit.in_trouble(503)
    except Exception as error:  # a member sees one sentence, whoever runs it the traceback
        incident = visit.system.new_id()
        log.error("unforeseen error", incident=incident, page=type(error).__name__, exc_info=error)
        return visit.in_trouble(500)
