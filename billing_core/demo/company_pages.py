"""The pages of the demo's company app: become a member, subscribe, go to one's own payments.

What a real app would build: the rest is the desk's. Whoever opens it is who they say they are.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from billing_core.demo.company_desk import CompanyDesk, DeskRefused
from billing_core.demo.company_members import DemoMember
from billing_core.portal.printed import day_said, won_said
from billing_core.portal.static_files import STYLE_PATH, static_route
from billing_core.rules.company import Company
from billing_core.rules.plan import Plan

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_MEMBER, _NAME = "demo_app_member", "demo_app_name"  # cookies
_LONGEST = 120
STATUSES = {
    "pending": "결제를 기다리는 중",
    "active": "이용 중",
    "past_due": "결제가 되지 않아 다시 시도하는 중",
    "cancelling": "해지 신청됨",
    "ended": "끝남",
}
RESULTS = {
    "paid": ("good", "결제가 끝났습니다. 고맙습니다."),
    "card_registered": ("good", "카드를 등록했습니다."),
    "waiting": ("waits", "결제를 확인하고 있습니다. 잠시 뒤 이 화면을 새로 고쳐 주세요."),
    "late": ("waits", "카드가 늦게 등록되어 담당자가 확인하고 있습니다."),
    "refused": ("", "카드사가 결제를 거절했습니다. 다른 카드로 다시 해 주세요."),
    "not_finished": ("", "카드가 등록되지 않았습니다. 다시 해 주세요."),
    "unknown": ("waits", "결제를 마치지 않았습니다. 마쳤다면 잠시 뒤 새로 고쳐 주세요."),
}
Handler = Callable[[Request], Awaitable[Response]]


class CompanyPages:
    """The pages. `own_url`: where members' browsers find them; `heard`: what notices have said."""

    def __init__(
        self,
        *,
        secret: str,
        desk: CompanyDesk,
        own_url: str,
        company: Company,
        plans: Sequence[Plan],
        members: Callable[[], list[DemoMember]],
        heard: Mapping[str, str],
    ) -> None:
        self._webhook, self._desk, self._own_url = Webhook(secret), desk, own_url
        self._company, self._plans = company, plans
        self._members, self._heard = members, heard

    def routes(self) -> list[Route]:
        forms = {
            "/sign-in": self._sign_in,
            "/leave": self._leave,
            "/subscribe": self._subscribe,
            "/account": self._account,
        }
        return [
            Route("/", self._home),
            Route("/subscribed", self._subscribed),
            Route("/terms", self._terms),
            *(Route(path, self._form(answer), methods=["POST"]) for path, answer in forms.items()),
            static_route(),
        ]

    async def _home(self, request: Request) -> Response:
        return await self._shown(request)

    async def _subscribed(self, request: Request) -> Response:
        """Where the desk's page leads back to. Its word is believed where it is signed; what was
        paid, the billing state says in any case."""
        said = RESULTS.get(self._result(request), ("", ""))
        return await self._shown(request, *said)

    async def _terms(self, _request: Request) -> Response:
        return self._page("terms.html")

    async def _shown(self, request: Request, tone: str = "", said: str = "") -> Response:
        member = _cookie(request, _MEMBER)
        if not member:
            return self._page("choose.html", members=await run_in_threadpool(self._members))
        try:
            billing = await self._desk.billing(member)
        except DeskRefused as refused:
            billing, tone, said = None, "", str(refused)
        return self._page(
            "account.html",
            member=member,
            name=_cookie(request, _NAME) or member,
            billing=billing,
            statuses=STATUSES,
            plans=self._plans,
            heard=self._heard.get(member, ""),
            once=str(uuid4()),
            tone=tone,
            said=said,
        )

    def _page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        text = _TEMPLATES.get_template(template).render(
            style=STYLE_PATH, company=self._company, won=won_said, day=_day, **values
        )
        desk = "{0.scheme}://{0.netloc}".format(urlsplit(self._desk.url))
        policy = (
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none';"
            f" form-action 'self' {desk}"  # a form of ours is sent on to the desk's pages
        )
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return HTMLResponse(text, status, headers)

    def _form(self, answer: Callable[[Request, Mapping[str, str]], Awaitable[Response]]) -> Handler:
        """Of our own pages alone; what the desk refuses is said on the page."""

        async def endpoint(request: Request) -> Response:
            if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return Response(status_code=403)
            async with request.form(max_files=0, max_fields=10) as form:
                given = {name: str(value).strip()[:_LONGEST] for name, value in form.items()}
            try:
                return await answer(request, given)
            except DeskRefused as refused:
                return await self._shown(request, "", str(refused))

        return endpoint

    async def _sign_in(self, _request: Request, given: Mapping[str, str]) -> Response:
        """As a member of the demo, or as a new one by name."""
        name = given.get("name", "")
        member = given.get("member", "") or (f"new-{uuid4().hex[:8]}" if name else "")
        answer = RedirectResponse("/", 303)
        for cookie, value in ((_MEMBER, member), (_NAME, name)):
            answer.set_cookie(cookie, quote(value, safe=""), httponly=True, samesite="lax")
        return answer

    async def _leave(self, _request: Request, _given: Mapping[str, str]) -> Response:
        answer = RedirectResponse("/", 303)
        for cookie in (_MEMBER, _NAME):
            answer.delete_cookie(cookie)
        return answer

    async def _subscribe(self, request: Request, given: Mapping[str, str]) -> Response:
        wanted = {
            "member_id": _member(request),
            "member_name": _cookie(request, _NAME),
            "plan_id": given.get("plan", ""),
            "return_url": f"{self._own_url}/subscribed",
        }
        return RedirectResponse(await self._desk.checkout(wanted, given.get("once", "")), 303)

    async def _account(self, request: Request, _given: Mapping[str, str]) -> Response:
        link = await self._desk.portal_link(_member(request), f"{self._own_url}/")
        return RedirectResponse(link, 303)

    def _result(self, request: Request) -> str:
        """What the desk's page said, if it was the desk's and within five minutes."""
        said = request.query_params
        headers = {
            "webhook-id": said.get("checkout", ""),
            "webhook-timestamp": said.get("at", ""),
            "webhook-signature": said.get("signature", ""),
        }
        try:
            self._webhook.verify(said.get("result", ""), headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            return ""
        return said["result"]


def _cookie(request: Request, name: str) -> str:
    return unquote(request.cookies.get(name, ""))


def _member(request: Request) -> str:
    """Raises DeskRefused where nobody is signed in any more."""
    member = _cookie(request, _MEMBER)
    if not member:
        raise DeskRefused("먼저 회원을 골라 주세요.")
    return member


def _day(instant: str) -> str:
    """Of an instant as the API writes it."""
    return day_said(datetime.fromisoformat(instant))
