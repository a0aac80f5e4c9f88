"""The figures of the whole book, for comparing it with somebody else's."""

from collections import Counter

from billing_core.sandbox.control import Stats
from billing_core.sandbox.shop import Shop


def stats_of(shop: Shop, now: int) -> Stats:
    book = shop.book
    payments = book.payments.many()
    charges = [one for one in payments if one.customer_uid_usage != "issue" or one.apply_num]
    return Stats(
        now=now,
        payments=dict(Counter(one.status for one in charges)),
        issuances=len(payments) - len(charges),
        captured=sum(one.amount for one in payments if one.money_moved),
        refunded=sum(one.cancel_amount for one in payments),
        schedules=dict(Counter(one.schedule_status for one in book.schedules.many())),
        live_keys=book.keys.count("replaced_at = 0 AND deleted_at = 0"),
        orphaned_keys=book.keys.count("replaced_at > 0"),
        notices=dict(Counter(one.outcome for one in book.notices.many())),
        calls=dict(shop.calls),
    )
