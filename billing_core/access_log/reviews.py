"""Monthly reviews (월별 점검): an administrator looks through a finished month and signs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.access_log.summary import access_summary
from billing_core.database import Database, hold
from billing_core.lifecycle.record_act import record_act
from billing_core.models import AccessReview, AccessRow, Person
from billing_core.rules.access import REVIEW_WITHIN
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, Role
from billing_core.rules.calendar import Month, kst_date, months_between
from billing_core.rules.refusal import Refusal, RefusalCode

_FIRST = select(AccessRow.at).order_by(AccessRow.at).limit(1)
_SIGNED = select(AccessReview, Person.name).join(Person, Person.id == AccessReview.person_id)


@dataclass(frozen=True)
class ReviewedMonth:
    """A finished month; nothing but `month` while nobody has signed it."""

    month: Month
    reviewed_at: datetime | None = None
    by: str = ""
    note: str = ""
    digest: str = ""

    def is_late(self, now: datetime) -> bool:
        return self.reviewed_at is None and now >= self.month.end + REVIEW_WITHIN


def reviewed_months(session: Session, now: datetime, kept_days: int) -> list[ReviewedMonth]:
    """Every finished month of which the log still has all rows, the latest first."""
    first = session.scalar(_FIRST)
    if first is None:
        return []
    signed = {
        review.month: ReviewedMonth(
            review.month, review.reviewed_at, name, review.note, review.digest
        )
        for review, name in session.execute(_SIGNED)
    }
    whole = Month.of(now - timedelta(days=kept_days)).plus(1)
    months = months_between(max(Month.of(first), whole), Month.of(now).plus(-1))
    return [signed.get(month, ReviewedMonth(month)) for month in reversed(months)]


def months_to_review(session: Session, now: datetime, kept_days: int) -> Sequence[Month]:
    """Finished and not signed, the latest first."""
    months = reviewed_months(session, now, kept_days)
    return [each.month for each in months if each.reviewed_at is None]


def sign_review(
    database: Database, month: Month, note: str, *, actor: Actor, now: datetime
) -> None:
    """`now` is of the real clock. A review of one's own accesses says how many they were.

    Raises Refusal: "not_allowed", "not_signed_in", "no_note", "not_over", "already_reviewed".
    """
    if actor.role is not Role.ADMINISTRATOR:  # whoever has the machine alone signs nothing
        raise Refusal(RefusalCode.NOT_ALLOWED, act=Guarded.REVIEW_ACCESS, actor=actor.name)
    if not note.strip():
        raise Refusal(RefusalCode.NO_NOTE_REVIEW)
    if now < month.end:
        raise Refusal(RefusalCode.NOT_OVER_REVIEW, day=kst_date(month.end))
    with database.reading() as session:
        seen = access_summary(session, month)
    counts = seen.counts() | {"own": seen.rows_of(actor.number)}
    with database.writing() as session:
        hold(session, "access_reviews")
        if session.get(AccessReview, month) is not None:
            raise Refusal(RefusalCode.ALREADY_REVIEWED)
        # Sealed with the audit log, so that nobody makes rows and review fit each other again.
        record_act(
            session,
            Act.ACCESS_REVIEWED,
            at=now,
            actor=actor,
            member_id=None,
            subject=str(month),
            digest=seen.digest,
            **counts,
        )
        session.add(
            AccessReview(
                month=month,
                reviewed_at=now,
                person_id=actor.number,
                note=note.strip(),
                counts=counts,
                digest=seen.digest,
            )
        )
