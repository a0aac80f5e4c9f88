"""Registering a card in the payment window: a key is issued, and an odd "payment" with it.

KG Inicis shows the amount but captures nothing. The result is still a payment that says `paid`;
only `customer_uid_usage: "issue"` and the missing approval number tell it from money.
"""

from __future__ import annotations

from billing_core.sandbox.cards import CardOutcome, TestCard
from billing_core.sandbox.charges import fail, started
from billing_core.sandbox.keys import issue_key
from billing_core.sandbox.orders import ShopOrder, owner_of_buyer, refuse_if_paid
from billing_core.sandbox.prepare import refuse_other_amount
from billing_core.sandbox.records import BillingKey, ShopPayment
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.webhooks import tell


def issue_at_window(
    shop: Shop,
    customer_uid: str,
    order: ShopOrder,
    card: TestCard,
    *,
    at: int,
    test_channel: bool | None,
) -> ShopPayment:
    """Registers a card by an issuance "payment": paid, or failed when the card is refused at issue.

    Raises `RefusedError` when the window would not open: the order number is spent, or its amount
    was prepared differently.
    """
    refuse_if_paid(shop, order.merchant_uid)
    refuse_other_amount(shop, order.merchant_uid, order.amount)
    if card.outcome is CardOutcome.REFUSED_AT_ISSUE:
        return _refused(shop, customer_uid, order, card, at)
    owner = owner_of_buyer(order.buyer)
    key = issue_key(shop, customer_uid, card, at, owner=owner, test_channel=test_channel)
    payment = started(shop, order, key, usage="issue", at=at)
    payment.channel = "pc"
    payment.status = "paid"
    payment.paid_at = at
    shop.book.payments.put(payment)
    tell(shop, payment, "issue", at)
    return payment


def _refused(
    shop: Shop, customer_uid: str, order: ShopOrder, card: TestCard, at: int
) -> ShopPayment:
    """The attempt stays in the book; no key, no webhook."""
    attempt = BillingKey(
        customer_uid, card.company, card.company_code, card.masked, card.outcome.value, at, at
    )
    payment = started(shop, order, attempt, usage="issue", at=at)
    payment.channel = "pc"
    fail(payment, card.outcome.reason, at)
    return shop.book.payments.put(payment)
