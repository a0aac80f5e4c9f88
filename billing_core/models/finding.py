"""A finding: something a person has to look at, once per kind and subject."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer


class Finding(Base):
    """One finding. `subject`: the imp_uid, merchant_uid or subscription; `amount` is whole won."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("kind", "subject", name="one_finding_per_subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[FindingKind] = mapped_column(Word(FindingKind))
    subject: Mapped[str] = mapped_column(String(120))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    amount: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_by: Mapped[str] = mapped_column(String(80), default="")
    resolution: Mapped[str] = mapped_column(String(400), default="")
    answer: Mapped[FindingAnswer | None] = mapped_column(Word(FindingAnswer))  # of itself
    cure: Mapped[Cure | None] = mapped_column(Word(Cure))  # what a person chose
