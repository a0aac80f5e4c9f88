"""The argument of `IMP.request_pay` for a window that registers a card, exactly as the vendor names
its fields. What is not known is left out."""

from typing import Any

from billing_core.models import Checkout, Member
from billing_core.rules import payment_window
from billing_core.rules.checkout import Offer
from billing_core.settings import Settings
from billing_core.wording.checkout_page import NAMELESS, SOLD
from billing_core.wording.languages import KOREAN


def window_parameters(
    settings: Settings,
    window: Checkout,
    member: Member,
    offer: Offer,
    *,
    email: str,
    phone: str,
    amount: int,
    return_url: str | None,
    place: int = KOREAN,
) -> dict[str, Any]:
    """`amount` is what the window shows, whole won; nothing is taken in it, whatever it says."""
    asked: dict[str, Any] = {
        "channelKey": settings.channel_key,
        "pay_method": "card",
        "merchant_uid": window.merchant_uid,
        "customer_uid": window.customer_uid,
        "name": payment_window.window_text(offer.plan_name, payment_window.NAME_BYTES, SOLD[place]),
        "amount": amount,
        "buyer_name": payment_window.window_text(
            member.name, payment_window.BUYER_BYTES, NAMELESS[place]
        ),
        "buyer_tel": payment_window.fits(phone, payment_window.PHONE_BYTES),
        "buyer_email": payment_window.fits(email, payment_window.EMAIL_BYTES),
        "customer_id": payment_window.fits(member.app_id, payment_window.CUSTOMER_ID_BYTES)
        if member.app_id.isascii()
        else "",
        "period": {"from": f"{offer.first_day:%Y%m%d}", "to": f"{offer.last_day:%Y%m%d}"},
        "m_redirect_url": return_url,
        "notice_url": settings.notice_url,
    }
    if settings.inicis_authtype:
        asked["bypass"] = {"inicis": {"authtype": settings.inicis_authtype}}
    return {name: value for name, value in asked.items() if value not in ("", None)}
