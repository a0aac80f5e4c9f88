"""Once a week, and whenever somebody presses for it, every sum beside the book is compared with the
book, and the book with itself: no payment may stand in it twice. The health page tells."""

from datetime import datetime, timedelta

import structlog

from billing_core.lifecycle.ask_about_doubles import ask_about_doubles
from billing_core.roll_ups.check import check
from billing_core.roll_ups.state import kept_grace_days, last_check, say_checked
from billing_core.rules.roll_up_difference import Difference
from billing_core.system import System
from billing_core.wording.roll_ups import difference_said

log = structlog.get_logger()

EVERY = timedelta(days=7)
LOOK_EVERY = timedelta(days=1)  # no job waits for longer: see `jobs.wake_up`


def compare_roll_ups(system: System) -> datetime:
    """Run the weekly check if it is time; returns when to look again. Reading all of a large book
    takes a while and holds up nobody, but it is not done at every start."""
    now = system.clock.now()
    with system.database.reading() as session:
        last = last_check(session)
        lately = last is not None and now - EVERY < last[0] <= now
        if lately or kept_grace_days(session) is None:  # or years are being written in one go
            return now + LOOK_EVERY
    compare_now(system)
    return now + LOOK_EVERY


def compare_now(system: System) -> list[Difference]:
    """The same whenever somebody wants it. What differs is returned; that it was looked for, and
    when, is kept."""
    now = system.clock.now()
    with system.database.reading() as session:
        differences = check(session)
    for difference in differences:
        log.error("roll-up differs", what=difference_said(difference))
    with system.database.writing() as session:
        say_checked(session, now, len(differences))
        ask_about_doubles(session, now)
    return differences
