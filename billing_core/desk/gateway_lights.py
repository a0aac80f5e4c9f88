"""The lights that need the gateway: the bookings, the ledger against its payments, its clock."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.desk.light import BookRead, Invariant, Light, seen
from billing_core.lifecycle.watch_gateway import apart, gateway_state
from billing_core.models import Finding, LedgerEntry, Sweep
from billing_core.models.ledger import EntryKind
from billing_core.rules.finding import FindingKind

# The gateway does not have them, so they are left out where the two books are compared.
ONLY_IN_OUR_BOOK = [kind for kind in EntryKind if kind.by_hand or kind is EntryKind.CORRECTION]


def bookings_light(session: Session, now: datetime) -> Light:
    """The light of the bookings: what differs between the two books, and waits for a person."""
    state = gateway_state(session)
    read_at = state.bookings_read_at if state else None
    kinds = [kind for kind in FindingKind if kind.about_booking]
    return Light(
        Invariant.BOOKINGS_AGREE,
        open_ones(session, *kinds),
        BookRead.BOTH,
        read_at,
        seen=seen(read_at, now),
    )


def open_ones(session: Session, *kinds: FindingKind) -> int:
    wanted = select(func.count(Finding.id)).where(
        Finding.resolved_at.is_(None), Finding.kind.in_(kinds)
    )
    return session.scalar(wanted) or 0


def with_bookings_read(light: Light, bookings: Light) -> Light:
    """The light dated anew: a promise about bookings is as old as the last reading of them."""
    return replace(light, book=BookRead.BOTH, read_at=bookings.read_at, seen=bookings.seen)


def with_payments_read(session: Session, light: Light, since: datetime, now: datetime) -> Light:
    swept = session.scalar(select(func.max(Sweep.finished_at)))
    excepted = select(func.count(LedgerEntry.id)).where(
        LedgerEntry.kind.in_(ONLY_IN_OUR_BOOK), LedgerEntry.occurred_at >= since
    )
    return replace(
        light,
        book=BookRead.BOTH,
        read_at=swept,
        seen=seen(swept, now),
        excepted=session.scalar(excepted) or 0,
    )


def clock_light(session: Session, now: datetime) -> Light:
    """The light of clock skew: red when the two clocks are more than a minute apart."""
    state = gateway_state(session)
    if state is None or state.measured_at is None:
        return Light(Invariant.CLOCKS_AGREE, 0, BookRead.BOTH, None, seen=False)
    return Light(
        Invariant.CLOCKS_AGREE,
        int(apart(state.offset_seconds)),
        BookRead.BOTH,
        state.measured_at,
        seen=seen(state.measured_at, now) and state.down_since is None,
        seconds=state.offset_seconds,
    )


def recovery_light(*, on: bool) -> Light:
    """The light of the gateway's own retries: two programs would try a refused charge again, and
    one of them asks nobody."""
    return Light(Invariant.RECOVERY_OFF, int(on), BookRead.SETTING)
