"""Who came and who left in the first part of a month, counted by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.membership import movements
from billing_core.analytics.stay_facts import ends_in, gone
from billing_core.analytics.stretch import S
from billing_core.models import MemberStay
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class MovedSoFar:
    new: int
    returning: int
    churned: int
    members_at_end: int


def moved_so_far(session: Session, parts: Sequence[S], as_of: AsOf) -> dict[S, MovedSoFar]:
    """The same as `movements` of these parts, each of which begins when its month does: who was
    a member by then comes from the sums of the months.

    Raises Refusal "roll_ups_missing".
    """
    months = movements(session, [Month.of(part.start) for part in parts], as_of)

    def so_far(part: S) -> MovedSoFar:
        began = and_(MemberStay.began >= part.start, MemberStay.began < part.end)
        new = _stays(session, and_(began, MemberStay.place == 0))
        returning = _stays(session, and_(began, MemberStay.place > 0))
        churned = _stays(session, and_(ends_in(part), gone(as_of)))
        start = months[Month.of(part.start)].start
        return MovedSoFar(new, returning, churned, start + new + returning - churned)

    return {part: so_far(part) for part in parts}


def _stays(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(MemberStay).where(which)).one()
