"""Incremental maintenance of the roll-ups at commit: no step tells them, so none can forget to.

Every session that writes is listened to (SQLAlchemy's session events). What a cycle counted for
is read before the first change to it is flushed, and once more when the transaction commits;
members' stays and the requests of a month are counted anew then. Rows that are written past the
ORM, as a file's thousands are, are told by hand: `requests_learnt`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import InstanceState, Session

from billing_core.models import Cancellation, Charge, EntryKind, LedgerEntry, Subscription
from billing_core.roll_ups.cycle_facts import Waited, cycle_of
from billing_core.roll_ups.cycles import CycleSums, timeless
from billing_core.roll_ups.money import add_noted, forget_noted
from billing_core.roll_ups.rebuild import rebuild
from billing_core.roll_ups.requests import months_learnt_at, recount_requests
from billing_core.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.roll_ups.stays import recount_stays
from billing_core.rules.calendar import Month
from billing_core.rules.charge import ChargeState

WATCHED: Mapping[type, frozenset[str]] = {
    Charge: frozenset({"state", "covers_from", "covers_until", "imp_uid", "decline"}),
    Subscription: frozenset({"periods_paid", "anchor"}),
    Cancellation: frozenset({"withdrawn_at", "requested_at", "past_due"}),
    LedgerEntry: frozenset({"kind"}),
}
"""What a change of can move a number. All else that the numbers read never changes."""
_ANSWERED = frozenset({ChargeState.PAID, ChargeState.FAILED})
_KEY = "roll_ups.followed"


@dataclass
class _Followed:
    """What a transaction has changed: cycles as they counted before, members, and months.
    `grace_days`: for which grace the roll-ups were kept when it began to, if they were."""

    grace_days: int | None
    cycles: dict[tuple[str, int], Waited | None] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    months: set[Month] = field(default_factory=set)

    def charge(self, session: Session, charge: Charge) -> None:
        self.members.add(charge.member_id)
        cycle = (charge.subscription_id, charge.period)
        if self.grace_days is not None and cycle not in self.cycles:
            # Whoever changes it holds its subscription: nobody else changes it until we commit.
            self.cycles[cycle] = cycle_of(session, *cycle, timeless(self.grace_days))

    def cancellation(self, request: Cancellation) -> None:
        self.members.add(request.member_id)
        self.months.add(Month.of(request.requested_at))


def _followed(session: Session) -> _Followed:
    found: _Followed | None = session.info.get(_KEY)
    if found is None:
        found = session.info[_KEY] = _Followed(kept_grace_days(session))
    return found


@event.listens_for(Session, "before_flush")
def _remember(session: Session, _context: object, _instances: object) -> None:
    """Reads the database as it stands: this flush has not begun."""
    for one in (*session.new, *session.dirty):
        changed = _changed(one)
        if not changed:
            continue
        if isinstance(one, Charge):
            if changed != {"state"} or _answered(one):
                _followed(session).charge(session, one)
        elif isinstance(one, Cancellation):
            _followed(session).cancellation(one)
        elif isinstance(one, Subscription):
            _followed(session).members.add(one.member_id)
        elif isinstance(one, LedgerEntry) and one.kind is EntryKind.CORRECTION:
            for charge in _charges_of(session, one):
                _followed(session).charge(session, charge)


def _changed(one: Any) -> set[str]:
    state: InstanceState[Any] = inspect(one)
    watched = WATCHED.get(type(one), frozenset())
    return {name for name in watched if state.attrs[name].history.has_changes()}


def _answered(charge: Charge) -> bool:
    """By its card, or not any more: a booking that is made or revoked moves no number."""
    history = inspect(charge).attrs["state"].history
    return not history.deleted or bool(_ANSWERED & {*history.added, *history.deleted})


def _charges_of(session: Session, entry: LedgerEntry) -> Iterable[Charge]:
    return session.scalars(select(Charge).where(Charge.imp_uid == entry.imp_uid))


@event.listens_for(Session, "before_commit")
def catch_up(session: Session) -> None:
    """Brings the roll-ups to where the facts of this transaction are. Called by every commit;
    whoever reads a number before that calls it."""
    session.flush()
    add_noted(session)  # first: a member's cohort follows from it
    followed: _Followed | None = session.info.pop(_KEY, None)
    if followed is None:
        return
    hold_roll_ups(session)
    grace_days = kept_grace_days(session)
    if grace_days is None:
        return
    if grace_days != followed.grace_days:
        rebuild(session, grace_days)  # they were made meanwhile, without what stands here
        return
    sums = CycleSums()
    for cycle, before in followed.cycles.items():
        sums.add(before, times=-1)
        sums.add(cycle_of(session, *cycle, timeless(grace_days)))
    sums.write(session)
    for member_id in sorted(followed.members):
        recount_stays(session, member_id)
    if followed.months:
        recount_requests(session, followed.months)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_KEY, None)
    forget_noted(session)


def requests_learnt(session: Session, at: datetime) -> None:
    """Tells of cancellations that were written past the ORM, all at that instant, by a file."""
    _followed(session).months |= months_learnt_at(session, at)
