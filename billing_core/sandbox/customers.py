"""Operations on billing keys (`/subscribe/customers`)."""

from billing_core.sandbox.keys import card_in, issue_key, live_key, no_such_customer, owner_in
from billing_core.sandbox.orders import LONGEST_CUSTOMER_UID
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import Shown, shown_key
from billing_core.sandbox.wire import BadParameterError, NotFoundError, Partial, RefusedError


def get_customer(shop: Shop, call: ShopCall) -> object:
    key = live_key(shop, call.path["customer_uid"])
    if key is None:
        raise no_such_customer(shop)
    return shown_key(key)


def get_customers(shop: Shop, call: ShopCall) -> object:
    asked = call.fields.texts("customer_uid")
    if not asked:
        raise BadParameterError("customer_uid 파라메터가 누락되었습니다.")
    keys = [live_key(shop, customer_uid) for customer_uid in dict.fromkeys(asked)]
    found = [shown_key(key) for key in keys if key]
    if not found:
        raise NotFoundError("유효하지 않은 customer_uid입니다.")
    return Partial(found) if len(found) < len(keys) else found


def issue_customer(shop: Shop, call: ShopCall) -> object:
    """Issues a key from card data sent by API: no payment window, so no issuance payment."""
    customer_uid = call.path["customer_uid"]
    if len(customer_uid) > LONGEST_CUSTOMER_UID:
        raise BadParameterError(f"customer_uid는 {LONGEST_CUSTOMER_UID}자를 넘을 수 없습니다.")
    card = card_in(call.fields, call.at)
    return shown_key(issue_key(shop, customer_uid, card, call.at, owner=owner_in(call.fields)))


def delete_customer(shop: Shop, call: ShopCall) -> Shown:
    """Deletes a billing key for good. Live reservations stay in the book and fail when they run,
    unless they forbid it."""
    key = live_key(shop, call.path["customer_uid"])
    if key is None:
        raise no_such_customer(shop)
    if shop.settings.delete_refused_while_booked and _booked(shop, key.customer_uid):
        raise RefusedError(
            "예약된 결제가 있어 빌링키를 삭제할 수 없습니다. 예약을 먼저 취소하세요."
        )
    key.deleted_at = call.at
    shop.book.keys.put(key)
    return shown_key(key)


def _booked(shop: Shop, customer_uid: str) -> bool:
    live = "customer_uid = ? AND +schedule_status = 'scheduled'"
    return shop.book.schedules.count(live, customer_uid) > 0
