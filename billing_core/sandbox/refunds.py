"""Giving money back, by API or at the console. A partial refund also says `cancelled`."""

from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import shown_payment
from billing_core.sandbox.webhooks import tell
from billing_core.sandbox.wire import BadParameterError, RefusedError


def cancel(shop: Shop, call: ShopCall) -> object:
    """A refund by API, of everything without an amount or at 0; `checksum` must be what is left."""
    fields = call.fields
    payment = _asked_for(shop, fields.text("imp_uid"), fields.text("merchant_uid"))
    checksum = fields.whole("checksum")
    if checksum is not None and checksum != payment.refundable:
        raise RefusedError("취소 가능 잔액이 일치하지 않습니다.")
    cancellation_id = refund(
        shop, payment, fields.whole("amount") or 0, fields.text("reason"), call.at
    )
    if fields.flag("enable_webhook"):
        tell(shop, payment, "cancel", call.at, cancellation_id)
    return shown_payment(payment, shop.settings)


def refund(shop: Shop, payment: ShopPayment, amount: int, reason: str, at: int) -> str:
    """Give back `amount` won (0: all that is left); returns the cancellation_id."""
    if payment.refundable == 0:
        raise RefusedError("취소할 수 있는 결제가 아니거나 이미 전액취소된 주문입니다.")
    if not 0 <= amount <= payment.refundable:
        raise RefusedError("취소 요청금액이 취소 가능 잔액을 초과합니다.")
    entry = _entry(shop, payment, amount or payment.refundable, reason, at)
    payment.cancel_history.append(entry)
    payment.cancel_amount += int(str(entry["amount"]))
    payment.cancel_reason = reason or None
    payment.status = "cancelled"
    payment.cancelled_at = payment.updated_at = at
    shop.book.payments.put(payment)
    _mark_schedule(shop, payment)
    return str(entry["cancellation_id"])


def _entry(
    shop: Shop, payment: ShopPayment, amount: int, reason: str, at: int
) -> dict[str, object]:
    number = f"{shop.next_number():012d}"
    return {
        "pg_tid": f"INICancel{number}",
        "amount": amount,
        "cancelled_at": at,
        "reason": reason,
        "cancellation_id": f"cancel_{number}",
        "receipt_url": payment.receipt_url,
    }


def _asked_for(shop: Shop, imp_uid: str, merchant_uid: str) -> ShopPayment:
    if not imp_uid and not merchant_uid:
        raise BadParameterError("imp_uid 또는 merchant_uid를 지정해주셔야합니다.")
    payments = shop.book.payments
    if imp_uid:  # it wins over merchant_uid, even when it leads nowhere
        found = payments.one("imp_uid = ?", imp_uid)
    else:
        found = payments.one("merchant_uid = ? AND paid_at > 0", merchant_uid)
    if found is None:
        raise RefusedError("취소할 결제건이 존재하지 않습니다.")
    return found


def _mark_schedule(shop: Shop, payment: ShopPayment) -> None:
    """A reservation whose payment was refunded says so."""
    schedule = shop.book.schedules.one("imp_uid = ?", payment.imp_uid)
    if schedule:
        schedule.payment_status = "cancelled"
        shop.book.schedules.put(schedule)
