"""Charging now: `again` with a billing key, `onetime` with a card, and the charge behind both."""

from billing_core.sandbox import orders
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.keys import CARD_REFUSED, card_in, issue_key, live_key, owner_in
from billing_core.sandbox.records import BillingKey, ShopPayment
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import Shown, shown_payment
from billing_core.sandbox.webhooks import tell
from billing_core.sandbox.wire import BadParameterError, Declined, DeclinedError


def again(shop: Shop, call: ShopCall) -> Shown:
    """Charges a billing key now. A declined card is a success of the *call*: HTTP 200, code 0,
    status failed."""
    customer_uid = orders.customer_uid_of(call.fields)
    order = orders.order_of(call.fields)
    key = live_key(shop, customer_uid)
    if key is None:
        raise DeclinedError("등록되지 않은 구매자입니다. 빌링키를 먼저 발급하세요.")
    if shop.settings.duplicate_guard:
        orders.refuse_if_paid(shop, order.merchant_uid)
    payment = charge(shop, order, key, usage="payment", at=call.at)
    if payment.status == "paid":  # a failed immediate charge rings no bell
        tell(shop, payment, "again", call.at)
    return shown_payment(payment, shop.settings)


def onetime(shop: Shop, call: ShopCall) -> object:
    """Charges a card; with a customer_uid it is kept *and* charged: usage `issue`, real money.

    Unlike `again`, a declined card is answered without its payment, which the book keeps."""
    card = card_in(call.fields, call.at)
    order = orders.order_of(call.fields)
    orders.refuse_if_paid(shop, order.merchant_uid)
    customer_uid = call.fields.text("customer_uid")
    if len(customer_uid) > orders.LONGEST_CUSTOMER_UID:
        raise BadParameterError(
            f"customer_uid는 {orders.LONGEST_CUSTOMER_UID}자를 넘을 수 없습니다."
        )
    passing = BillingKey(
        customer_uid=customer_uid,
        card_name=card.company,
        card_code=card.company_code,
        card_number=card.masked,
        outcome=card.outcome.value,
        inserted=call.at,
        updated=call.at,
        test_channel=shop.settings.test_channel,
    )
    payment = charge(shop, order, passing, usage="issue" if customer_uid else None, at=call.at)
    if payment.status != "paid":
        return Declined(f"{CARD_REFUSED} {payment.fail_reason}")
    if customer_uid:
        given = {name: value for name, value in orders.owner_of_buyer(order.buyer).items() if value}
        owner = owner_in(call.fields) | given
        issue_key(shop, customer_uid, card, call.at, owner=owner)
    tell(shop, payment, "onetime", call.at)
    return shown_payment(payment, shop.settings)


def charge(
    shop: Shop,
    order: orders.ShopOrder,
    key: BillingKey,
    *,
    usage: str | None,
    at: int,
    prefix: str = "imp_",
) -> ShopPayment:
    """Charge a card; paid or failed, it is in the book. `at` is also its paid_at or failed_at."""
    payment = started(shop, order, key, usage=usage, at=at, prefix=prefix)
    outcome = key.outcome_at(at)
    if outcome is CardOutcome.APPROVED:
        approve(shop, payment, at)
    else:
        fail(payment, outcome.reason, at)
    return shop.book.payments.put(payment)


def started(
    shop: Shop,
    order: orders.ShopOrder,
    key: BillingKey,
    *,
    usage: str | None,
    at: int,
    prefix: str = "imp_",
) -> ShopPayment:
    number = shop.next_number()
    return ShopPayment(
        imp_uid=f"{prefix}{number:012d}",
        merchant_uid=order.merchant_uid,
        amount=order.amount,
        name=order.name,
        started_at=at,
        updated_at=at,
        customer_uid=key.customer_uid or None,
        customer_uid_usage=usage,
        notice_url=order.notice_url,
        custom_data=order.custom_data,
        buyer=order.buyer,
        tax_free=order.tax_free,
        card_name=key.card_name,
        card_code=key.card_code,
        card_number=key.card_number,
        pg_tid=f"INIBill{number:012d}",
        test_channel=key.test_channel,
    )


def fail(payment: ShopPayment, reason: str, at: int) -> None:
    payment.status = "failed"
    payment.failed_at = at
    payment.fail_reason = reason


def approve(shop: Shop, payment: ShopPayment, at: int) -> None:
    payment.status = "paid"
    payment.paid_at = at
    payment.apply_num = f"{shop.next_number() % 10**8:08d}"
    payment.receipt_url = f"{shop.settings.public_url}/receipts/{payment.imp_uid}"
