"""The one place where a state machine moves: what `rules.transitions` does not list is refused."""

from datetime import datetime

from billing_core.models import Cancellation, Charge, Downgrade, Subscription
from billing_core.rules.transitions import (
    CANCELLATION,
    CHARGE,
    DOWNGRADE,
    SUBSCRIPTION,
    CancellationEvent,
    CancellationState,
    ChargeEvent,
    DowngradeEvent,
    SubscriptionEvent,
    after,
)


def move_charge(charge: Charge, event: ChargeEvent, now: datetime) -> None:
    """Move a charge's state. Raises ForbiddenMove. What is no longer live is settled `now`."""
    charge.state = after(CHARGE, charge.state, event)
    if not charge.state.live and not charge.state.sendable:
        charge.settled_at = now


def move_subscription(subscription: Subscription, event: SubscriptionEvent, now: datetime) -> None:
    """Move a subscription's state. Raises ForbiddenMove. One that goes on has no end."""
    subscription.status = after(SUBSCRIPTION, subscription.status, event)
    if subscription.status.open:
        subscription.ended_at, subscription.end_kind = None, None
    else:
        subscription.ended_at = now


def move_cancellation(cancellation: Cancellation, event: CancellationEvent, now: datetime) -> None:
    """Move a cancellation's state, two instants: confirmed, withdrawn. Raises ForbiddenMove."""
    match after(CANCELLATION, state_of(cancellation), event):
        case CancellationState.CONFIRMED:
            cancellation.confirmed_at = now
        case CancellationState.REQUESTED:
            cancellation.confirmed_at = None
        case CancellationState.WITHDRAWN:
            cancellation.withdrawn_at = now


def state_of(cancellation: Cancellation) -> CancellationState:
    if cancellation.withdrawn_at is not None:
        return CancellationState.WITHDRAWN
    if cancellation.confirmed_at is not None:
        return CancellationState.CONFIRMED
    return CancellationState.REQUESTED


def move_downgrade(downgrade: Downgrade, event: DowngradeEvent) -> None:
    """Move a downgrade's state. Raises ForbiddenMove."""
    downgrade.state = after(DOWNGRADE, downgrade.state, event)
