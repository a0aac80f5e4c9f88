"""처음 준비: what a new company's book has seen so far of all that it needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.desk.waiting import Waiting
from billing_core.models import ApiKey, Member, Person


@dataclass(frozen=True)
class SetUp:
    """Facts of the book alone, so no light is green that nothing stands behind. `read_at`: the
    gateway last answered the worker, so keys and worker are right; `heard_at`: it last called us;
    `asked_at`: the company's app last showed a key of the book. `people`: who has signed in. None
    and 0 where nothing has come."""

    read_at: datetime | None
    heard_at: datetime | None
    asked_at: datetime | None
    people: int
    members: int

    @property
    def done(self) -> bool:
        """A company may bring its history before PortOne knows where to call: members alone are
        no end of the setting up."""
        return bool(self.members and self.read_at and self.heard_at)


def set_up(session: Session, waits: Waiting) -> SetUp:
    signed_in = select(func.count(Person.id)).where(Person.signed_in_at.is_not(None))
    return SetUp(
        read_at=waits.last_sweep_at,
        heard_at=waits.last_webhook_at,
        asked_at=session.scalar(select(func.max(ApiKey.last_used_at))),
        people=session.scalar(signed_in) or 0,
        members=session.scalar(select(func.count(Member.id))) or 0,
    )
