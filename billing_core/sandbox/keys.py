"""Billing keys: issuing one from a test card, finding the live one of a customer_uid."""

from __future__ import annotations

from billing_core.sandbox.cards import CardOutcome, TestCard, UnknownCardError, card_of
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.records import BillingKey
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.wire import BadParameterError, NotFoundError, RefusedError

_LIVE = "customer_uid = ? AND replaced_at = 0 AND deleted_at = 0"
_OWNER = (
    "customer_name",
    "customer_tel",
    "customer_email",
    "customer_addr",
    "customer_postcode",
)


def live_key(shop: Shop, customer_uid: str) -> BillingKey | None:
    return shop.book.keys.one(_LIVE, customer_uid)


def no_such_customer(shop: Shop) -> NotFoundError | RefusedError:
    """The error for an unknown key: Swagger says 404, recordings 200 with code 1, so a switch."""
    message = "요청하신 customer_uid로 등록된 정보를 찾을 수 없습니다."
    return (NotFoundError if shop.settings.unknown_customer_is_404 else RefusedError)(message)


def card_in(fields: FormFields) -> TestCard:
    """The card a caller typed in, `card_number` and `expiry` being required."""
    number = fields.required_text("card_number")
    fields.required_text("expiry")
    try:
        return card_of(number)
    except UnknownCardError as unknown:
        raise BadParameterError(str(unknown)) from None


def owner_in(fields: FormFields) -> dict[str, str | None]:
    return {name: fields.text(name) or None for name in _OWNER}


def issue_key(
    shop: Shop,
    customer_uid: str,
    card: TestCard,
    at: int,
    *,
    owner: dict[str, str | None] | None = None,
    test_channel: bool | None = None,
) -> BillingKey:
    """Issues a billing key, which replaces an older one of the same uid. Raises `RefusedError` for
    a card refused at issue."""
    if card.outcome is CardOutcome.REFUSED_AT_ISSUE:
        raise RefusedError(card.outcome.reason)
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
