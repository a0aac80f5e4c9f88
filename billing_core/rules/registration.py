"""When a card that was registered counts by itself, and when a person is asked first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW_OPENS_FOR = timedelta(minutes=30)  # after its checkout was started
CARD_COUNTS_FOR = timedelta(hours=24)  # after its registration; then the member is asked first


@dataclass(frozen=True)
class Registration:
    """A card and its own instants, aware UTC. `asked_to_stop_at` is the member's last
    cancellation (not withdrawn), `ended_at` their last end; `changes_card` means the window was
    opened to change a card, and `subscription_goes_on` that there is a subscription which wants
    one."""

    started_at: datetime
    registered_at: datetime
    changes_card: bool
    asked_to_stop_at: datetime | None
    ended_at: datetime | None
    subscription_goes_on: bool

    @property
    def before_a_stop(self) -> bool:
        """In the very second of a cancellation nobody can say which came first: a person is
        asked. An end is the desk's own act, and who returns in its second returns after it."""
        asked = self.asked_to_stop_at is not None and self.registered_at <= self.asked_to_stop_at
        return asked or (self.ended_at is not None and self.registered_at < self.ended_at)


def too_late(one: Registration, now: datetime) -> bool:
    """It begins nothing by itself: the member stopped after it or since the window was opened
    to change a card, the window was left open for a day, or we hear of it a day later."""
    if one.subscription_goes_on:
        return one.before_a_stop
    left_open = one.registered_at > one.started_at + CARD_COUNTS_FOR
    heard_late = now >= one.registered_at + CARD_COUNTS_FOR
    return one.changes_card or one.before_a_stop or left_open or heard_late
