"""Members by the beginning of a payment's number, or by the approval number on a card's slip.

Whoever calls reads the number out from its front. Where SQLite keeps the book an index finds the
beginning; PostgreSQL sorts by its own language's letters, and looks at every name.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select, text
from sqlalchemy.orm import Session

from billing_core.models import PaymentName, PaymentRecord
from billing_core.models.payment import APPROVED

SHORTEST = 6  # letters: fewer begin the numbers of half the company
_LAST = "\U0010ffff"  # sorts after whatever a number goes on with


def members_numbered(session: Session, part: str, limit: int) -> Sequence[int]:
    """No more than `limit` of them, whichever the index names first."""
    if len(part) < SHORTEST:
        return []
    by_approval = select(PaymentRecord.member_id).where(
        PaymentRecord.apply_num == part, text(APPROVED)
    )
    by_name = (
        select(PaymentRecord.member_id)
        .join(PaymentName, PaymentName.imp_uid == PaymentRecord.imp_uid)
        .where(_begins(session, part))
    )
    found: set[int] = set()
    for asked in (by_approval, by_name):
        known = asked.where(PaymentRecord.member_id.is_not(None)).distinct().limit(limit)
        found.update(each for each in session.scalars(known) if each is not None)
    return sorted(found)


def _begins(session: Session, part: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        return and_(PaymentName.name >= part, PaymentName.name < part + _LAST)
    return PaymentName.name.startswith(part, autoescape=True)
