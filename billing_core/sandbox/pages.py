"""Pages for people: what this server is, and the receipt a payment links to."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from string import Template

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from billing_core.sandbox.cards import COMPANIES, ENDINGS
from billing_core.sandbox.control_http import CONTROLS
from billing_core.sandbox.faults import FaultKind
from billing_core.sandbox.routes import ROUTES
from billing_core.sandbox.sandbox import Sandbox

_TEMPLATES = Path(__file__).parent / "templates"
_PAGE = Template((_TEMPLATES / "page.html").read_text(encoding="utf-8"))
_SEOUL = timezone(timedelta(hours=9))


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    def index(_request: Request) -> Response:
        return page("Iamport V1 샌드박스", _index(sandbox))

    async def receipt(request: Request) -> Response:
        imp_uid = request.path_params["imp_uid"]
        payment = await run_in_threadpool(sandbox.payment, imp_uid)
        if not payment or not payment["receipt_url"]:
            return page("매출전표가 없습니다", f"<p>{escape(imp_uid)}</p>", status=404)
        return page("신용카드 매출전표 (샌드박스)", _receipt(payment))

    return [Route("/", index), Route("/receipts/{imp_uid}", receipt)]


def page(title: str, content: str, status: int = 200) -> HTMLResponse:
    """An HTML page; `content` is HTML already, the title is escaped here."""
    return HTMLResponse(_PAGE.substitute(title=escape(title), content=content), status)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """An HTML table; every cell is escaped."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _index(sandbox: Sandbox) -> str:
    now = datetime.fromtimestamp(sandbox.gateway_now(), _SEOUL)
    sections = [
        "<p>결제 없이 정기결제를 시험하는 가짜 Iamport(PortOne) V1 게이트웨이입니다. "
        "실제 돈은 움직이지 않습니다. A fake Iamport V1 gateway: no money moves here.</p>"
        f"<p>게이트웨이 시각 <b>{now:%Y-%m-%d %H:%M:%S}</b> (KST) · "
        '<a href="/window?customer_uid=member-1-card-1&amp;merchant_uid=try-1&amp;amount=29000'
        '&amp;name=Membership&amp;buyer_name=Hong">카드 등록 창 열어 보기</a> · '
        '<a href="/js/iamport.js">iamport.js</a> · '
        '<a href="/sandbox/stats">stats</a> · <a href="/sandbox/payments">payments</a> · '
        '<a href="/sandbox/schedules">schedules</a> · <a href="/sandbox/notices">notices</a></p>',
        "<h2>테스트 카드</h2><p>앞 네 자리가 카드사, 끝 네 자리가 동작입니다. 예: "
        "<code>9366-0000-0000-0051</code></p>",
        table(["앞 네 자리", "카드사"], COMPANIES.items()),
        table(
            ["끝 네 자리", "동작", "사유"],
            [(ending, kind.value, kind.reason or "승인") for ending, kind in ENDINGS.items()],
        ),
        "<h2>API</h2>",
        table(["", "path", "operation"], [(r.method, r.template, r.name) for r in ROUTES]),
        "<h2>제어 (control)</h2>",
        table(["", "path"], [(method, path) for method, path, _ in CONTROLS]),
        "<h2>고장 (faults)</h2>",
        table(["kind", "meaning"], [(kind.value, kind.meaning) for kind in FaultKind]),
        "<h2>설정 (settings)</h2>",
        table(["setting", "now"], _settings(sandbox)),
    ]
    return "".join(sections)


def _settings(sandbox: Sandbox) -> list[tuple[str, object]]:
    """The secret is a fake one, but habits count: pages do not show secrets."""
    known = asdict(sandbox.settings())
    return [(name, value) for name, value in known.items() if name != "imp_secret"]


def _receipt(payment: dict[str, object]) -> str:
    paid = datetime.fromtimestamp(int(str(payment["paid_at"])), _SEOUL)
    rows = [
        ("상품명", payment["name"]),
        ("카드", f"{payment['card_name']} {payment['card_number']}"),
        ("승인번호", payment["apply_num"]),
        ("승인일시", f"{paid:%Y-%m-%d %H:%M:%S}"),
        ("결제금액", f"{payment['amount']:,}원"),
        ("취소금액", f"{payment['cancel_amount']:,}원"),
        ("주문번호", payment["merchant_uid"]),
    ]
    return table(["항목", "내용"], rows)
