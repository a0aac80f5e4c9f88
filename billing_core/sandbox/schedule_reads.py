"""Looking up reservations: one, those of a billing key, those of a window."""

from billing_core.sandbox import paging
from billing_core.sandbox.schedules import known_schedule
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import shown_schedule
from billing_core.sandbox.wire import BadParameterError

_STATUSES = frozenset({"scheduled", "executed", "revoked"})
_NEWEST_FIRST = "schedule_at DESC, id DESC"
_IN_WINDOW = "schedule_at >= ? AND schedule_at < ?"


def get_schedule(shop: Shop, call: ShopCall) -> object:
    return shown_schedule(known_schedule(shop, call.path["merchant_uid"]))


def schedules_in_window(shop: Shop, call: ShopCall) -> object:
    values: list[object] = [*paging.schedule_window(call.fields, "schedule_from", "schedule_to")]
    where = _with_status(_IN_WINDOW, values, call.fields.text("schedule_status"))
    oldest_first = call.fields.text("sorting") == "scheduled"
    order = "schedule_at, id" if oldest_first else _NEWEST_FIRST
    return _page(shop, call, where, values, order=order, limit=paging.limit_of(call.fields))


def schedules_of_customer(shop: Shop, call: ShopCall) -> object:
    """Reservations of a billing key, twenty to a page: the document gives this look-up no `limit`,
    and spells the status filter with a hyphen."""
    values: list[object] = [*paging.schedule_window(call.fields, "from", "to")]
    where = _with_status(_IN_WINDOW, values, call.fields.text("schedule-status"))
    values.append(call.path["customer_uid"])
    where = f"{where} AND customer_uid = ?"
    return _page(shop, call, where, values, order=_NEWEST_FIRST, limit=paging.DEFAULT_LIMIT)


def _with_status(where: str, values: list[object], status: str) -> str:
    if not status:
        return where
    if status not in _STATUSES:
        raise BadParameterError("유효하지 않은 예약상태입니다.")
    values.append(status)
    # The plus keeps SQLite from its index: a status has far more rows than a window or a key.
    return f"{where} AND +schedule_status = ?"


def _page(
    shop: Shop, call: ShopCall, where: str, values: list[object], *, order: str, limit: int
) -> object:
    page = paging.page_of(call.fields)
    total = shop.book.schedules.count(where, *values)
    offset = paging.offset_of(page, limit, total)
    found = shop.book.schedules.many(where, *values, order=order, limit=limit, offset=offset)
    return paging.paged([shown_schedule(one) for one in found], total=total, page=page, limit=limit)
