"""A subscription's states, and the one decision that keeps it alive: what to book next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.decline import DeclineReason
from billing_core.rules.period import Terms, due_at, period_start


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
    def wants_charges(self) -> bool:
        """What is booked or under way for it is meant: a renewal, a retry or the first charge."""
        return self.billable or self is SubscriptionStatus.PENDING

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
    # The gateway tries failed bookings again by itself (a switch of its console): our ladder rests.
    gateway_recovery: bool = False
    # A booking needs some future to be registered in; one that is already due is sent this late.
    late_margin: timedelta = timedelta(minutes=5)

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.grace_days)


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
    Nothing is booked for a period whose grace is over, by then or by the time it would run.
    """
    wanted = _wanted_at(terms, history, policy, now)
    if wanted is None:
        return None
    due = max(wanted, now + policy.late_margin)
    if due >= grace_ends(terms, history.period, policy):
        return None
    return NextCharge(history.period, history.last_attempt + 1, due)


def _wanted_at(
    terms: Terms, history: PeriodHistory, policy: BillingPolicy, now: datetime
) -> datetime | None:
    due = due_at(terms, history.period, policy.charge_hour)
    failures = len(history.declines)
    if not failures:
        return due
    if history.fresh:
        return now
    ladder_ended = policy.gateway_recovery or failures > len(policy.retry_days)
    if ladder_ended or history.declines[-1].hard:
        return None
    return due + timedelta(days=policy.retry_days[failures - 1])


def grace_ends(terms: Terms, period: int, policy: BillingPolicy) -> datetime:
    """Until when a payment for `period` is automatic; after it a person decides."""
    return period_start(terms, period) + policy.grace


def is_over(
    status: SubscriptionStatus,
    paid_through: datetime | None,
    fresh_since: datetime,
    policy: BillingPolicy,
    now: datetime,
) -> bool:
    """The paid time is over, and the grace where it is waited for. A first charge that was
    refused is waited for a week after the card was last put to use."""
    match status:
        case SubscriptionStatus.ENDED:
            return False
        case SubscriptionStatus.PENDING:
            return now >= fresh_since + NEVER_PAID_AFTER
        case SubscriptionStatus.CANCELLING:
            return paid_through is None or now >= paid_through
        case _:
            return paid_through is not None and now >= paid_through + policy.grace


NEVER_PAID_AFTER = timedelta(days=7)


def end_kind(*, asked: bool, failed_before_asking: bool, failed: bool) -> EndKind:
    if asked and not failed_before_asking:
        return EndKind.VOLUNTARY
    return EndKind.INVOLUNTARY if failed or failed_before_asking else EndKind.SYSTEM
