"""How each cohort's members and MRR changed month by month, read from the roll-ups of stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.models import CohortMember, MemberStay, MovementMonth
from billing_core.rules.calendar import Month


class CohortStep(NamedTuple):
    """What a month added to a cohort: members, and won for so many `months`."""

    cohort: Month
    month: Month
    months: int
    members: int
    won: int


def cohort_steps(session: Session, first: Month, last: Month, as_of: AsOf) -> Iterator[CohortStep]:
    """Of the cohorts from `first`, up to the end of `last`. Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    yield from _of_months(session, first, last)
    yield from _not_gone_yet(session, first, last, as_of)


def _of_months(session: Session, first: Month, last: Month) -> Iterator[CohortStep]:
    row = MovementMonth
    left = row.voluntary + row.involuntary + row.system
    lost_won = row.contraction_won + row.churned_won
    found = session.execute(
        select(
            row.cohort,
            row.month,
            row.months,
            row.joined + row.returned - left,
            row.joined_won + row.returned_won + row.expansion_won - lost_won,
        ).where(row.cohort >= first, row.cohort <= last, row.month <= last)
    )
    return (CohortStep(*one) for one in found)


def _not_gone_yet(session: Session, first: Month, last: Month, as_of: AsOf) -> Iterator[CohortStep]:
    """What the months say too much: they count every stay as ending at its paid-through."""
    found = session.execute(
        select(
            CohortMember.month,
            MemberStay.paid_through,
            MemberStay.months,
            func.count(),
            whole_won(MemberStay.price),
        )
        .join(CohortMember, CohortMember.member_id == MemberStay.member_id)
        .where(
            MemberStay.over_at > as_of.now,
            MemberStay.paid_through > as_of.now - as_of.grace,
            MemberStay.paid_through < last.end,
            CohortMember.month >= first,
            CohortMember.month <= last,
        )
        .group_by(CohortMember.month, MemberStay.paid_through, MemberStay.months)
    )
    for cohort, paid_through, months, members, won in found:
        yield CohortStep(cohort, Month.of(paid_through), months, members, won)
