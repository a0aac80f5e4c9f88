"""A subscription's states, and the one decision that keeps it alive: what to book next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.decline import DeclineReason
from billing_core.rules.period import Terms, due_at


class SubscriptionStatus(StrEnum):
    PENDING = "pending"  # a card is registered, the first charge has not been paid
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLING = "cancelling"  # no more charges; access until paid-through
    ENDED = "ended"

    @property
    def billable(self) -> bool:
        """A next charge is wanted."""
        return self in (SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE)

    @property
    def open(self) -> bool:
        return self is not SubscriptionStatus.ENDED


class EndKind(StrEnum):
    """Why a subscription ended. Exactly one of the three; also the kinds of churn."""

    VOLUNTARY = "voluntary"  # asked before failing
    INVOLUNTARY = "involuntary"  # failed and not recovered
    SYSTEM = "system"  # neither asked nor failed: we lost the chain


@dataclass(frozen=True)
class BillingPolicy:
    """What the company decided. Days after the due date at which a failed charge is tried again."""

    charge_hour: int = 10
    retry_days: tuple[int, ...] = (1, 3, 5)
    grace_days: int = 7
    # A booking needs some future to be registered in; one that is already due is sent this late.
    late_margin: timedelta = timedelta(minutes=5)


@dataclass(frozen=True)
class NextCharge:
    period: int
    attempt: int
    due_at: datetime


@dataclass(frozen=True)
class PeriodHistory:
    """What happened so far with the period that is to be paid next."""

    period: int
    last_attempt: int = 0  # the highest attempt number used, 0 when none
    declines: Sequence[DeclineReason] = ()  # oldest first
    fresh: bool = False  # a new card, or a person asked to try again, since the last decline


def next_charge(
    terms: Terms, history: PeriodHistory, policy: BillingPolicy, now: datetime
) -> NextCharge | None:
    """The next booking of a billable subscription, or None when the ladder has ended.

    The due date of the period never moves: a retry is late, the period is not.
    A hard decline ends the ladder until the member registers another card or a person asks.
    """
    due = due_at(terms, history.period, policy.charge_hour)
    failures = len(history.declines)
    if failures:
        if history.declines[-1].hard and not history.fresh:
            return None
        if history.fresh:
            due = now
        elif failures > len(policy.retry_days):
            return None
        else:
            due += timedelta(days=policy.retry_days[failures - 1])
    return NextCharge(
        period=history.period,
        attempt=history.last_attempt + 1,
        due_at=max(due, now + policy.late_margin),
    )


def end_kind(*, asked: bool, failed_before_asking: bool, failed: bool) -> EndKind:
    if asked and not failed_before_asking:
        return EndKind.VOLUNTARY
    return EndKind.INVOLUNTARY if failed or failed_before_asking else EndKind.SYSTEM
