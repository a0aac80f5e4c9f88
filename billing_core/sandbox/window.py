"""The page that stands in for the PG's payment window: choose a test card, get a billing key."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from billing_core.sandbox.cards import COMPANIES, ENDINGS, CardOutcome
from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.fields import FormFields, nested
from billing_core.sandbox.orders import LONGEST_CUSTOMER_UID, order_of
from billing_core.sandbox.pages import page, table
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.shown import Shown
from billing_core.sandbox.wire import MAX_BODY_BYTES, BadParameterError

_WINDOW = Template((Path(__file__).parent / "templates/window.html").read_text(encoding="utf-8"))
_CARRIED = (
    "customer_uid",
    "merchant_uid",
    "amount",
    "name",
    "buyer_name",
    "m_redirect_url",
    "notice_url",
)


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def opened(request: Request) -> Response:
        try:
            return _page(_asked(nested(request.url.query)))
        except BadParameterError as wrong:
            return page("결제창을 열 수 없습니다", f"<p>{escape(wrong.message)}</p>", status=400)

    async def decided(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                return page("요청이 너무 큽니다", "", status=413)
        try:
            fields = _asked(nested(body.decode()))
        except (BadParameterError, UnicodeDecodeError) as wrong:
            return page("결제창을 열 수 없습니다", f"<p>{escape(str(wrong))}</p>", status=400)
        result = await run_in_threadpool(_register, sandbox, fields)
        return _back(fields.text("m_redirect_url"), result)

    return [
        Route("/window", opened, methods=["GET"]),
        Route("/window", decided, methods=["POST"]),
    ]


def _asked(values: dict[str, object]) -> FormFields:
    """What `IMP.request_pay` would have carried, checked before anything is shown."""
    fields = FormFields(values)
    fields.required_text("customer_uid", LONGEST_CUSTOMER_UID)
    order_of(fields)
    if urlsplit(fields.text("m_redirect_url")).scheme not in ("", "http", "https"):
        raise BadParameterError("m_redirect_url이 올바르지 않습니다.")
    return fields


def _page(fields: FormFields) -> Response:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(fields.text(name))}">'
        for name in _CARRIED
    )
    companies = "".join(f'<option value="{code}">{name}' for code, name in COMPANIES.items())
    cards = "".join(
        f'<label class="choice"><input type="radio" name="ending" value="{ending}"'
        f"{' checked' if not outcome.reason else ''}>{_label(outcome)}"
        f"<code>…{ending}</code></label>"
        for ending, outcome in ENDINGS.items()
    )
    shown = {name: escape(fields.text(name)) for name in _CARRIED}
    shown |= {"won": f"{order_of(fields).amount:,}"}
    return HTMLResponse(_WINDOW.substitute(shown, carried=hidden, companies=companies, cards=cards))


def _label(outcome: CardOutcome) -> str:
    if outcome is CardOutcome.APPROVED:
        return "정상 승인"
    if outcome is CardOutcome.REFUSED_AT_ISSUE:
        return "등록 거절"
    return f"결제 거절 · {outcome.reason.partition('] ')[2]}"


def _register(sandbox: Sandbox, fields: FormFields) -> Mapping[str, str]:
    """What the window reports back: `imp_uid`, `merchant_uid`, `imp_success`, `error_msg`."""
    result = {"merchant_uid": fields.text("merchant_uid"), "imp_success": "false"}
    if fields.text("decision") == "close":
        return result | {"error_msg": "사용자가 결제를 취소하셨습니다."}
    try:
        payment = _issued(sandbox, fields)
    except SandboxError as refused:
        return result | {"error_msg": str(refused)}
    result["imp_uid"] = str(payment["imp_uid"])
    if payment["status"] == "paid":
        return result | {"imp_success": "true"}
    return result | {"error_msg": str(payment["fail_reason"])}


def _issued(sandbox: Sandbox, fields: FormFields) -> Shown:
    chosen = f"{fields.text('company', '9366')}-0000-0000-{fields.text('ending', '0001')}"
    return sandbox.issue(
        fields.text("customer_uid"),
        merchant_uid=fields.text("merchant_uid"),
        amount=fields.required_whole("amount"),
        card=fields.text("card_number") or chosen,
        name=fields.text("name"),
        buyer_name=fields.text("buyer_name"),
        notice_url=fields.text("notice_url"),
    )


def _back(url: str, result: Mapping[str, str]) -> Response:
    if not url:
        return page("결제창 결과", table(["항목", "값"], result.items()))
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(result)]))
    return RedirectResponse(urlunsplit(parts._replace(query=query)), status_code=303)
