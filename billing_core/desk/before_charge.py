"""결제 전날 점검표: tomorrow and the seven days after it, against the gateway's bookings as last read.

Every open question that concerns a charge to come stands on that charge's day, beside what our
own book finds wrong with its bookings.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.desk.booked_wrongly import when_booked_wrongly
from billing_core.desk.findings import FindingRow, findings_of_kinds
from billing_core.desk.gateway_lights import bookings_light
from billing_core.desk.not_booked import not_booked
from billing_core.desk.upcoming import coming_days
from billing_core.models import Charge, Subscription
from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import BillingPolicy

DAYS = 8
BEFORE_CHARGE = tuple(kind for kind in FindingKind if kind.before_charge)


@dataclass(frozen=True)
class DayAhead:
    """Charges to come on one day in Seoul, whole won; `wrong` of them, or missing from them, have
    something to mend."""

    day: date
    charges: int
    won: int
    wrong: int


@dataclass(frozen=True)
class ChargeSheet:
    """The checklist. `wrong` in all: what was moved within the days stands on two of them. `seen`:
    the gateway's bookings were read lately, at `read_at`; otherwise nothing here is known to be in
    order."""

    days: tuple[DayAhead, ...]
    wrong: int
    read_at: datetime | None
    seen: bool


def sheet(session: Session, policy: BillingPolicy, now: datetime) -> ChargeSheet:
    first = kst_date(now) + timedelta(days=1)
    last = first + timedelta(days=DAYS - 1)
    light = bookings_light(session, now)
    whole = Interval(Interval.of_day(first).start, Interval.of_day(last).end)
    questions = [{kst_date(at) for at in hits if at in whole} for _, hits in _hits(session)]
    of_our_book = _wrong_in_our_book(session, whole, policy, now)
    wrong = of_our_book + Counter(day for days in questions for day in days)
    days = [
        DayAhead(each.day, each.coming.all.count, each.coming.all.won, wrong[each.day])
        for each in coming_days(session, first, last)
    ]
    in_all = of_our_book.total() + sum(bool(days) for days in questions)
    return ChargeSheet(tuple(days), in_all, light.read_at, light.seen)


def _wrong_in_our_book(
    session: Session, whole: Interval, policy: BillingPolicy, now: datetime
) -> Counter[date]:
    unbooked = (row.due_at for row in not_booked(session, whole, policy, now))
    return Counter(map(kst_date, chain(unbooked, when_booked_wrongly(session, whole))))


def booking_findings(session: Session, interval: Bounded) -> list[FindingRow]:
    """Open findings about charges that hit within the interval, in the order they do."""
    found = [
        (min(at for at in hits if at in interval), row.id, row)
        for row, hits in _hits(session)
        if any(at in interval for at in hits)
    ]
    return [row for _, _, row in sorted(found, key=itemgetter(0, 1))]


def _hits(session: Session) -> list[tuple[FindingRow, Sequence[datetime]]]:
    """Each open question with the instants at which it hits: as it says, where it was moved away
    from, or when the next charge of its subscription is due."""
    rows = findings_of_kinds(session, BEFORE_CHARGE)
    unsaid = {str(row.detail.get("subscription_id", "")) for row in rows if row.due_at is None}
    due = _next_due(session, sorted(unsaid - {""}))
    return [(row, _days_of(row, due)) for row in rows]


def _days_of(row: FindingRow, due: dict[str, datetime]) -> Sequence[datetime]:
    asked_for = row.detail.get("asked_for")
    moved_from = [datetime.fromisoformat(asked_for)] if asked_for else []
    if row.due_at is not None:
        return [row.due_at, *moved_from]
    of_subscription = due.get(str(row.detail.get("subscription_id", "")))
    return moved_from if of_subscription is None else [of_subscription, *moved_from]


def _next_due(session: Session, subscription_ids: Sequence[str]) -> dict[str, datetime]:
    """Of the live charge, or where there is none of the end of what is paid."""
    paid_through = select(Subscription.id, Subscription.paid_through).where(
        Subscription.id.in_(subscription_ids)
    )
    live = select(Charge.subscription_id, Charge.due_at).where(
        Charge.subscription_id.in_(subscription_ids), Charge.state.in_(LIVE_STATES)
    )
    ends = {key: until for key, until in session.execute(paid_through) if until is not None}
    return ends | dict(session.execute(live).all())
