"""오늘 할 일: all that waits for a person where the day begins, and what is due by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.desk import morning
from billing_core.desk.count_claims import count_overdue
from billing_core.desk.doorbell import unheard
from billing_core.desk.downgrades import last_held_at
from billing_core.desk.waiting import Waiting
from billing_core.models import Downgrade, LedgerEntry, MonthClose
from billing_core.models.ledger import PAYING
from billing_core.numbers.coming_charges import coming_in
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month, kst_date, kst_instant
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind

HELD_TOO_LONG = timedelta(days=3)
_REFUNDS_OWED = tuple(kind for kind in FindingKind if kind.refund_due)


@dataclass(frozen=True)
class TodaysWork:
    """`long_held`: permission changes held for more than three days. `overdue_claims`: refund
    claims unanswered for longer than the law allows. `closable`: the last month that could be
    closed and is not, None where there is none. `unheard_since`: the first payment after the last
    notice, so one that no notice told of; None where there is none. `coming`: what is still charged
    today in Seoul; `paid` and `failed` are yesterday's."""

    waiting: Waiting
    long_held: int
    overdue_claims: int
    refunds_owed: morning.CountAndWon
    closable: Month | None
    unheard_since: datetime | None
    coming: Amount
    yesterday: date
    paid: morning.CountAndWon
    failed: morning.CountAndWon

    @property
    def left(self) -> int:
        """How much waits for a person. A held change is somebody's decision until it is old."""
        work = self.waiting
        counted = work.due + work.failing + work.asked + work.to_check + work.untold
        return counted + self.long_held + (self.closable is not None)


def todays_work(session: Session, waits: Waiting, as_of: AsOf) -> TodaysWork:
    today = kst_date(as_of.now)
    start, end = kst_instant(today - timedelta(days=1)), kst_instant(today)
    rest = Interval(end, kst_instant(today + timedelta(days=1)))
    untold = unheard(session, waits.last_webhook_at)
    return TodaysWork(
        waiting=waits,
        long_held=_held_since(session, as_of.now - HELD_TOO_LONG),
        overdue_claims=count_overdue(session, as_of.now),
        refunds_owed=morning.findings_worth(session, *_REFUNDS_OWED),
        closable=closable_month(session, as_of),
        unheard_since=untold.first if untold else None,
        coming=coming_in(session, [rest])[rest].all,
        yesterday=today - timedelta(days=1),
        paid=morning.entries_in(session, PAYING, start, end),
        failed=morning.charges_failed_in(session, start, end),
    )


def _held_since(session: Session, before: datetime) -> int:
    """Held changes whose last hold, or the undoing that left them held, is older."""
    held = (Downgrade.state == DowngradeState.HELD, last_held_at() < before)
    return session.scalar(select(func.count(Downgrade.id)).where(*held)) or 0


def closable_month(session: Session, as_of: AsOf) -> Month | None:
    """The last month whose numbers stand, while nobody has closed it; None before the first
    payment, and once it is closed."""
    month = Month.of(as_of.now).plus(-1)
    if as_of.provisional(month):
        month = month.plus(-1)
    paid_by_then = select(LedgerEntry.id).where(
        LedgerEntry.kind.in_(PAYING), LedgerEntry.occurred_at < month.end
    )
    if session.scalar(paid_by_then.limit(1)) is None:
        return None
    return None if session.get(MonthClose, month) else month
