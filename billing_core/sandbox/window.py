"""The pages that stand in for the PG's payment window, over the page that called or alone."""

from collections.abc import Iterable
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from billing_core.sandbox.answers import Outcome, return_address
from billing_core.sandbox.asking import WindowShutError, window_ask
from billing_core.sandbox.cards import APPROVED_CARD
from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.fields import FormFields, nested
from billing_core.sandbox.pages import page
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.window_page import WindowView, answer_page, window_page
from billing_core.sandbox.windows import Ending, is_phone
from billing_core.sandbox.wire import MAX_BODY_BYTES

_SHUT = "결제창을 열 수 없습니다"
_CARRIED = frozenset(
    [
        "customer_uid",
        "merchant_uid",
        "amount",
        "name",
        "pay_method",
        "buyer_name",
        "buyer_tel",
        "buyer_email",
        "customer_id",
        "m_redirect_url",
        "notice_url",
        "custom_data",
        "period",
        "bypass",
        "confirm_url",
    ]
)


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def linked(request: Request) -> Response:
        values = nested(request.url.query)
        settings = sandbox.settings()
        try:
            ask = window_ask(values, settings, typed=False)
        except WindowShutError as shut:
            return page(_SHUT, f"<p>{escape(shut.text)}</p>", status=400)
        view = WindowView.of_ask(ask, settings, phone=is_phone(_agent(request), settings))
        return window_page(view, action="/window", carried=_carried(values))

    async def pressed(request: Request) -> Response:
        try:
            values = await _form(request)
            ending = await run_in_threadpool(_open_and_decide, sandbox, values, _agent(request))
        except (WindowShutError, UnicodeDecodeError) as wrong:
            return page(_SHUT, f"<p>{escape(str(wrong))}</p>", status=400)
        return _ended(sandbox, ending)

    async def opened(request: Request) -> Response:
        return await run_in_threadpool(_look_into, sandbox, request.path_params["imp_uid"])

    async def decided(request: Request) -> Response:
        imp_uid = request.path_params["imp_uid"]
        try:
            values = await _form(request)
            ending = await run_in_threadpool(_decide, sandbox, imp_uid, values)
        except (SandboxError, WindowShutError, UnicodeDecodeError) as wrong:
            return page(_SHUT, f"<p>{escape(str(wrong))}</p>", status=400)
        return _ended(sandbox, ending)

    return [
        Route("/window", linked, methods=["GET"]),
        Route("/window", pressed, methods=["POST"]),
        Route("/window/{imp_uid}", opened, methods=["GET"]),
        Route("/window/{imp_uid}", decided, methods=["POST"]),
    ]


async def _form(request: Request) -> dict[str, Any]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise WindowShutError("", "요청이 너무 큽니다.")
    return nested(body.decode())


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _carried(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What a plain link named, as a form sends it on."""
    return list(_flat({name: value for name, value in values.items() if name in _CARRIED}))


def _flat(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _flat(inner, f"{name}[{key}]" if name else key)
        case list():
            for index, inner in enumerate(value):
                yield from _flat(inner, f"{name}[{index}]")
        case _:
            yield name, str(value)


def _open_and_decide(sandbox: Sandbox, values: dict[str, Any], user_agent: str) -> Ending:
    """A plain link: the window comes to be when a button is pressed, and is over with it."""
    settings = sandbox.settings()
    ask = window_ask(values, settings, typed=False)
    phone = is_phone(user_agent, settings)
    try:
        window = sandbox.open_window(ask, phone=phone, framed=False)
    except WindowShutError as shut:
        return Ending(redirect=ask.redirect, outcome=Outcome(ask.order.merchant_uid, failure=shut))
    return _decide(sandbox, window.imp_uid, values)


def _decide(sandbox: Sandbox, imp_uid: str, values: dict[str, Any]) -> Ending:
    fields = FormFields(values)
    company, ending = fields.text("company", APPROVED_CARD[:4]), fields.text("ending", "0001")
    number = fields.text("card_number") or f"{company}-0000-0000-{ending}"
    return sandbox.decide(imp_uid, fields.text("decision", "agree"), number)


def _look_into(sandbox: Sandbox, imp_uid: str) -> Response:
    try:
        window, payment, ending = sandbox.look_into(imp_uid)
    except SandboxError as unknown:
        return page(_SHUT, f"<p>{escape(str(unknown))}</p>", status=404)
    if ending.outcome:
        return _ended(sandbox, ending)
    view = WindowView.of_row(window, payment, sandbox.settings())
    return window_page(view, action=f"/window/{imp_uid}", over=ending)


def _ended(sandbox: Sandbox, ending: Ending) -> Response:
    settings = sandbox.settings()
    spoken = ending.outcome if settings.window_answers else None
    if spoken and ending.redirect and not ending.ticket:
        return RedirectResponse(return_address(ending.redirect, spoken, settings), status_code=303)
    return answer_page(ending, spoken, settings)
