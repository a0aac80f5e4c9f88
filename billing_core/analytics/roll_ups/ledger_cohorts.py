"""What the roll-ups of cohorts have to say, added up from the ledger by the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CTE, Select, and_, func, literal, select, union_all

from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.stretch import within
from billing_core.models import (
    CohortMember,
    LedgerEntry,
    MemberMonth,
    gives_back,
    standing_payment,
)
from billing_core.rules.calendar import Month


def first_payments(span: CTE) -> Select[str, Month, datetime]:
    """The rows of `cohort_members`."""
    first = (
        select(LedgerEntry.member_id, func.min(LedgerEntry.occurred_at).label("at"))
        .where(standing_payment())
        .group_by(LedgerEntry.member_id)
        .subquery("first")
    )
    in_month = and_(first.c.at >= span.c.starts, first.c.at < span.c.ends)
    return select(first.c.member_id, span.c.month, first.c.at).join(span, in_month)


def cohort_sums(span: CTE) -> Select[Month, Month, int, int]:
    """The rows of `cohort_months`, from the members' own roll-up and the refunds of the ledger."""
    paid = select(
        CohortMember.month.label("cohort"),
        MemberMonth.month.label("month"),
        literal(1).label("paid"),
        MemberMonth.paid_won.label("won"),
    ).join(MemberMonth, MemberMonth.member_id == CohortMember.member_id)
    refunded = (
        select(CohortMember.month, span.c.month, literal(0), LedgerEntry.amount)
        .select_from(span)
        .join(
            LedgerEntry,
            and_(gives_back(), within(LedgerEntry.occurred_at, span)),
        )
        .join(CohortMember, CohortMember.member_id == LedgerEntry.member_id)
    )
    spent = union_all(paid, refunded).subquery("spent")
    return select(
        spent.c.cohort, spent.c.month, whole_won(spent.c.paid), whole_won(spent.c.won)
    ).group_by(spent.c.cohort, spent.c.month)
