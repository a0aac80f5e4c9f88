"""Count closed months once more: a number that is different by now becomes a dated correction.

Money and paid members are corrected in the transaction that learns of a late fact
(`roll_ups/corrections.py`). The other numbers follow from many facts at once, such as a
cancellation that was withdrawn since, so a job counts them again every day.
"""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.closing.closed_month import closed_months
from billing_core.models import MonthCorrection
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.corrections import MoneyCode
from billing_core.roll_ups.state import kept_grace_days
from billing_core.rules.calendar import Month
from billing_core.rules.correction import CorrectionReason
from billing_core.system import System

EVERY = timedelta(days=1)
_COUNTED_AGAIN = [metric for code, metric in METRICS.items() if code not in set(MoneyCode)]

Numbers = dict[tuple[Month, str], int]


def recount_closed_months(system: System) -> datetime:
    """Counts closed months and corrects what differs; returns when to count again. Counting takes
    long in a large book and holds up nobody."""
    as_of = AsOf(system.clock.now(), system.settings.grace_days)
    with system.database.reading() as session:
        if kept_grace_days(session) is None:  # years are being written in one go
            return as_of.now + EVERY
        counted = _counted(session, as_of)
    with system.database.writing() as session:
        _correct(session, counted, as_of.now)
    return as_of.now + EVERY


def _counted(session: Session, as_of: AsOf) -> Numbers:
    months = [closed.month for closed in closed_months(session)]
    if not months:
        return {}
    return {
        (month, metric.code): number
        for metric in _COUNTED_AGAIN
        for month, number in metric.values(session, months, as_of).items()
    }


def _correct(session: Session, counted: Numbers, now: datetime) -> None:
    shown = _shown(session)
    session.add_all(
        MonthCorrection(
            month=month,
            code=code,
            change=number - shown[month, code],
            reason=CorrectionReason.RECOUNTED,
            recorded_at=now,
        )
        for (month, code), number in counted.items()
        if (month, code) in shown and number != shown[month, code]
    )


def _shown(session: Session) -> Numbers:
    """The frozen numbers with the corrections so far."""
    shown = Counter(
        {
            (closed.month, code): number
            for closed in closed_months(session)
            for code, number in closed.numbers.items()
        }
    )
    added = session.execute(
        select(
            MonthCorrection.month, MonthCorrection.code, func.sum(MonthCorrection.change)
        ).group_by(MonthCorrection.month, MonthCorrection.code)
    )
    for month, code, change in added:
        shown[month, code] += int(change)
    return dict(shown)
