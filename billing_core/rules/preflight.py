"""Before a booked charge runs (사전 점검): what would go wrong, while it can still be put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason


class Trouble(StrEnum):
    """What each is called, and what to do about it, `wording.preflight` says."""

    CANCELLED = "cancelled"
    ALREADY_PAID = "already_paid"
    AMOUNT_DIFFERS = "amount_differs"
    CARD_DELETED = "card_deleted"
    CARD_CHANGED = "card_changed"
    CARD_REFUSED = "card_refused"
    NOT_CONFIRMED = "not_confirmed"
    NOT_BOOKED = "not_booked"

    @property
    def wrong_money(self) -> bool:
        """Left alone, somebody pays who should not, or another sum than agreed."""
        return self in (Trouble.CANCELLED, Trouble.ALREADY_PAID, Trouble.AMOUNT_DIFFERS)


@dataclass(frozen=True)
class BookedCharge:
    """One charge that is still to come, beside what its subscription now wants. Whole won.

    `last_refusal`: the card's last answer was this refusal; None after any success.
    """

    state: ChargeState
    amount: int
    price: int
    period: int
    periods_paid: int
    wanted: bool
    same_card: bool
    card_deleted: bool
    last_refusal: DeclineReason | None


def troubles(charge: BookedCharge) -> Iterator[Trouble]:
    """Everything that is wrong. Who left needs only that one."""
    if not charge.wanted:
        yield Trouble.CANCELLED
        return
    if charge.period < charge.periods_paid:
        yield Trouble.ALREADY_PAID
    if charge.amount != charge.price:
        yield Trouble.AMOUNT_DIFFERS
    if charge.card_deleted:
        yield Trouble.CARD_DELETED
    elif not charge.same_card:
        yield Trouble.CARD_CHANGED
    elif charge.last_refusal is not None and charge.last_refusal.hard:
        yield Trouble.CARD_REFUSED
    if charge.state is not ChargeState.BOOKED:
        yield Trouble.NOT_CONFIRMED
