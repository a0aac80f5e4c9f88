"""A cure that a person asked for, and what every cure needs of its finding."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding
from billing_core.models import Finding
from billing_core.rules.actor import Actor
from billing_core.rules.cure import Cure


@dataclass(frozen=True)
class AskedCure:
    """A cure with its finding. `amount` is whole won to give back, all that is left when None;
    `shown`: what the person saw as left of it."""

    finding: Finding
    cure: Cure
    reason: str
    actor: Actor
    amount: int | None = None
    shown: int | None = None

    @property
    def subject(self) -> str:
        return self.finding.subject

    def text(self, name: str) -> str:
        """A fact of the finding."""
        return str(self.finding.detail.get(name, "") or "")

    def instant(self, name: str) -> datetime:
        return datetime.fromisoformat(self.text(name))

    def close(self, session: Session, now: datetime) -> None:
        close_finding(
            session,
            self.finding.kind,
            self.finding.subject,
            now=now,
            actor=self.actor,
            resolution=self.reason,
            cure=self.cure,
        )
