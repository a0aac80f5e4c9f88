"""Again and again: seal what is new, and compare some of what was sealed; once a week all of it."""

from datetime import datetime, timedelta

import structlog

from billing_core.seals.check_seals import SealsSeen, check_seals
from billing_core.seals.key import SealKeyUnusable
from billing_core.seals.seal_rows import seal_new_rows
from billing_core.seals.state import say_seen, say_unusable, seal_state
from billing_core.system import System

log = structlog.get_logger()

EVERYTHING_EVERY = timedelta(days=7)
SEALS_OF_A_LOOK = 20


def keep_seals(system: System) -> datetime:
    """Returns when to come again: at once where there is more to seal."""
    now = system.clock.now()
    try:
        done = seal_new_rows(system)
        if not done:
            return now
        _look(system, now)
    except SealKeyUnusable as error:
        log.error("seals unusable", why=str(error.flaw))
        with system.database.writing() as session:
            say_unusable(session, error, now)
    return now + timedelta(minutes=system.settings.seal_minutes)


def _look(system: System, now: datetime) -> None:
    with system.database.reading() as session:
        state = seal_state(session)
        last = state.everything_at if state else None
        first = state.next_seal if state else 1
    if last is None or not last <= now < last + EVERYTHING_EVERY:
        look_at_everything(system)
        return
    with system.database.reading() as session:
        seen = check_seals(session, system.settings, first=first, most=SEALS_OF_A_LOOK)
        if seen.last < first:  # behind the last one: begin anew
            seen = check_seals(session, system.settings, most=SEALS_OF_A_LOOK)
    _say(system, seen, now)


def look_at_everything(system: System) -> SealsSeen:
    """Raises SealKeyUnusable."""
    with system.database.reading() as session:
        seen = check_seals(session, system.settings)
    _say(system, seen, system.clock.now())
    return seen


def _say(system: System, seen: SealsSeen, now: datetime) -> None:
    for one in seen.differences:
        log.error("seal differs", flaw=str(one.flaw), seal=one.seal, table=one.table, rows=one.rows)
    with system.database.writing() as session:
        say_seen(session, seen, now)
