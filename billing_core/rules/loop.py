"""The loops that work in the background, and when one of them stands still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class LoopName(StrEnum):
    WORK = "work"  # takes in notices, charges, books and revokes
    READINGS = "readings"  # reads the gateway's books, counts, seals
    DELIVERY = "delivery"  # tells the company's app
    NOTICES = "notices"  # tells members and the team


BEAT_EVERY = timedelta(seconds=15)
BEAT_LOST_AFTER = timedelta(minutes=2)
# How long a loop may take for one thing: above all that its time-outs add up to. A reading goes
# through as much of a book as there is.
OWN_TIME: Mapping[LoopName, timedelta] = {
    LoopName.WORK: timedelta(minutes=15),
    LoopName.READINGS: timedelta(hours=1),
    LoopName.DELIVERY: timedelta(minutes=5),
    LoopName.NOTICES: timedelta(minutes=5),
}


class Stillness(StrEnum):
    GONE = "gone"  # no process says that it runs this loop
    STUCK = "stuck"  # a process runs it, and it has not turned for its own time


@dataclass(frozen=True)
class Beat:
    """A heartbeat: `beat_at` the process that runs the loop was alive, `turned_at` the loop last
    got something done, or found nothing to do."""

    loop: LoopName
    beat_at: datetime
    turned_at: datetime


@dataclass(frozen=True)
class StandingLoop:
    """`since`: when it last turned, by any process; None: it never did."""

    loop: LoopName
    stillness: Stillness
    since: datetime | None


def standing_loops(beats: Iterable[Beat], now: datetime) -> list[StandingLoop]:
    """The loops that nobody runs, or that one of the processes which run them has stuck in."""
    known = list(beats)
    found = []
    for loop in LoopName:
        of_loop = [beat for beat in known if beat.loop is loop]
        living = [beat.turned_at for beat in of_loop if now - beat.beat_at <= BEAT_LOST_AFTER]
        if not living:
            last = max((beat.turned_at for beat in of_loop), default=None)
            found.append(StandingLoop(loop, Stillness.GONE, last))
        elif now - min(living) > OWN_TIME[loop]:
            found.append(StandingLoop(loop, Stillness.STUCK, min(living)))
    return found
