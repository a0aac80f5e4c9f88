"""Make the roll-ups anew from the ledger, which is the truth."""

from __future__ import annotations

from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_months import (
    ledger_months,
    member_sums,
    month_spans,
    total_sums,
)
from billing_core.models import MemberMonth, MonthTotal


def rebuild(session: Session) -> None:
    """In one transaction; whoever writes money facts meanwhile waits for its end."""
    if session.get_bind().dialect.name == "postgresql":  # everybody holds their months first
        session.execute(text("LOCK TABLE month_totals IN EXCLUSIVE MODE"))
    session.execute(delete(MemberMonth))
    session.execute(delete(MonthTotal))
    months = ledger_months(session)
    if not months:
        return
    span = month_spans(months)
    members = ["month", "member_id", "charges", "paid_won", "given_back_won"]
    session.execute(insert(MemberMonth).from_select(members, member_sums(span)))
    totals = ["month", "paid_members", "kept_members", "charges", "paid_won"]
    totals += ["refunds", "refunded_won"]
    session.execute(insert(MonthTotal).from_select(totals, total_sums(span)))
