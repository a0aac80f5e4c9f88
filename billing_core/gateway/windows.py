"""Long spans of time, cut into the windows the gateway is willing to search."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

PAYMENT_WINDOW = timedelta(days=90)
BOOKING_WINDOW = timedelta(days=89)  # "three months"; the shortest three in a row have 89 days


def unix_seconds(at: datetime) -> int:
    """The first whole second that is not before `at`. Raises ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone, so it names no instant")
    return math.ceil(at.timestamp())


def windows(since: datetime, until: datetime, longest: timedelta) -> Iterator[tuple[int, int]]:
    """Half-open (from, to) pairs in unix seconds that together are [since, until), oldest first."""
    start, end = unix_seconds(since), unix_seconds(until)
    step = int(longest.total_seconds())
    for left in range(start, end, step):
        yield left, min(left + step, end)
