"""What the payment window and its last page look like."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

from billing_core.sandbox.answers import Outcome, callback_answer
from billing_core.sandbox.asking import WindowAsk
from billing_core.sandbox.cards import COMPANIES, ENDINGS, CardOutcome
from billing_core.sandbox.records import OpenWindow, ShopPayment
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.windows import Ending

_TEMPLATES = Path(__file__).parent / "templates"
_WINDOW = Template((_TEMPLATES / "window.html").read_text(encoding="utf-8"))
_ANSWER = Template((_TEMPLATES / "answer.html").read_text(encoding="utf-8"))
# A second look must ask the sandbox again, which knows what has happened since.
_FRESH = {"cache-control": "no-store"}
_BUYER = {"주문자": "buyer_name", "전화": "buyer_tel", "이메일": "buyer_email"}
_NO_PERIOD = "별도제공기간없음"
_ASKED_FOR = "카드번호 · 유효기간 · 주민등록번호 · 비밀번호 앞 2자리"
_ASKED_FOR_01 = "카드번호 · 유효기간 · 생년월일"


@dataclass(frozen=True)
class WindowView:
    """What a window shows."""

    issues: bool
    merchant_uid: str
    name: str
    amount: int
    buyer: dict[str, str | None]
    period: str
    asked_for: str  # what the vendor's window would have typed in
    tells_order: bool  # amount and period

    @classmethod
    def of_ask(cls, ask: WindowAsk, settings: SandboxSettings, *, phone: bool) -> WindowView:
        return cls(
            issues=ask.issues,
            merchant_uid=ask.order.merchant_uid,
            name=ask.order.name,
            amount=ask.order.amount,
            buyer=ask.order.buyer,
            period=ask.period,
            asked_for=_ASKED_FOR_01 if phone and ask.authtype == "01" else _ASKED_FOR,
            tells_order=settings.phone_shows_order or not phone,
        )

    @classmethod
    def of_row(
        cls, window: OpenWindow, payment: ShopPayment, settings: SandboxSettings
    ) -> WindowView:
        return cls(
            issues=payment.customer_uid_usage == "issue",
            merchant_uid=payment.merchant_uid,
            name=payment.name,
            amount=payment.amount,
            buyer=payment.buyer,
            period=window.period,
            asked_for=_ASKED_FOR_01 if window.phone and window.authtype == "01" else _ASKED_FOR,
            tells_order=settings.phone_shows_order or not window.phone,
        )

    @property
    def facts(self) -> list[tuple[str, str]]:
        buyer = [(word, self.buyer.get(name) or "") for word, name in _BUYER.items()]
        facts = [("상품명", self.name), *(fact for fact in buyer if fact[1])]
        if self.tells_order:
            facts.append(("제공기간", self.period or _NO_PERIOD))
        facts.append(("주문번호", self.merchant_uid))
        if self.issues:
            facts.append(("실제 입력 항목", self.asked_for))
        return facts


def window_page(
    view: WindowView,
    *,
    action: str,
    carried: Iterable[tuple[str, str]] = (),
    over: Ending | None = None,
) -> HTMLResponse:
    """The window; `over` says which call of a page it stands over, if any."""
    word = "표시 금액" if view.issues else "결제 금액"
    won = f'<dt>{word}</dt><dd class="won">{view.amount:,}원</dd>' if view.tells_order else ""
    return HTMLResponse(
        _WINDOW.substitute(
            title="신용카드 등록" if view.issues else "신용카드 결제",
            note="카드만 등록합니다. 표시된 금액은 지금 결제되지 않습니다."
            if view.issues
            else "시험용 결제입니다. 실제 돈은 움직이지 않습니다.",
            agree="동의하고 등록하기" if view.issues else "동의하고 결제하기",
            facts="".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in view.facts),
            won=won,
            action=escape(action),
            carried="".join(
                f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
                for name, value in carried
            ),
            companies="".join(
                f'<option value="{code}"{" selected" if code == "9366" else ""}>{name}'
                for code, name in COMPANIES.items()
            ),
            cards="".join(
                f'<label class="choice"><input type="radio" name="ending" value="{ending}"'
                f"{'' if outcome.reason else ' checked'}>{_label(outcome, view)}"
                f"<code>…{ending}</code></label>"
                for ending, outcome in ENDINGS.items()
            ),
            call=_in_script({"ticket": over.ticket, "origin": over.origin} if over else {}),
        ),
        headers=_FRESH,
    )


def answer_page(ending: Ending, spoken: Outcome | None, settings: SandboxSettings) -> HTMLResponse:
    """The last page of a window: it tells the page below, or, alone, whoever looks at it."""
    said: dict[str, object] = {}
    if ending.ticket and spoken:
        said = {"rsp": callback_answer(spoken, settings)}
    elif ending.ticket and ending.gone:
        said = {"gone": True}
    rows = callback_answer(ending.outcome, settings).items() if ending.outcome else []
    told = {"ticket": ending.ticket, "origin": ending.origin, "said": said}
    return HTMLResponse(
        _ANSWER.substitute(
            result="".join(
                f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>"
                for name, value in rows
                if value not in (None, "")
            )
            or "<dt>결제창을 나갔습니다.</dt>",
            told=_in_script(told if said else {}),
        ),
        headers=_FRESH,
    )


def _label(outcome: CardOutcome, view: WindowView) -> str:
    if outcome is CardOutcome.APPROVED:
        return "정상 승인"
    if outcome is CardOutcome.REFUSED_AT_ISSUE:
        return "등록 거절" if view.issues else "결제 거절"
    return f"결제 거절 · {outcome.reason.partition('] ')[2]}"


def _in_script(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
