"""Payment windows from opening to answer: `IMP.request_pay`, and the plain link to `/window`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from billing_core.sandbox import asking
from billing_core.sandbox.answers import Outcome, callback_answer, return_address
from billing_core.sandbox.cards import UnknownCardError, card_of
from billing_core.sandbox.console import Console
from billing_core.sandbox.issuance import agreed, opened, refuse_to_open, stopped
from billing_core.sandbox.records import OpenWindow, ShopPayment
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.wire import NotFoundError, NotServedError

CANCELLED = "01 | 사용자가 결제를 취소 하였습니다."
_PHONE = re.compile(r"Android|iPhone|iPod|Windows Phone|BlackBerry|Opera Mini|Mobile")


@dataclass(frozen=True)
class ScriptCall:
    """One call of `IMP.request_pay` as it reaches the gateway."""

    params: Mapping[str, Any]
    caller: asking.Caller
    ticket: str = ""
    origin: str = ""
    listens: bool = True  # a callback was given
    user_agent: str = ""


@dataclass(frozen=True)
class Ending:
    """How a window ended, for the page that shows the end. No outcome: nothing is said."""

    outcome: Outcome | None = None
    redirect: str = ""  # where a window goes that is a page of its own
    ticket: str = ""  # of a window over a page, which is told
    origin: str = ""
    gone: bool = False  # the layer goes, without an answer

    @classmethod
    def of(
        cls, window: OpenWindow, outcome: Outcome | None = None, *, gone: bool = False
    ) -> Ending:
        ticket = window.ticket if window.framed else ""
        return cls(outcome, window.redirect, ticket, window.origin, gone)


class Windows(Console):
    """The part of the sandbox behind the vendor's browser script."""

    def request_pay(self, call: ScriptCall) -> dict[str, object]:
        """What the script does next: `window`, an address for its frame; `leave`, one for the
        whole page; `rsp`, an answer at once; or `gone`, nothing."""
        params, settings = dict(call.params), self.settings()
        if not params.get("merchant_uid"):
            with self._at_the_counter() as shop:
                params["merchant_uid"] = f"nobody_{shop.next_number():012d}"
        phone = is_phone(call.user_agent, settings)
        try:
            asking.refuse_caller(call.caller, params.get("channelKey"), settings)
            ask = asking.window_ask(params, settings, typed=True)
            framed = not phone or settings.phone_way == "frame"
            window = self.open_window(ask, phone=phone, framed=framed, call=call)
        except asking.WindowShutError as shut:
            return self._shut(call, Outcome(str(params["merchant_uid"]), failure=shut), phone)
        return {"window" if window.framed else "leave": f"/window/{window.imp_uid}"}

    def open_window(
        self, ask: asking.WindowAsk, *, phone: bool, framed: bool, call: ScriptCall | None = None
    ) -> OpenWindow:
        """A window with its `ready` row. Raises `WindowShutError`."""
        try:
            with self._lock, self._shop.book.transaction():
                refuse_to_open(self._shop, ask.order.merchant_uid, ask.order.amount)
                channel = "mobile" if phone else "pc"
                payment = opened(self._shop, ask, channel=channel, at=self.gateway_now())
                window = OpenWindow(
                    imp_uid=payment.imp_uid,
                    phone=phone,
                    framed=framed,
                    ticket=call.ticket if call else "",
                    origin=call.origin if call else "",
                    redirect=ask.redirect,
                    confirm_url=ask.confirm_url,
                    customer_id=ask.customer_id,
                    period=ask.period,
                    authtype=ask.authtype,
                )
                return self._shop.book.windows.put(window)
        except NotServedError as refused:
            raise asking.WindowShutError(asking.REFUSED, refused.message) from None

    def look_into(self, imp_uid: str) -> tuple[OpenWindow, ShopPayment, Ending]:
        """The window, its payment, and its end, which has no outcome while it is open.

        Whoever comes a second time, by reload or Back, is told of a failure with an empty text,
        also after paying, unless `window_reload` is `opens`.
        """
        with self._at_the_counter() as shop:
            window, payment = _known(shop, imp_uid)
            again, window.shown = window.shown, True
            shop.book.windows.put(window)
            if again and shop.settings.window_reload == "fails":
                if payment.status == "ready":
                    stopped(shop, payment, "", self.gateway_now())
                return (
                    window,
                    payment,
                    Ending.of(window, _failed(payment, asking.WindowShutError("", ""))),
                )
            return window, payment, Ending.of(window, _of_row(payment))

    def decide(self, imp_uid: str, decision: str, card_number: str) -> Ending:
        """The buyer pressed a button: `agree`, `close`, or `leave` by the window's X."""
        with self._at_the_counter() as shop:
            window, payment = _known(shop, imp_uid)
        if payment.status != "ready":
            return Ending.of(window, _of_row(payment))
        if decision == "leave":
            return self._left(window)
        if decision == "close":
            return self._stopped(window, CANCELLED)
        if reason := self._objection(window, payment):
            return self._stopped(window, reason)
        try:
            return self._agreed(window, card_number)
        finally:
            self.deliver_notices()

    def _agreed(self, window: OpenWindow, card_number: str) -> Ending:
        with self._at_the_counter() as shop:
            at, (_, payment) = self.gateway_now(), _known(shop, window.imp_uid)
            if payment.status != "ready":  # the button was pressed twice
                return Ending.of(window, _of_row(payment))
            try:
                refuse_to_open(shop, payment.merchant_uid, payment.amount)
                card = card_of(card_number)
            except asking.WindowShutError as spent:
                stopped(shop, payment, spent.text, at)
                return Ending.of(window, _failed(payment, spent))
            except (NotServedError, UnknownCardError) as refused:
                stopped(shop, payment, str(refused), at)
                return Ending.of(window, _of_row(payment))
            bell, whose = shop.settings.window_bell, window.customer_id
            agreed(shop, payment, card, at=at, customer_id=whose, bell=bell)
            return Ending.of(window, _of_row(payment))

    def _stopped(self, window: OpenWindow, reason: str) -> Ending:
        with self._at_the_counter() as shop:
            _, payment = _known(shop, window.imp_uid)
            if payment.status != "ready":  # somebody agreed meanwhile
                return Ending.of(window, _of_row(payment))
            text = f"결제가 중단되었습니다({window.imp_uid}).{reason}"
            return Ending.of(window, _of_row(stopped(shop, payment, text, self.gateway_now())))

    def _left(self, window: OpenWindow) -> Ending:
        """By the X: what becomes of the row, and whether anybody is told, are two questions."""
        settings = self.settings()
        if settings.window_closed == "failed":
            ending = self._stopped(window, CANCELLED)
        else:
            with self._at_the_counter() as shop:
                cancelled = asking.WindowShutError(asking.STOPPED, CANCELLED)
                ending = Ending.of(window, _failed(_known(shop, window.imp_uid)[1], cancelled))
        if settings.closing_answers == "callback":
            return ending
        return Ending.of(window, gone=settings.closing_answers == "nothing")

    def _objection(self, window: OpenWindow, payment: ShopPayment) -> str:
        settings = self.settings()
        asked = settings.confirm_process == "all" or (
            settings.confirm_process == "payments" and payment.customer_uid_usage != "issue"
        )
        url = window.confirm_url or settings.confirm_url
        return objection(url, payment, settings.confirm_seconds) if asked and url else ""

    def _shut(self, call: ScriptCall, outcome: Outcome, phone: bool) -> dict[str, object]:
        """A refusal before the window goes to the callback, or else back to the phone's page."""
        settings, back = self.settings(), call.params.get("m_redirect_url")
        if call.listens:
            return {"rsp": callback_answer(outcome, settings)}
        if phone and isinstance(back, str) and back.startswith(("http://", "https://")):
            return {"leave": return_address(back, outcome, settings)}
        return {"gone": True}


