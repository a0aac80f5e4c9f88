"""What the browser hears of a window: the callback's `rsp`, and the query of the return address."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from billing_core.sandbox.asking import WindowShutError
from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shown import Shown, shown_payment

_ECHOED = (
    *("pay_method", "status", "name", "pg_provider", "pg_tid", "paid_at", "receipt_url"),
    *("buyer_name", "buyer_email", "buyer_tel", "buyer_addr", "buyer_postcode"),
    *("apply_num", "card_name", "card_number", "card_quota"),
)


@dataclass(frozen=True)
class Outcome:
    """How a call ended: with a payment or before there was one, well or with a failure."""

    merchant_uid: str
    payment: ShopPayment | None = None
    failure: WindowShutError | None = None

    @property
    def imp_uid(self) -> str | None:
        return self.payment.imp_uid if self.payment else None


def callback_answer(outcome: Outcome, settings: SandboxSettings) -> Shown:
    """The argument of the callback, in the shape that is set."""
    said: Shown = {"imp_uid": outcome.imp_uid, "merchant_uid": outcome.merchant_uid}
    said |= {"error_code": None, "error_msg": None}
    said |= _failure(outcome, settings)
    if settings.rsp_shape == "short":
        return said
    verdict: Shown = {settings.rsp_shape: outcome.failure is None}
    return verdict | said | _echo(outcome.payment, settings)


def return_address(url: str, outcome: Outcome, settings: SandboxSettings) -> str:
    """The return address with the answer behind its own query; everything is text there."""
    known = {"merchant_uid": outcome.merchant_uid}
    if outcome.imp_uid and settings.redirect_shape != "merchant_uid":
        known = {"imp_uid": outcome.imp_uid} | known
    if settings.redirect_shape == "imp_success":
        known["imp_success"] = "true" if outcome.failure is None else "false"
    said = {name: text for name, text in _failure(outcome, settings).items() if text is not None}
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(known | said)]))
    fragment = parts.fragment if settings.redirect_fragment == "kept" else ""
    return urlunsplit(parts._replace(query=query, fragment=fragment))


def _failure(outcome: Outcome, settings: SandboxSettings) -> dict[str, str | None]:
    if outcome.failure is None:
        return {}
    code, text = outcome.failure.code, outcome.failure.text
    if settings.failure_shape == "empty" or not code:
        return {"error_code": None, "error_msg": ""}
    if settings.failure_shape == "text":
        return {"error_code": None, "error_msg": f"{code}:{text}"}
    return {"error_code": code, "error_msg": text}


def _echo(payment: ShopPayment | None, settings: SandboxSettings) -> Shown:
    if payment is None:
        return {}
    shown = shown_payment(payment, settings)
    echoed: Shown = {name: shown[name] for name in _ECHOED}
    return echoed | {"paid_amount": payment.amount, "custom_data": _object(payment.custom_data)}


def _object(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
