"""The console's recovery switch: yesterday's failed reservations are tried again every day."""

from billing_core.sandbox.keys import live_key
from billing_core.sandbox.records import Errand
from billing_core.sandbox.reservations import run
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.webhooks import tell

RECOVERY = "recovery"
_DAY = 24 * 60 * 60
_SEOUL_OFFSET = 9 * 60 * 60
_HOUR = 10 * 60 * 60  # ten in the morning, Seoul


def keep_going(shop: Shop, now: int) -> None:
    """Plans tomorrow's round (or today's, before ten) if the switch is on and none is planned."""
    if shop.settings.recovery and not shop.book.errands.count("kind = ?", RECOVERY):
        due = _midnight(now) + _HOUR
        shop.book.errands.put(Errand(due if due > now else due + _DAY, RECOVERY))


def recover(shop: Shop, errand: Errand) -> None:
    """Retry what failed yesterday; what fails again is retried again tomorrow."""
    if not shop.settings.recovery:
        return
    today = _midnight(errand.due_at)
    failed = shop.book.schedules.many(
        "schedule_status = 'executed' AND executed_at >= ? AND executed_at < ?", today - _DAY, today
    )
    for schedule in failed:
        if schedule.payment_status == "failed" and live_key(shop, schedule.customer_uid):
            tell(shop, run(shop, schedule, errand.due_at), RECOVERY, errand.due_at)
    keep_going(shop, errand.due_at)


def _midnight(instant: int) -> int:
    """The last midnight in Seoul, which knows no summer time."""
    return instant - (instant + _SEOUL_OFFSET) % _DAY
