"""Open questions of a subscription: while a person has not answered, nothing new is booked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Finding, Subscription
from billing_core.rules.finding import FindingKind


def open_questions(
    session: Session, subscription: Subscription, *kinds: FindingKind
) -> Sequence[Finding]:
    """Of these kinds, or of all that hold a booking back; the oldest first."""
    wanted = kinds or tuple(kind for kind in FindingKind if kind.holds_booking)
    found = session.scalars(
        select(Finding)
        .where(
            Finding.member_id == subscription.member_id,
            Finding.resolved_at.is_(None),
            Finding.kind.in_(wanted),
        )
        .order_by(Finding.opened_at, Finding.id)
    )
    return [one for one in found if one.detail.get("subscription_id") == subscription.id]
