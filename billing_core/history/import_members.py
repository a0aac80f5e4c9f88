"""Members that only the history knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.history.new_rows import in_chunks
from billing_core.models import Member
from billing_core.rules.permission import Permission

LONGEST_SOURCE = 40


def add_missing_members(
    session: Session, file_name: str, seen: Iterable[tuple[str, datetime]]
) -> int:
    """How many were new. `seen` says when each was seen; the first time is their beginning."""
    began: dict[str, datetime] = {}
    for member_id, at in seen:
        began[member_id] = min(at, began.get(member_id, at))
    for chunk in in_chunks(list(began)):
        for known in session.scalars(select(Member.id).where(Member.id.in_(chunk))):
            del began[known]
    if began:
        rows = [
            {
                "id": member_id,
                "name": "",
                "permission": Permission.FREE,
                "created_at": at,
                "source": file_name[:LONGEST_SOURCE],
            }
            for member_id, at in began.items()
        ]
        session.execute(insert(Member), rows)
    return len(began)
