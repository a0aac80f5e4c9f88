"""Write the audit log: who did what, in the transaction that does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from billing_core.models import AuditRow
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor


def record_act(
    session: Session,
    act: Act,
    *,
    at: datetime,
    actor: Actor,
    member_id: int | None,
    subject: str = "",
    **detail: Any,
) -> None:
    """Add a row to the audit log. Instants in `detail` become ISO text."""
    plain = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in detail.items()
    }
    session.add(
        AuditRow(
            at=at,
            actor_kind=actor.kind,
            actor=actor.id,
            act=act,
            member_id=member_id,
            subject=subject,
            detail=plain,
        )
    )
