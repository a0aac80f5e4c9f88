"""Who asked to stop, and who took it back, counted as members: several clicks are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import CTE, ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from billing_core.analytics.stretch import S, per_stretch, within
from billing_core.models import Cancellation, RequestMonth
from billing_core.rules.calendar import Month


def cancel_requested_in(
    session: Session, stretches: Sequence[S], *, known_at: datetime | None = None
) -> dict[S, int]:
    """Distinct members with a request that still stood when the stretch ended; with `known_at`,
    as far as anybody could know then."""
    return _members(session, stretches, partial(_still_standing, known_at=known_at))


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


def withdrawn_in(session: Session, stretches: Sequence[S]) -> dict[S, int]:
    """Distinct members who took a request back."""
    return _members(session, stretches, lambda span: within(Cancellation.withdrawn_at, span))


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
    session: Session, stretches: Sequence[S], which: Callable[[CTE], ColumnElement[bool]]
) -> dict[S, int]:
    def adding_up(span: CTE) -> Select[int]:
        counted = func.count(distinct(Cancellation.member_id))
        return select(counted).select_from(span).join(Cancellation, which(span))

    found = per_stretch(session, stretches, adding_up)
    return {each: sum(found.get(each, ())) for each in stretches}
