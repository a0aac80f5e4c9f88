"""The periods of a subscription: what one charge buys, and when it is due.

Period `n` of a subscription anchored on day A with a plan of m months covers
[A + n·m months, A + (n+1)·m months), counted in Korean midnights. Period 0 is bought by
the first charge, whose day *is* the anchor.
"""

from dataclasses import dataclass
from datetime import date, datetime

from billing_core.rules.calendar import anchored, kst_instant


@dataclass(frozen=True)
class Terms:
    """What a member agreed to: `price` whole won for `months`, counted from `anchor` (KST day)."""

    anchor: date
    months: int
    price: int
    anchor_period: int = 0  # the period that begins on the anchor


def period_start(terms: Terms, period: int) -> datetime:
    return kst_instant(_first_day(terms, period))


def _first_day(terms: Terms, period: int) -> date:
    return anchored(terms.anchor, (period - terms.anchor_period) * terms.months)


def paid_through(terms: Terms, period: int) -> datetime:
    """The instant until which a member has paid once `period` is paid."""
    return period_start(terms, period + 1)


def due_at(terms: Terms, period: int, charge_hour: int) -> datetime:
    """When the charge for `period` runs: `charge_hour` o'clock in Seoul on its first day.

    Not at midnight itself, when Korean card companies close their day and refuse.
    """
    return kst_instant(_first_day(terms, period), charge_hour)
