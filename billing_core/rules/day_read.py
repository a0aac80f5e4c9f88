"""Days in Seoul of which the gateway's books were read, or were not yet, as spans of dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.payment import PaymentStatus

A_DAY = timedelta(days=1)
# Each list of the gateway has a clock of its own, and a day is read when all of them are.
READ_STATUSES = (PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.CANCELLED)


@dataclass(frozen=True)
class DaySpan:
    """Both days are included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for n in range((self.last - self.first).days + 1):
            yield self.first + n * A_DAY

    def __str__(self) -> str:
        """`2026-11-03~2026-11-05`, or the one day."""
        return f"{self.first}" if self.first == self.last else f"{self.first}~{self.last}"

    @property
    def start(self) -> datetime:
        return kst_instant(self.first)

    @property
    def end(self) -> datetime:
        return kst_instant(self.last + A_DAY)


def spans_of(days: Iterable[date]) -> list[DaySpan]:
    """Days that follow each other are one span; oldest first."""
    spans: list[DaySpan] = []
    for day in sorted(days):
        if spans and day == spans[-1].last + A_DAY:
            spans[-1] = DaySpan(spans[-1].first, day)
        else:
            spans.append(DaySpan(day, day))
    return spans


def midnight_before(instant: datetime) -> datetime:
    """The first instant of its day in Seoul."""
    return kst_instant(kst_date(instant))


class DayState(StrEnum):
    """How far a day of the gateway's books is known."""

    COVERED = "covered"  # every list was read after its end, and the counts agree
    SO_FAR = "so_far"  # today, and the counts agree
    DIFFERS = "differs"
    UNREAD = "unread"  # not every list was read after its end
