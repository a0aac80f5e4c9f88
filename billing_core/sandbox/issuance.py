"""What a payment window leaves behind: a row when it opens, a billing key or money when it ends.

KG Inicis shows the amount of an issuance but captures nothing. The result is still a payment that
says `paid`; only `customer_uid_usage: "issue"` and the missing approval number tell it from money.
"""

from billing_core.sandbox.asking import SPENT, WindowAsk, WindowShutError
from billing_core.sandbox.cards import CardOutcome, TestCard
from billing_core.sandbox.charges import approve, fail
from billing_core.sandbox.keys import issue_key
from billing_core.sandbox.orders import is_spent, owner_of_buyer
from billing_core.sandbox.prepare import refuse_other_amount
from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.webhooks import Bell, tell

ALREADY_PAID = "이미 결제가 이루어진 거래건입니다."


def refuse_to_open(shop: Shop, merchant_uid: str, amount: int) -> None:
    """Refuses a spent order number (`WindowShutError`) and an amount prepared differently
    (`RefusedError`)."""
    if is_spent(shop, merchant_uid):
        raise WindowShutError(SPENT, ALREADY_PAID)
    refuse_other_amount(shop, merchant_uid, amount)


def opened(
    shop: Shop, ask: WindowAsk, *, channel: str, at: int, test_channel: bool | None = None
) -> ShopPayment:
    """The row of a window that has opened: `ready`, until something happens in it."""
    number, order = shop.next_number(), ask.order
    return shop.book.payments.put(
        ShopPayment(
            imp_uid=f"imp_{number:012d}",
            pg_tid=f"INIBill{number:012d}" if ask.issues else f"INIpay{number:012d}",
            merchant_uid=order.merchant_uid,
            amount=order.amount,
            name=order.name,
            channel=channel,
            started_at=at,
            updated_at=at,
            customer_uid=ask.customer_uid or None,
            customer_uid_usage="issue" if ask.issues else None,
            notice_url=order.notice_url,
            custom_data=order.custom_data,
            buyer=order.buyer,
            test_channel=shop.settings.test_channel if test_channel is None else test_channel,
        )
    )


def agreed(
    shop: Shop,
    payment: ShopPayment,
    card: TestCard,
    *,
    at: int,
    customer_id: str = "",
    bell: Bell = "before",
) -> ShopPayment:
    """The buyer agreed with this card: a key is issued, or the amount charged; or neither."""
    payment.updated_at = at
    payment.card_name, payment.card_code = card.company, card.company_code
    payment.card_number = card.masked
    issues = payment.customer_uid_usage == "issue"
    stops = CardOutcome.REFUSED_AT_ISSUE if issues else card.outcome
    if card.outcome is stops and stops is not CardOutcome.APPROVED:
        return stopped(shop, payment, card.outcome.reason, at)
    if issues:
        owner = owner_of_buyer(payment.buyer) | {"customer_id": customer_id or None}
        uid, tested = payment.customer_uid or "", payment.test_channel
        issue_key(shop, uid, card, at, owner=owner, test_channel=tested)
        payment.status, payment.paid_at = "paid", at
    else:
        approve(shop, payment, at)
    shop.book.payments.put(payment)
    tell(shop, payment, "issue" if issues else "window", at, bell=bell)
    return payment


def stopped(shop: Shop, payment: ShopPayment, reason: str, at: int) -> ShopPayment:
    """Nothing came of it: no key, no money, no webhook."""
    payment.updated_at = at
    fail(payment, reason, at)
    return shop.book.payments.put(payment)
