"""When a card that was registered counts by itself, and when a person is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW_OPENS_FOR = timedelta(minutes=30)  # after its checkout was started
CARD_COUNTS_FOR = timedelta(hours=24)  # after its registration; then the member is asked first


@dataclass(frozen=True)
class Registration:
    """A card and its own instants, aware UTC. `stopped_at` is the member's last cancellation
    (not withdrawn) or end; `changes_card` means the window was opened to change a card, and
    `subscription_goes_on` that there is a subscription which wants one."""

    started_at: datetime
    registered_at: datetime
    changes_card: bool
    stopped_at: datetime | None
    subscription_goes_on: bool


def too_late(one: Registration, now: datetime) -> bool:
    """It begins nothing by itself: the member stopped after it or since the window was opened
    to change a card, the window was left open for a day, or we hear of it a day later."""
    if one.subscription_goes_on:
        return one.stopped_at is not None and one.registered_at < one.stopped_at
    if one.changes_card:
        return True
    stopped = one.stopped_at is not None and one.registered_at <= one.stopped_at
    left_open = one.registered_at > one.started_at + CARD_COUNTS_FOR
    return stopped or left_open or now >= one.registered_at + CARD_COUNTS_FOR
