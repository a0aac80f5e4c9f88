"""Queries that add up the roll-ups of money and cohorts anew from the ledger."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing_core.models import (
    CohortMember,
    EntryKind,
    LedgerEntry,
    MemberMonth,
    gives_back,
    standing_payment,
)
from billing_core.models.base import MonthText, UtcInstant
from billing_core.roll_ups.interval import within
from billing_core.roll_ups.ledger_numbers import (
    number_of_refunds,
    refunded_by_payment,
    whole_won,
)
from billing_core.rules.calendar import Month, months_between


def ledger_months(session: Session) -> list[Month]:
    """The months from that of the earliest entry to that of the latest; empty without entries."""
    edges = [
        session.scalar(sa.select(edge(LedgerEntry.occurred_at)).where(LedgerEntry.kind == kind))
        for kind in EntryKind  # one end of the index each
        for edge in (sa.func.min, sa.func.max)
    ]
    known = [edge for edge in edges if edge is not None]
    return months_between(Month.of(min(known)), Month.of(max(known))) if known else []


def month_spans(months: Sequence[Month]) -> sa.CTE:
    columns = (
        sa.column("month", MonthText()),
        sa.column("starts", UtcInstant()),
        sa.column("ends", UtcInstant()),
    )
    rows = [(month, month.start, month.end) for month in months]
    return sa.values(*columns, name="month").data(rows).cte("months")


def member_sums(span: sa.CTE) -> sa.Select[Month, int, int, int, int]:
    """The rows of `member_months`."""
    back = refunded_by_payment()
    return (
        sa.select(
            span.c.month,
            LedgerEntry.member_id,
            sa.func.count(),
            whole_won(LedgerEntry.amount),
            -whole_won(sa.func.coalesce(back.c.won, 0)),
        )
        .select_from(span)
        .join(
            LedgerEntry,
            sa.and_(standing_payment(), within(LedgerEntry.occurred_at, span)),
        )
        .outerjoin(back, back.c.imp_uid == LedgerEntry.imp_uid)
        .group_by(span.c.month, LedgerEntry.member_id)
    )


def total_sums(span: sa.CTE) -> sa.Select[Month, int, int, int, int, int, int]:
    """The rows of `month_totals`: members from their own roll-up, refunds from the ledger."""
    kept = sa.case((MemberMonth.paid_won > MemberMonth.given_back_won, 1), else_=0)
    paid = (
        sa.select(
            MemberMonth.month,
            sa.func.count().label("members"),
            sa.cast(sa.func.sum(kept), sa.BigInteger).label("kept"),
            whole_won(MemberMonth.charges).label("charges"),
            whole_won(MemberMonth.paid_won).label("won"),
        )
        .group_by(MemberMonth.month)
        .subquery("paid")
    )
    back = (
        sa.select(
            span.c.month,
            number_of_refunds().label("refunds"),
            (-whole_won(LedgerEntry.amount)).label("won"),
        )
        .select_from(span)
        .join(
            LedgerEntry,
            sa.and_(gives_back(), within(LedgerEntry.occurred_at, span)),
        )
        .group_by(span.c.month)
        .subquery("back")
    )
    sums = (paid.c.members, paid.c.kept, paid.c.charges, paid.c.won, back.c.refunds, back.c.won)
    return (
        sa.select(span.c.month, *(sa.func.coalesce(each, 0) for each in sums))
        .select_from(span)
        .outerjoin(paid, paid.c.month == span.c.month)
        .outerjoin(back, back.c.month == span.c.month)
        .where(sa.or_(paid.c.month.is_not(None), back.c.month.is_not(None)))
    )


def first_payments(span: sa.CTE) -> sa.Select[str, Month, datetime]:
    """The rows of `cohort_members`."""
    first = (
        sa.select(LedgerEntry.member_id, sa.func.min(LedgerEntry.occurred_at).label("at"))
        .where(standing_payment())
        .group_by(LedgerEntry.member_id)
        .subquery("first")
    )
    in_month = sa.and_(first.c.at >= span.c.starts, first.c.at < span.c.ends)
    return sa.select(first.c.member_id, span.c.month, first.c.at).join(span, in_month)


def cohort_sums(span: sa.CTE) -> sa.Select[Month, Month, int, int]:
    """The rows of `cohort_months`, from the members' own roll-up and the refunds of the ledger."""
    paid = sa.select(
        CohortMember.month.label("cohort"),
        MemberMonth.month.label("month"),
        sa.literal(1).label("paid"),
        MemberMonth.paid_won.label("won"),
    ).join(MemberMonth, MemberMonth.member_id == CohortMember.member_id)
    refunded = (
        sa.select(CohortMember.month, span.c.month, sa.literal(0), LedgerEntry.amount)
        .select_from(span)
        .join(
            LedgerEntry,
            sa.and_(gives_back(), within(LedgerEntry.occurred_at, span)),
        )
        .join(CohortMember, CohortMember.member_id == LedgerEntry.member_id)
    )
    spent = sa.union_all(paid, refunded).subquery("spent")
    return sa.select(
        spent.c.cohort, spent.c.month, whole_won(spent.c.paid), whole_won(spent.c.won)
    ).group_by(spent.c.cohort, spent.c.month)
