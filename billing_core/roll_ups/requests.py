"""How many members asked to stop in each month, kept as requests are made and withdrawn."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import CTE, ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Cancellation, RequestMonth
from billing_core.roll_ups.interval import S, per_interval, within
from billing_core.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.roll_ups.upsert import put_into
from billing_core.rules.calendar import Month, months_between


def cancel_requested_in(
    session: Session, intervals: Sequence[S], *, known_at: datetime | None = None
) -> dict[S, int]:
    """Distinct members with a request that still stood when the interval ended; with `known_at`,
    as far as anybody could know then."""
    return _members(session, intervals, partial(_still_standing, known_at=known_at))


def cancel_requested_by_month(session: Session, months: Sequence[Month]) -> dict[Month, int]:
    """The same of whole months, from their roll-up. Every month asked for."""
    if not months:
        return {}
    rows = session.execute(
        select(RequestMonth.month, RequestMonth.members).where(
            RequestMonth.month >= min(months), RequestMonth.month <= max(months)
        )
    )
    found = dict(rows.all())
    return {month: found.get(month, 0) for month in months}


def withdrawn_in(session: Session, intervals: Sequence[S]) -> dict[S, int]:
    """Distinct members who took a request back."""
    return _members(session, intervals, lambda span: within(Cancellation.withdrawn_at, span))


def _still_standing(span: CTE, known_at: datetime | None) -> ColumnElement[bool]:
    stands = or_(Cancellation.withdrawn_at.is_(None), Cancellation.withdrawn_at >= span.c.ends)
    requested = within(Cancellation.requested_at, span)
    if known_at is None:
        return and_(requested, stands)
    return and_(
        requested,
        Cancellation.recorded_at <= known_at,
        or_(stands, Cancellation.withdrawn_at > known_at),
    )


def _members(
    session: Session, intervals: Sequence[S], which: Callable[[CTE], ColumnElement[bool]]
) -> dict[S, int]:
    def adding_up(span: CTE) -> Select[int]:
        counted = func.count(distinct(Cancellation.member_id))
        return select(counted).select_from(span).join(Cancellation, which(span))

    found = per_interval(session, intervals, adding_up)
    return {each: sum(found.get(each, ())) for each in intervals}


def recount_requests(session: Session, months: Iterable[Month]) -> None:
    """Counts the requests of these months again, being few. `follow` calls it at every commit that
    made or withdrew some."""
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
    """The months from the first request to the last; empty without requests."""
    edges = select(func.min(Cancellation.requested_at), func.max(Cancellation.requested_at))
    first, last = session.execute(edges).one()
    return months_between(Month.of(first), Month.of(last)) if first else []


def months_learnt_at(session: Session, at: datetime) -> set[Month]:
    """The months of the requests that were written down at that instant."""
    learnt = select(Cancellation.requested_at).where(Cancellation.recorded_at == at)
    return {Month.of(row.requested_at) for row in streamed(session, learnt)}
