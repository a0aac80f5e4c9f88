"""Notices of strangers: webhooks that name nothing of ours. Read last and once, capped, then gone.

Anybody may ring at an open door, so what a forged notice costs has a bound: its row, a hundredth
of one call, and nothing after a day. A payment that is real and of which only a stranger's notice
told is read by that one call, or by the next sweep.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.models.base import UtcInstant
from billing_core.models.inbox_event import STRANGERS, UNFINISHED
from billing_core.rules.refusal import Refusal, RefusalCode

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 10_000  # about 6 MB with the indexes
MOST_OF_ONE = 20  # notices of a payment or order that wait; a member knows their own numbers
_AGAIN_IN = timedelta(hours=1)  # the vendor's way back, should it be the vendor after all

_OLD = (
    sa.delete(models.InboxEvent)
    .where(
        sa.text(STRANGERS),
        models.InboxEvent.received_at < sa.bindparam("kept_since", type_=UtcInstant),
    )
    .execution_options(synchronize_session=False)
)
_KEPT = sa.select(sa.func.count()).select_from(models.InboxEvent).where(sa.text(STRANGERS))


class Standing(NamedTuple):
    """What the book says of the two numbers that a notice names."""

    known_payment: bool = False
    our_order: bool = False
    waiting_of_payment: int = 0  # as far as MOST_OF_ONE
    waiting_of_order: int = 0
    stranger_kept: bool = False  # a row stands for this stranger's payment already

    def is_ours(self, *, of_payment: int, of_order: int) -> bool:
        """A payment that we know, or an order of ours. Each vouches for a few: for so many that
        wait and those that came with this one."""
        known = self.known_payment and self.waiting_of_payment + of_payment < MOST_OF_ONE
        return known or (self.our_order and self.waiting_of_order + of_order < MOST_OF_ONE)


@cache
def _standings(dialect: str) -> sa.Select[int, bool, bool, int, int, bool]:
    """Of all that are named, in one statement: payments and orders are looked up in the indexes."""
    given: Any
    if dialect == "sqlite":
        given = sa.func.json_each(sa.bindparam("named")).table_valued("key", "value")
        place = given.c.key
        imp_uid = sa.func.json_extract(given.c.value, "$[0]")
        order = sa.func.json_extract(given.c.value, "$[1]")
    else:
        texts = ARRAY(sa.String)
        given = sa.func.unnest(
            sa.bindparam("imp_uids", type_=texts), sa.bindparam("orders", type_=texts)
        )
        given = given.table_valued("imp_uid", "merchant_uid", with_ordinality="place")
        given = given.render_derived()
        place, imp_uid, order = given.c.place, given.c.imp_uid, given.c.merchant_uid
    known = sa.or_(
        sa.exists().where(models.PaymentRecord.imp_uid == imp_uid),
        sa.exists().where(
            models.PaymentName.name == imp_uid, models.PaymentName.kind != models.NameKind.ORDER
        ),
    )
    ours = sa.and_(
        order != "",
        sa.or_(
            sa.exists().where(models.Charge.merchant_uid == order),
            sa.exists().where(models.Checkout.merchant_uid == order),
            sa.exists().where(models.PaymentRecord.merchant_uid == order),
        ),
    )

    def waiting(named: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        some = sa.select(models.InboxEvent.id).where(sa.text(UNFINISHED), named).limit(MOST_OF_ONE)
        counted = sa.select(sa.func.count()).select_from(some.correlate(given).subquery())
        return counted.scalar_subquery()

    of_payment = sa.case((known, waiting(models.InboxEvent.imp_uid == imp_uid)), else_=0)
    of_order = sa.case((ours, waiting(models.InboxEvent.merchant_uid == order)), else_=0)
    kept = sa.exists().where(sa.text(STRANGERS), models.InboxEvent.imp_uid == imp_uid)
    return sa.select(place, known, ours, of_payment, of_order, kept).order_by(place)


def standings(session: Session, named: Sequence[tuple[str, str]]) -> list[Standing]:
    """What the book says of each payment's and order's number, in their order."""
    if not named:
        return []
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        told: dict[str, Any] = {"named": json.dumps(named)}
    else:
        told = {"imp_uids": [one for one, _ in named], "orders": [other for _, other in named]}
    return [Standing(*row[1:]) for row in session.execute(_standings(dialect), told)]


class StrangersRoom:
    """How many more of their notices are kept: counted once, when the first asks for it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._left: int | None = None

    def refusal(self) -> Refusal | None:
        """Takes one place, or says "webhook_strangers": as many as are kept wait or were read
        today."""
        if self._left is None:
            self._left = MOST_KEPT - strangers_kept(self._session)
        if self._left <= 0:
            seconds = round(_AGAIN_IN.total_seconds())
            return Refusal(RefusalCode.WEBHOOK_STRANGERS, seconds=seconds)
        self._left -= 1
        return None


def strangers_kept(session: Session) -> int:
    """How many notices of the last day name nothing that we or the gateway know."""
    return session.scalar(_KEPT) or 0


def drop_old_strangers(session: Session, now: datetime) -> None:
    """Delete what is a day old: whatever was real in it has been read by a sweep since."""
    session.execute(_OLD, {"kept_since": now - KEPT_FOR})
