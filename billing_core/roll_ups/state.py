"""Whether the roll-ups of members' lives are kept, for which grace, and who may change them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.models import RollUpState
from billing_core.plain_rows import CompiledQuery
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy

THE_ROW = 1
_KEPT = CompiledQuery(select(RollUpState.grace_days).where(RollUpState.id == THE_ROW))


def hold_roll_ups(session: Session) -> None:
    """Let nobody else add to the sums, make them anew, or close a month, until the transaction
    ends (on PostgreSQL an advisory lock). They all change the same few rows, so taking turns costs
    nothing and prevents deadlocks."""
    hold(session, "roll-ups")


def kept_grace_days(session: Session) -> int | None:
    """The grace that the roll-ups of lives are kept for; None while they are not kept."""
    # Asked by every commit, in a flush as well, so without another.
    return next((days for (days,) in _KEPT.rows(session.connection(), {})), None)


def grace_of(session: Session) -> timedelta:
    """The grace that this book lives by: a payment within it is automatic."""
    kept = kept_grace_days(session)
    return BillingPolicy().grace if kept is None else timedelta(days=kept)


def require_kept(session: Session, as_of: AsOf) -> None:
    """Checks the grace: raises Refusal "roll_ups_missing" rather than show a number of another."""
    kept = kept_grace_days(session)
    if kept != as_of.grace_days:
        raise Refusal(
            RefusalCode.ROLL_UPS_MISSING, kept_for_grace_days=kept, asked_for=as_of.grace_days
        )


def say_kept(session: Session, grace_days: int) -> None:
    session.merge(RollUpState(id=THE_ROW, grace_days=grace_days))
    session.flush()


def say_checked(session: Session, at: datetime, differences: int) -> None:
    state = session.get(RollUpState, THE_ROW)
    if state is not None:
        state.checked_at, state.differences = at, differences


def last_check(session: Session) -> tuple[datetime, int] | None:
    """When everything was last compared with the book, and how many sums differed."""
    state = session.get(RollUpState, THE_ROW)
    if state is None or state.checked_at is None or state.differences is None:
        return None
    return state.checked_at, state.differences