def is_phone(user_agent: str, settings: SandboxSettings) -> bool:
    """By the browser's own word, as the vendor's plugin tells them apart."""
    if "iPad" in user_agent:
        return settings.tablet_is_phone
    return bool(_PHONE.search(user_agent))


def _known(shop: Shop, imp_uid: str) -> tuple[OpenWindow, ShopPayment]:
    window = shop.book.windows.one("imp_uid = ?", imp_uid)
    payment = shop.book.payments.one("imp_uid = ?", imp_uid)
    if window is None or payment is None:
        raise NotFoundError("결제창이 없습니다.")
    return window, payment


def _of_row(payment: ShopPayment) -> Outcome | None:
    """What the row says; nothing while it is `ready`."""
    if payment.status == "ready":
        return None
    if payment.status == "failed":
        code = asking.STOPPED if payment.fail_reason else ""
        return _failed(payment, asking.WindowShutError(code, payment.fail_reason or ""))
    return Outcome(payment.merchant_uid, payment)


def _failed(payment: ShopPayment, failure: asking.WindowShutError) -> Outcome:
    return Outcome(payment.merchant_uid, payment, failure)


NO_ANSWER = "confirm_process에 응답이 없습니다."


def objection(url: str, payment: ShopPayment, seconds: float) -> str:
    """The confirm process: the merchant is asked before an approval, and may stop it. Why, or empty
    when it answers 200 in time."""
    body = {
        "imp_uid": payment.imp_uid,
        "merchant_uid": payment.merchant_uid,
        "amount": payment.amount,
    }
    try:
        answer = httpx.post(url, json=body, timeout=seconds, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return NO_ANSWER
    if answer.status_code == httpx.codes.OK:
        return ""
    return _reason(answer) or f"confirm_process가 거절하였습니다. (HTTP {answer.status_code})"


def _reason(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return ""
    return str(said.get("reason") or "") if isinstance(said, dict) else ""
