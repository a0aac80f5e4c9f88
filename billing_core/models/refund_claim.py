"""A refund claim (환불 요청): a member wants money of a payment back, and a person decides.

Not to be confused with `RefundRequest`, which is what one of us asks the gateway for.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.refund_claim import WAITING, AccessDecision, ClaimKind, ClaimState

_IS_WAITING = f"state IN ({', '.join(repr(str(state)) for state in WAITING)})"


class RefundClaim(Base):
    """One claim; at most one of a payment waits at any time. `won` is what was decided, `proposed`
    what the rule said, both whole won, `arithmetic` how it got there.

    `request_id`: the refund request that the last approval may become, a new one for each approval
    and the only one of it, so that an approval refunds once at most.
    """

    __tablename__ = "refund_claims"
    __table_args__ = (
        Index(
            "one_waiting_claim_per_payment",
            "imp_uid",
            unique=True,
            sqlite_where=text(_IS_WAITING),
            postgresql_where=text(_IS_WAITING),
        ),
        Index("refund_claims_by_state", "state", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    imp_uid: Mapped[str] = mapped_column(ForeignKey("payments.imp_uid"))
    kind: Mapped[ClaimKind] = mapped_column(Word(ClaimKind))
    reason: Mapped[str] = mapped_column(String(400), default="")
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120), default="")  # of the team; empty: the member
    state: Mapped[ClaimState] = mapped_column(Word(ClaimState), default=ClaimState.OPEN)
    used: Mapped[bool | None]  # by the desk's word: the company's app does not tell
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[datetime | None]
    access: Mapped[AccessDecision | None] = mapped_column(Word(AccessDecision))
    won: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)
    rule_version: Mapped[str] = mapped_column(String(40), default="")
    arithmetic: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(String(400), default="")  # why another sum; for the team
    answer: Mapped[str] = mapped_column(String(400), default="")  # what the member is told
    request_id: Mapped[str | None] = mapped_column(String(12), index=True)
    finished_at: Mapped[datetime | None]
