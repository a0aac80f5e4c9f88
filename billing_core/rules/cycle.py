"""A billing cycle (결제 주기): one due date of one subscription, however often it is tried.

Three refusals and a success are one failed cycle that was recovered, not three failures and
a success. Paid wins: a refusal that turned out to be an approval was never a refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from billing_core.rules.decline import DeclineReason


class CycleOutcome(StrEnum):
    PAID = "paid"  # without a refusal
    RECOVERED = "recovered"  # refused, then paid within the grace
    WAITING = "waiting"  # refused, the grace has not passed
    LOST = "lost"  # refused and not paid within the grace
    OPEN = "open"  # neither paid nor refused, so far or for good

    @property
    def charged(self) -> bool:
        """A card answered: the cycles that rates are taken of."""
        return self is not CycleOutcome.OPEN

    @property
    def failed(self) -> bool:
        return self in (CycleOutcome.RECOVERED, CycleOutcome.WAITING, CycleOutcome.LOST)


@dataclass(frozen=True)
class Attempt:
    """One try. `paid_at` when its money bought the period, `refused` why the card said no."""

    won: int
    paid_at: datetime | None = None
    refused: DeclineReason | None = None


def first_refusal(attempts: Sequence[Attempt]) -> DeclineReason | None:
    """Why the cycle failed: the first refusal before it was paid."""
    for attempt in attempts:
        if attempt.paid_at is not None:
            return None
        if attempt.refused is not None:
            return attempt.refused
    return None


def paid_attempt(attempts: Sequence[Attempt]) -> Attempt | None:
    return next((attempt for attempt in attempts if attempt.paid_at is not None), None)


def cycle_outcome(
    attempts: Sequence[Attempt], *, grace_ends: datetime, now: datetime
) -> CycleOutcome:
    """`attempts` in the order they were made."""
    paid = paid_attempt(attempts)
    if first_refusal(attempts) is None:
        return CycleOutcome.PAID if paid else CycleOutcome.OPEN
    if paid is None or paid.paid_at is None:
        return CycleOutcome.WAITING if now < grace_ends else CycleOutcome.LOST
    return CycleOutcome.RECOVERED if paid.paid_at < grace_ends else CycleOutcome.LOST
