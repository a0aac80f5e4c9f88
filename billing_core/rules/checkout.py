"""A checkout page: what it offers, what became of it, and how long it may be opened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from billing_core.rules.calendar import anchored, kst_date
from billing_core.rules.period import Terms, paid_through, period_start

RESULT_SHOWN_FOR = timedelta(hours=24)  # after the page was made
MOST_WINDOWS = 20  # of one page: every one of them is a name at the gateway


class CheckoutKind(StrEnum):
    JOIN = "join"  # a card, and the first charge at once
    CYCLE = "cycle"  # a card, and the charge of a cycle that failed at once
    CARD = "card"  # another card; nothing is charged before its day


class CheckoutResult(StrEnum):
    """What became of it, as the page says it and the company's app is told."""

    PAID = "paid"
    CARD_REGISTERED = "card_registered"  # and nothing was to be charged now
    WAITING = "waiting"  # the card is registered, the charge is on its way or unclear
    REFUSED = "refused"  # the card is registered, the charge was declined
    LATE = "late"  # the card came after its time: a person decides
    NOT_FINISHED = "not_finished"  # the window's card was refused
    UNKNOWN = "unknown"  # no card is known so far: closed, or still to be heard of

    @property
    def may_change(self) -> bool:
        """By itself, soon: the page looks again."""
        return self in (CheckoutResult.WAITING, CheckoutResult.UNKNOWN)

    @property
    def may_try_again(self) -> bool:
        """Another window does no harm, and may help."""
        return self in (
            CheckoutResult.UNKNOWN,
            CheckoutResult.NOT_FINISHED,
            CheckoutResult.REFUSED,
        )


@dataclass(frozen=True)
class Offer:
    """What the member agrees to. `amount` whole won for `months`; the first period that it pays is
    [`first_day`, `next_day`), days in Seoul. `next_day` is when it renews, of another card (CARD)
    when it is charged first."""

    kind: CheckoutKind
    plan_id: str
    plan_name: str
    amount: int
    months: int
    first_day: date
    until_day: date  # half-open

    @property
    def charges_now(self) -> bool:
        return self.kind is not CheckoutKind.CARD

    @property
    def last_day(self) -> date:
        return self.until_day - timedelta(days=1)

    @property
    def next_day(self) -> date:
        return self.until_day if self.charges_now else self.first_day


def first_offer(plan_id: str, plan_name: str, amount: int, months: int, now: datetime) -> Offer:
    """A period that begins today, as a first charge makes it."""
    today = kst_date(now)
    until = anchored(today, months)
    return Offer(CheckoutKind.JOIN, plan_id, plan_name, amount, months, today, until)


def period_offer(
    kind: CheckoutKind, plan_id: str, plan_name: str, terms: Terms, period: int
) -> Offer:
    """A period of a subscription that goes on: its days never move."""
    return Offer(
        kind,
        plan_id,
        plan_name,
        terms.price,
        terms.months,
        kst_date(period_start(terms, period)),
        kst_date(paid_through(terms, period)),
    )
