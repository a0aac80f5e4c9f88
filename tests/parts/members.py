"""Members as stories call them: by the app's id, where the book has their number."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from billing_core.models import Member


def numbered(app_id: str) -> ScalarSelect[int]:
    """The member's number as a subquery: `Charge.member_id == numbered("hana")`."""
    return select(Member.id).where(Member.app_id == app_id).scalar_subquery()


def number_in(session: Session, app_id: str) -> int:
    return session.scalars(select(Member.id).where(Member.app_id == app_id)).one()


def app_id_in(session: Session, number: int | None) -> str:
    """The member's app id, empty for nobody."""
    return session.get_one(Member, number).app_id if number is not None else ""
