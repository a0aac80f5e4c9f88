"""Operations on reservations (`/subscribe/payments/schedule`)."""

from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.keys import card_in, issue_key, live_key, owner_in
from billing_core.sandbox.orders import ShopOrder, buyer_of_owner, customer_uid_of, order_of
from billing_core.sandbox.records import BillingKey, Schedule, ShopPayment
from billing_core.sandbox.reservations import reserve, revoke, run
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import Shown, shown_payment, shown_schedule
from billing_core.sandbox.webhooks import tell
from billing_core.sandbox.wire import BadParameterError, NotFoundError, RefusedError


def schedule(shop: Shop, call: ShopCall) -> list[Shown]:
    """Registers reservations: all of them, or none."""
    customer_uid = customer_uid_of(call.fields)
    wanted = [_wanted(shop, item, call.at) for item in call.fields.items("schedules")]
    names = [order.merchant_uid for order, _ in wanted]
    if len(set(names)) < len(names) or any(_used(shop, name) for name in names):
        raise RefusedError("이미 사용된 merchant_uid입니다. 예약건마다 고유한 값을 전달하세요.")
    key = _card_on_file(shop, call, customer_uid)
    customer_id = call.fields.text("customer_id") or key.owner.get("customer_id")
    return [
        shown_schedule(reserve(shop, _new(key, order, due, customer_id), call.at))
        for order, due in wanted
    ]


def unschedule(shop: Shop, call: ShopCall) -> object:
    """Revokes named reservations, or every live one of a customer_uid; never another's."""
    customer_uid, names = call.fields.text("customer_uid"), call.fields.texts("merchant_uid")
    if not customer_uid and not names:
        raise BadParameterError("customer_uid 또는 merchant_uid가 필요합니다.")
    live = _live_of(shop, customer_uid, names)
    if not live:
        raise RefusedError("취소할 예약결제 기록이 존재하지 않습니다.")
    return [shown_schedule(revoke(shop, one, call.at)) for one in live]


def move(shop: Shop, call: ShopCall) -> Shown:
    """Moves a live reservation to another, future time."""
    found = known_schedule(shop, call.path["merchant_uid"])
    due = _future(call)
    if not found.live:
        raise BadParameterError("이미 실행되었거나 취소된 예약입니다.")
    found.schedule_at = due
    return shown_schedule(reserve(shop, found, call.at))


def reschedule(shop: Shop, call: ShopCall) -> object:
    """A failed *or revoked* reservation comes back to life at a future time."""
    found = _can_run_again(shop, call.path["merchant_uid"])
    found.schedule_at = _future(call)
    found.schedule_status = "scheduled"
    found.payment_status = found.imp_uid = found.fail_reason = None
    found.executed_at = found.revoked_at = 0
    return shown_schedule(reserve(shop, found, call.at))


def retry(shop: Shop, call: ShopCall) -> object:
    """Charges a failed or revoked reservation at once; the answer is the payment."""
    payment = run_again(shop, call.path["merchant_uid"], call.at)
    if payment.status == "paid":
        tell(shop, payment, "retry", call.at)
    return shown_payment(payment, shop.settings)


def run_again(shop: Shop, merchant_uid: str, at: int) -> ShopPayment:
    """A failed or revoked reservation, charged now as a new payment."""
    found = _can_run_again(shop, merchant_uid)
    if live_key(shop, found.customer_uid) is None:
        raise NotFoundError("등록된 빌링키가 없습니다.")
    return run(shop, found, at)


def known_schedule(shop: Shop, merchant_uid: str) -> Schedule:
    found = shop.book.schedules.one("merchant_uid = ?", merchant_uid)
    if found is None:
        raise NotFoundError("존재하지 않는 결제예약입니다.")
    return found


def _wanted(shop: Shop, item: FormFields, now: int) -> tuple[ShopOrder, int]:
    due = item.required_whole("schedule_at")
    if due <= now and not shop.settings.accept_past_schedules:
        raise RefusedError("예약시각이 현재시각보다 과거입니다.")
    return order_of(item), due


def _used(shop: Shop, merchant_uid: str) -> bool:
    book = shop.book
    return bool(
        book.schedules.count("merchant_uid = ?", merchant_uid)
        or book.payments.count("merchant_uid = ?", merchant_uid)
    )


def _card_on_file(shop: Shop, call: ShopCall, customer_uid: str) -> BillingKey:
    """The customer's key, or a new one when card data came along."""
    if known := live_key(shop, customer_uid):
        return known
    if not call.fields.text("card_number"):
        raise RefusedError("등록되지 않은 구매자입니다. 카드정보가 필요합니다.")
    card = card_in(call.fields, call.at)
    return issue_key(shop, customer_uid, card, call.at, owner=owner_in(call.fields))


def _new(key: BillingKey, order: ShopOrder, due: int, customer_id: str | None) -> Schedule:
    return Schedule(
        merchant_uid=order.merchant_uid,
        customer_uid=key.customer_uid,
        customer_id=customer_id,
        schedule_at=due,
        amount=order.amount,
        name=order.name,
        notice_url=order.notice_url,
        custom_data=order.custom_data,
        buyer=buyer_of_owner(order.buyer, key.owner),
        tax_free=order.tax_free,
    )


def _live_of(shop: Shop, customer_uid: str, names: list[str]) -> list[Schedule]:
    schedules = shop.book.schedules
    if not names:
        return schedules.many("customer_uid = ? AND +schedule_status = 'scheduled'", customer_uid)
    found = [schedules.one("merchant_uid = ?", name) for name in dict.fromkeys(names)]
    return [one for one in found if one and one.live and customer_uid in ("", one.customer_uid)]


def _future(call: ShopCall) -> int:
    due = call.fields.required_whole("schedule_at")
    if due <= call.at:
        raise BadParameterError("예약시각이 현재시각보다 과거입니다.")
    return due


def _can_run_again(shop: Shop, merchant_uid: str) -> Schedule:
    found = known_schedule(shop, merchant_uid)
    if not found.can_run_again:
        raise BadParameterError("아직 실행되지 않았거나 이미 승인된 예약입니다.")
    return found
