"""Who asked to stop, and who took it back, counted as members: several clicks are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import CTE, ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from billing_core.analytics.stretch import S, per_stretch, within
from billing_core.models import Cancellation


def cancel_requested_in(session: Session, stretches: Sequence[S]) -> dict[S, int]:
    """Distinct members with a request that still stood when the stretch ended."""
    return _members(session, stretches, _still_standing)


def withdrawn_in(session: Session, stretches: Sequence[S]) -> dict[S, int]:
    """Distinct members who took a request back."""
    return _members(session, stretches, lambda span: within(Cancellation.withdrawn_at, span))


def _still_standing(span: CTE) -> ColumnElement[bool]:
    return and_(
        within(Cancellation.requested_at, span),
        or_(Cancellation.withdrawn_at.is_(None), Cancellation.withdrawn_at >= span.c.ends),
    )


def _members(
    session: Session, stretches: Sequence[S], which: Callable[[CTE], ColumnElement[bool]]
) -> dict[S, int]:
    def adding_up(span: CTE) -> Select[int]:
        counted = func.count(distinct(Cancellation.member_id))
        return select(counted).select_from(span).join(Cancellation, which(span))

    found = per_stretch(session, stretches, adding_up)
    return {each: sum(found.get(each, ())) for each in stretches}
