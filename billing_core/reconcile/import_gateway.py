"""Import the gateway's own history (a backfill), month by month from a day in the past.

The books are those of the sweep and are settled the same way, with one difference: a charge
we did not ask for is the past of a member and not a surprise. It is counted, and nothing is
reported as wrong. A payment belongs to a member when its billing key does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_core.lifecycle.ask_about_doubles import ask_about_doubles
from billing_core.lifecycle.record_act import is_working, record_act
from billing_core.models import ImportBatch
from billing_core.reconcile.sweep import read_window
from billing_core.reconcile.unclear_pairs import require_clear
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor, Guarded, Role, require_approver
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from billing_core.system import System

MOMENT = timedelta(microseconds=1)


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
    until: datetime | None = None,
    actor: Actor = SYSTEM,
    same_payments: SamePayments | None = None,
    on_progress: Callable[[GatewayProgress], None] = lambda _progress: None,
) -> list[GatewayProgress]:
    """Reads from `since` up to `until`, or until now. Idempotent.

    `same_payments`: what a person says of payments that may be rows of a file. As long as nobody
    does, one such payment refuses everything, before anything is taken: SamePaymentsUnclear.

    Raises GatewayError when the gateway cannot be read: the months told before are in the
    book. Raises Refusal: "not_allowed", "since_in_future", "empty_window".
    """
    if actor.role not in (Role.SYSTEM, Role.TERMINAL):
        require_approver(actor, Guarded.IMPORT_HISTORY)
    with system.database.writing() as session:
        now = system.clock.now()
        record_act(session, Act.GATEWAY_READING_ASKED, at=now, actor=actor, member_id=None)
        ask_about_doubles(session, now)
    if same_payments is None:
        require_clear(system, list(months_of_window(system, since, until)))
    done: list[GatewayProgress] = []
    try:
        for start, end in months_of_window(system, since, until):
            read, news = read_window(
                system, start, end, source=Source.HISTORY, unclear=same_payments
            )
            done.append(GatewayProgress(start, end, read, news))
            on_progress(done[-1])
    finally:
        _leave_trace(system, done, actor)
    return done


def months_of_window(
    system: System, since: datetime, until: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """Half-open intervals of at most a month, oldest first, none beyond this second."""
    now = system.clock.now()
    if since >= now:
        raise Refusal(RefusalCode.SINCE_IN_FUTURE)
    end = min(until or now, now) + timedelta(seconds=0 if until and until <= now else 1)
    if since >= end:
        raise Refusal(RefusalCode.EMPTY_WINDOW)
    while since < end:
        border = min(Month.of(since).end, end)
        yield since, border
        since = border


def _leave_trace(system: System, done: list[GatewayProgress], actor: Actor) -> None:
    """As a file does: what brought nothing new leaves none."""
    news = sum(each.news for each in done)
    if not news:
        return
    first, last = kst_date(done[0].since), kst_date(done[-1].until - MOMENT)
    read, now = sum(each.read for each in done), system.clock.now()
    with system.database.writing() as session:
        session.add(
            ImportBatch(
                file_name=f"{first} ~ {last}",
                sha256="",  # no file: the gateway's own books
                imported_at=now,
                imported_by=actor.name,
                rows_read=read,
                rows_new=news,
                excluded=[],
            )
        )
        record_act(
            session,
            Act.HISTORY_IMPORTED_FROM_GATEWAY,
            at=now,
            actor=actor if is_working(session, actor) else SYSTEM,
            member_id=None,
            subject=f"{first} ~ {last}",
            rows_read=read,
            rows_new=news,
        )
