"""Once a week every sum beside the book is compared with the book; the health page tells."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from billing_core.analytics.roll_ups.check import check
from billing_core.analytics.roll_ups.state import say_checked
from billing_core.system import System

log = structlog.get_logger()

EVERY = timedelta(days=7)


def compare_roll_ups(system: System) -> datetime:
    """Returns when to compare again. Reading all of a large book takes a while and holds up
    nobody."""
    now = system.clock.now()
    with system.database.reading() as session:
        differences = check(session)
    for difference in differences:
        log.error("roll-up differs", what=difference.sentence)
    with system.database.writing() as session:
        say_checked(session, now, len(differences))
    return now + EVERY
