"""What a page asks of `IMP.request_pay`, and why a window does not open for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from billing_core.sandbox import orders
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.wire import BadParameterError

NO_SUCH_SHOP = "F500"
SPENT = "F1002"
REFUSED = "F0004"  # recorded for what the PG refuses; live codes of the other cases are unwritten
STOPPED = "F0005"

LONGEST_ADDRESS = 1000  # bytes
_BUYER = ("buyer_name", "buyer_tel", "buyer_email")
# What Inicis takes, in bytes of UTF-8: thirteen Hangul of a name.
_MOST_BYTES = {"name": 40, "buyer_name": 30, "buyer_tel": 40, "buyer_email": 60}


class WindowShutError(Exception):
    """The window does not open, or what was done in it does not count."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class WindowAsk:
    """The parameters of one call, checked. Without a `customer_uid` it is an ordinary payment."""

    order: orders.ShopOrder
    customer_uid: str = ""
    customer_id: str = ""
    redirect: str = ""  # m_redirect_url
    confirm_url: str = ""
    period: str = ""  # as the window shows it
    authtype: str = ""  # of bypass.inicis

    @property
    def issues(self) -> bool:
        """Whether a billing key is issued, and nothing paid."""
        return bool(self.customer_uid)


@dataclass(frozen=True)
class Caller:
    """The page's state when it called: `IMP.init` and whether somebody had just clicked."""

    code: str = ""
    inits: int = 0
    clicked: bool = True
    windows: int = 0  # that are open already


def refuse_caller(caller: Caller, channel: object, settings: SandboxSettings) -> None:
    wanted = settings.imp_code
    known = caller.code == wanted if wanted else caller.code.startswith("imp")
    if caller.inits != 1 or not known:
        raise WindowShutError(NO_SUCH_SHOP, "상점 정보를 조회하지 못했습니다. (IMP.init)")
    if settings.channel_key and channel not in (None, "", settings.channel_key):
        raise WindowShutError(NO_SUCH_SHOP, "채널 정보를 조회하지 못했습니다. (channelKey)")
    if settings.click_needed and not caller.clicked:
        raise WindowShutError(REFUSED, "팝업이 차단되어 결제창을 열지 못했습니다.")
    if settings.second_window == "refused" and caller.windows:
        raise WindowShutError(REFUSED, "이미 열려 있는 결제창이 있습니다.")


def window_ask(values: Mapping[str, Any], settings: SandboxSettings, *, typed: bool) -> WindowAsk:
    """The call, checked; `typed`: it comes as JSON, so an amount in quotes can be told from one
    without. Raises `WindowShutError`."""
    try:
        return _asked(FormFields(_fitting(dict(values), settings)), typed=typed, settings=settings)
    except BadParameterError as wrong:
        raise WindowShutError(REFUSED, wrong.message) from None


def _asked(fields: FormFields, *, typed: bool, settings: SandboxSettings) -> WindowAsk:
    customer_uid = fields.short_text("customer_uid", orders.LONGEST_CUSTOMER_UID).strip()
    if "customer_uid" in fields.values and not customer_uid:
        raise BadParameterError("customer_uid 파라메터가 비어 있습니다.")
    if fields.text("pay_method", "card") != "card":
        raise BadParameterError("이 채널은 card 결제수단만 지원합니다.")
    if fields.text("currency", "KRW") != "KRW":
        raise BadParameterError("이 채널은 KRW 결제만 지원합니다.")
    for name in _BUYER if settings.buyer_required else ():
        fields.required_text(name)
    order = orders.ShopOrder(
        merchant_uid=fields.required_text("merchant_uid", orders.LONGEST_MERCHANT_UID),
        amount=_amount(fields, typed=typed, least=0 if customer_uid else 1),
        name=fields.required_text("name"),
        notice_url=" ".join(fields.texts("notice_url")),
        custom_data=orders.custom_data_in(fields),
        buyer={
            name: fields.text(name) or None for name in (*_BUYER, "buyer_addr", "buyer_postcode")
        },
    )
    return WindowAsk(
        order,
        customer_uid,
        customer_id=fields.text("customer_id"),
        redirect=_address(fields),
        confirm_url=fields.text("confirm_url"),
        period=_period(fields.values.get("period")),
        authtype=_authtype(fields.values.get("bypass")),
    )


def _amount(fields: FormFields, *, typed: bool, least: int) -> int:
    if typed and isinstance(fields.values.get("amount"), str):
        raise BadParameterError("amount 파라메터는 숫자여야 합니다.")
    amount = fields.required_whole("amount")
    if amount < least:
        raise BadParameterError("결제금액이 올바르지 않습니다.")
    return amount


def _address(fields: FormFields) -> str:
    address = fields.text("m_redirect_url")
    if len(address.encode()) > LONGEST_ADDRESS:
        raise BadParameterError(f"m_redirect_url은 {LONGEST_ADDRESS}바이트를 넘을 수 없습니다.")
    if urlsplit(address).scheme not in ("", "http", "https"):
        raise BadParameterError("m_redirect_url이 올바르지 않습니다.")
    return address


def _period(value: object) -> str:
    """The offer period: `{from, to}`, each YYYYMMDD. What is no such thing is not shown."""
    if not isinstance(value, dict):
        return ""
    days = [str(value.get(name, "")) for name in ("from", "to")]
    if not all(len(day) == 8 and day.isdecimal() for day in days):
        return ""
    return " ~ ".join(f"{day[:4]}.{day[4:6]}.{day[6:]}" for day in days)


def _authtype(value: object) -> str:
    inicis = value.get("inicis") if isinstance(value, dict) else None
    return str(inicis.get("authtype", "")) if isinstance(inicis, dict) else ""


def _fitting(values: dict[str, Any], settings: SandboxSettings) -> dict[str, Any]:
    """The texts as long as Inicis takes them, or as long as they are where that is kept."""
    for name, most in _MOST_BYTES.items():
        text = values.get(name)
        if not isinstance(text, str) or len(text.encode()) <= most:
            continue
        if settings.too_long == "refused":
            raise BadParameterError(f"{name}은(는) {most}바이트를 넘을 수 없습니다.")
        if settings.too_long == "cut":
            values[name] = text.encode()[:most].decode(errors="ignore")
    return values
