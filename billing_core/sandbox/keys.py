"""Billing keys: issuing one from a test card, finding the live one of a customer_uid."""

import re
from datetime import datetime, timedelta, timezone

from billing_core.sandbox import wire
from billing_core.sandbox.cards import CardOutcome, TestCard, UnknownCardError, card_of
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.records import BillingKey
from billing_core.sandbox.shop import Shop

_LIVE = "customer_uid = ? AND replaced_at = 0 AND deleted_at = 0"
LONGEST_OF_OWNER = {
    "customer_name": 20,
    "customer_tel": 20,
    "customer_email": 200,
    "customer_addr": 200,
    "customer_postcode": 8,
}
CARD_REFUSED = "카드정보 인증에 실패하였습니다."
_NEVER = frozenset({CardOutcome.REFUSED_AT_ISSUE, CardOutcome.EXPIRED})
_EXPIRY = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SEOUL = timezone(timedelta(hours=9))


def live_key(shop: Shop, customer_uid: str) -> BillingKey | None:
    return shop.book.keys.one(_LIVE, customer_uid)


def no_such_customer(shop: Shop) -> wire.NotFoundError | wire.RefusedError:
    """The error for an unknown key: Swagger says 404, recordings 200 with code 1, so a switch."""
    message = "요청하신 customer_uid로 등록된 정보를 찾을 수 없습니다."
    return (wire.NotFoundError if shop.settings.unknown_customer_is_404 else wire.RefusedError)(
        message
    )


def card_in(fields: FormFields, at: int) -> TestCard:
    """The card a caller typed in, `card_number` and `expiry` being required.

    Raises `DeclinedError` for one that is unknown, expired or refused by its company.
    """
    number, expiry = fields.required_text("card_number"), fields.required_text("expiry")
    if not _EXPIRY.fullmatch(expiry):
        raise wire.BadParameterError("expiry 파라메터는 YYYY-MM 형식이어야 합니다.")
    try:
        card = card_of(number)
    except UnknownCardError as unknown:
        said = f"{CARD_REFUSED} 유효하지않은 카드번호를 입력하셨습니다. ({unknown})"
        raise wire.DeclinedError(said) from None
    if f"{datetime.fromtimestamp(at, _SEOUL):%Y-%m}" > expiry:
        raise wire.DeclinedError(f"{CARD_REFUSED} {CardOutcome.EXPIRED.reason}")
    if card.outcome in _NEVER:
        raise wire.DeclinedError(f"{CARD_REFUSED} {card.outcome.reason}")
    return card


def owner_in(fields: FormFields) -> dict[str, str | None]:
    owner = {name: fields.short_text(name, n) or None for name, n in LONGEST_OF_OWNER.items()}
    return owner | {"customer_id": fields.text("customer_id") or None}


def issue_key(
    shop: Shop,
    customer_uid: str,
    card: TestCard,
    at: int,
    *,
    owner: dict[str, str | None] | None = None,
    test_channel: bool | None = None,
) -> BillingKey:
    """Issues a billing key, which replaces an older one of the same uid."""
    old = live_key(shop, customer_uid)
    if old:
        old.replaced_at = at
        shop.book.keys.put(old)
    return shop.book.keys.put(
        BillingKey(
            customer_uid=customer_uid,
            card_name=card.company,
            card_code=card.company_code,
            card_number=card.masked,
            outcome=card.outcome.value,
            inserted=old.inserted if old else at,
            updated=at,
            test_channel=shop.settings.test_channel if test_channel is None else test_channel,
            owner=owner or {},
        )
    )
