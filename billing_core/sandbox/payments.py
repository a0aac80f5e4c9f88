"""Reading payments: one, many, by order number, by status in a window, and the tax split."""

from collections.abc import Sequence

from billing_core.sandbox import paging
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import shown_payment
from billing_core.sandbox.wire import BadParameterError, NotFoundError, Partial

MOST_AT_ONCE = 100
_STATUSES = frozenset({"ready", "paid", "cancelled", "failed"})


def get_payment(shop: Shop, call: ShopCall) -> object:
    payment = _known(shop, call.path["imp_uid"])
    if payment.test_channel and not call.fields.flag("include_sandbox"):
        raise _unknown()
    return shown_payment(payment, shop.settings)


def get_payments(shop: Shop, call: ShopCall) -> object:
    """Payments by up to 100 ids; 207 when some of them are unknown, 404 when all are."""
    imp_uids, merchant_uids = call.fields.texts("imp_uid"), call.fields.texts("merchant_uid")
    asked = len(imp_uids) + len(merchant_uids)
    if not 1 <= asked <= MOST_AT_ONCE:
        raise BadParameterError(f"imp_uid, merchant_uid는 1개에서 {MOST_AT_ONCE}개까지 가능합니다.")
    found: dict[str, ShopPayment] = {}
    missing = 0
    for column, names in (("imp_uid", imp_uids), ("merchant_uid", merchant_uids)):
        for name in names:
            payments = shop.book.payments.many(f"{column} = ?", name)
            found |= {payment.imp_uid: payment for payment in payments}
            missing += not payments
    if not found:
        raise _unknown()
    listed = [shown_payment(payment, shop.settings) for payment in found.values()]
    return Partial(listed) if missing else listed


def find(shop: Shop, call: ShopCall) -> object:
    """One row of an order number: the newest-started, which is not always the paid one."""
    where, values = _of_order(call)
    payment = shop.book.payments.one(where, *values, order=paging.sorting_of(call.fields))
    if payment is None:
        raise _unknown()
    return shown_payment(payment, shop.settings)


def find_all(shop: Shop, call: ShopCall) -> object:
    where, values = _of_order(call)
    if not shop.book.payments.count(where, *values):
        raise _unknown()
    return _page(shop, call.fields, where, values)


def by_status(shop: Shop, call: ShopCall) -> object:
    """Payments by *final* status on its own clock: a refunded payment leaves the paid list."""
    status = call.path["payment_status"]
    window = paging.payment_window(call.fields, call.at)
    if status == "all":
        return _page(shop, call.fields, "status_at BETWEEN ? AND ?", window)
    # The plus keeps SQLite from its index: a status has far more rows than a window.
    where = "+status = ? AND status_at BETWEEN ? AND ?"
    return _page(shop, call.fields, where, (_status(status), *window))


def of_customer(shop: Shop, call: ShopCall) -> object:
    """Payments of a billing key, twenty to a page; the document gives no way to ask for more."""
    customer_uid = call.path["customer_uid"]
    known = shop.book.keys.count("customer_uid = ?", customer_uid)
    if not known and not shop.book.payments.count("customer_uid = ?", customer_uid):
        raise NotFoundError("유효하지 않은 customer_uid입니다.")
    page_only = FormFields({"page": call.fields.values.get("page")})
    return _page(shop, page_only, "customer_uid = ?", [customer_uid])


def balance(shop: Shop, call: ShopCall) -> object:
    """What is left of a payment after refunds, split into supply and VAT (1/11)."""
    payment = _known(shop, call.path["imp_uid"])
    left = payment.refundable
    tax_free = min(payment.tax_free, left)
    vat = (left - tax_free) // 11
    primary = _split(tax_free, left - tax_free - vat, vat)
    nothing = _split(0, 0, 0)
    return {
        "amount": payment.amount if payment.money_moved else 0,
        "cash_receipt": nothing,
        "primary": primary,
        "secondary": nothing,
        "discount": nothing,
        "histories": [],
    }


def _split(tax_free: int, supply: int, vat: int) -> dict[str, int]:
    return {"tax_free": tax_free, "supply": supply, "vat": vat, "service": 0}


def _of_order(call: ShopCall) -> tuple[str, Sequence[object]]:
    merchant_uid = call.path["merchant_uid"]
    if status := call.path.get("payment_status"):
        return "merchant_uid = ? AND status = ?", (merchant_uid, _status(status))
    return "merchant_uid = ?", (merchant_uid,)


def _status(name: str) -> str:
    if name not in _STATUSES:
        raise BadParameterError("지원되지 않는 상태값입니다.")
    return name


def _page(shop: Shop, fields: FormFields, where: str, values: Sequence[object]) -> object:
    page, limit, order = paging.page_of(fields), paging.limit_of(fields), paging.sorting_of(fields)
    total = shop.book.payments.count(where, *values)
    offset = paging.offset_of(page, limit, total)
    found = shop.book.payments.many(where, *values, order=order, limit=limit, offset=offset)
    return paging.paged(
        [shown_payment(one, shop.settings) for one in found], total=total, page=page, limit=limit
    )


def _known(shop: Shop, imp_uid: str) -> ShopPayment:
    payment = shop.book.payments.one("imp_uid = ?", imp_uid)
    if payment is None:
        raise _unknown()
    return payment


def _unknown() -> NotFoundError:
    return NotFoundError("존재하지 않는 결제정보입니다.")
