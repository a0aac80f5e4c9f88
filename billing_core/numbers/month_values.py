"""Every metric of one month at once, the money from its roll-up instead of its payments."""

from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.ledger_numbers import totals_of
from billing_core.rules.calendar import Month


def values_of_month(session: Session, month: Month, as_of: AsOf) -> dict[str, int]:
    """By the code of the metric: people, cycles or whole won. Raises Refusal "roll_ups_missing"."""
    paid, refunded = totals_of(session, [month])[month]
    kept = {
        "paid_members": paid.members,
        "paid_members_net": paid.kept,
        "paid_amount": paid.won,
        "refunded_amount": refunded.won,
        "net_revenue": paid.won - refunded.won,
    }
    return {
        code: kept[code] if code in kept else metric.values(session, [month], as_of)[month]
        for code, metric in METRICS.items()
    }
