"""Strangers at the sign-in page: sixty of their failures a minute are written down, and no more.

The audit log is kept for good and the access log for years, and whoever invents logins could fill
the disk with both.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.models import AccessRow
from billing_core.rules.access import AccessKind

MOST_A_MINUTE, MINUTE = 60, timedelta(minutes=1)


def is_crowded(session: Session, now: datetime) -> bool:
    """Whether so many have failed within a minute of `now` whom nobody knows."""
    lately = (
        select(AccessRow.id)
        .where(
            AccessRow.at > now - MINUTE,
            AccessRow.at < now + MINUTE,  # or a clock was set back
            AccessRow.kind == AccessKind.SIGN_IN_FAILED,
            AccessRow.subject == "",
        )
        .limit(MOST_A_MINUTE)
    )
    found = session.scalar(select(func.count()).select_from(lately.subquery()))
    return found == MOST_A_MINUTE
