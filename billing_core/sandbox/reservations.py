"""A reservation's own life: added, run when due, revoked."""

from billing_core.sandbox.charges import charge, fail, started
from billing_core.sandbox.keys import live_key
from billing_core.sandbox.orders import ShopOrder, refuse_if_paid
from billing_core.sandbox.records import BillingKey, Errand, Schedule, ShopPayment
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.webhooks import tell
from billing_core.sandbox.wire import RefusedError

RUN = "reservation"


def reserve(shop: Shop, schedule: Schedule, at: int) -> Schedule:
    """Enters a reservation with the errand that will run it (at once when its time has passed)."""
    shop.book.schedules.put(schedule)
    due_at = max(schedule.schedule_at, at)
    shop.book.errands.put(Errand(due_at, RUN, {"schedule": schedule.id}))
    return schedule


def run_due(shop: Shop, errand: Errand) -> None:
    """Runs a reservation that is due, unless it was revoked, moved later, or has run already."""
    schedule = shop.book.schedules.one("id = ?", errand.what["schedule"])
    if schedule and schedule.live and schedule.schedule_at <= errand.due_at:
        payment = run(shop, schedule, errand.due_at)
        tell(shop, payment, RUN, errand.due_at)


def run(shop: Shop, schedule: Schedule, at: int) -> ShopPayment:
    """Charge now, paid or failed; `executed` says only that it ran."""
    payment = _charge(shop, schedule, at)
    schedule.schedule_status = "executed"
    schedule.payment_status = payment.status
    schedule.imp_uid = payment.imp_uid
    schedule.executed_at = at
    schedule.revoked_at = 0
    schedule.fail_reason = payment.fail_reason
    shop.book.schedules.put(schedule)
    return payment


def revoke(shop: Shop, schedule: Schedule, at: int) -> Schedule:
    schedule.schedule_status = "revoked"
    schedule.revoked_at = at
    return shop.book.schedules.put(schedule)


def _charge(shop: Shop, schedule: Schedule, at: int) -> ShopPayment:
    order = ShopOrder(
        merchant_uid=schedule.merchant_uid,
        amount=schedule.amount,
        name=schedule.name,
        notice_url=schedule.notice_url,
        custom_data=schedule.custom_data,
        buyer=schedule.buyer,
        tax_free=schedule.tax_free,
    )
    key = live_key(shop, schedule.customer_uid)
    reason = _hindrance(shop, schedule, key)
    if key and not reason:
        return charge(shop, order, key, usage="payment.scheduled", at=at, prefix="imps_")
    payment = started(
        shop, order, key or _gone(schedule), usage="payment.scheduled", at=at, prefix="imps_"
    )
    fail(payment, reason, at)
    return shop.book.payments.put(payment)


def _hindrance(shop: Shop, schedule: Schedule, key: BillingKey | None) -> str:
    if key is None:
        return "등록된 빌링키가 없습니다."
    if shop.settings.duplicate_guard:
        try:
            refuse_if_paid(shop, schedule.merchant_uid)
        except RefusedError as refused:
            return refused.message
    return ""


def _gone(schedule: Schedule) -> BillingKey:
    """The card of a deleted key is unknown; the failed payment still names its customer_uid."""
    return BillingKey(schedule.customer_uid, "", "", "", "approved", inserted=0, updated=0)
