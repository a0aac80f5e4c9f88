"""The gateway's own history, read month by month from a day in the past.

The books are those of the sweep and are settled the same way, with one difference: a charge
we did not ask for is the past of a member and not a surprise. It is counted, and nothing is
reported as wrong. A payment belongs to a member when its billing key does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_core.reconcile.sweep import read_window
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal
from billing_core.system import System

SOURCE = "import"


@dataclass(frozen=True)
class GatewayProgress:
    """One month that has been read: aware UTC instants, half-open, and how many payments."""

    since: datetime
    until: datetime
    read: int
    news: int


def import_gateway(
    system: System,
    since: datetime,
    *,
    on_progress: Callable[[GatewayProgress], None] = lambda _progress: None,
) -> list[GatewayProgress]:
    """Reads from `since` until now; repeating it changes nothing.

    Raises GatewayError when the gateway cannot be read: the months told before are in the
    book. Raises Refusal("since_in_future").
    """
    now = system.clock.now()
    if since >= now:
        raise Refusal("since_in_future", "시작일이 지금보다 나중입니다. 과거의 날짜를 적어 주세요.")
    done: list[GatewayProgress] = []
    while since < now:
        until = min(Month.of(since).end, now + timedelta(seconds=1))
        read, news = read_window(system, since, until, source=SOURCE)
        done.append(GatewayProgress(since, until, read, news))
        on_progress(done[-1])
        since = until
    return done
