"""How many members asked to stop in each month, kept as requests are made and withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.analytics.cancellation_numbers import cancel_requested_in
from billing_core.analytics.roll_ups.adding import put_into
from billing_core.analytics.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.analytics.streamed import streamed
from billing_core.models import Cancellation, RequestMonth
from billing_core.rules.calendar import Month, months_between


def recount_requests(session: Session, months: Iterable[Month]) -> None:
    """To be called in the transaction that made or withdrew requests of these months: a month's
    requests are few enough to be counted again."""
    if kept_grace_days(session) is None:
        return
    hold_roll_ups(session)
    session.flush()
    put_into(session, RequestMonth, request_rows(session, sorted(set(months))))


def request_rows(session: Session, months: list[Month]) -> list[dict[str, Month | int]]:
    """The rows of `request_months`, counted from the requests."""
    asked = cancel_requested_in(session, months)
    return [{"month": month, "members": members} for month, members in asked.items()]


def months_of_requests(session: Session) -> list[Month]:
    """From the first to the last; empty without requests."""
    edges = select(func.min(Cancellation.requested_at), func.max(Cancellation.requested_at))
    first, last = session.execute(edges).one()
    return months_between(Month.of(first), Month.of(last)) if first else []


def months_learnt_at(session: Session, at: datetime) -> set[Month]:
    """The months of the requests that were written down at that instant."""
    learnt = select(Cancellation.requested_at).where(Cancellation.recorded_at == at)
    return {Month.of(row.requested_at) for row in streamed(session, learnt)}
