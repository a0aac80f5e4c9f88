"""Store webhooks in the inbox, as far as they are allowed, before anybody works on them.

Several at once are stored as if each had come alone: one look at the book for all of them, and
one insert (`sidecar.group_commit`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from billing_core.inbox.delivery import Delivery, read_delivery
from billing_core.lifecycle.strangers import Standing, StrangersRoom, standings
from billing_core.models import InboxEvent, InboxState
from billing_core.rules.refusal import Refusal

LONGEST_REMOTE = 60
_INSERT = insert(cast(Table, InboxEvent.__table__))
_UNKNOWN = Standing()


class Ring(NamedTuple):
    """A webhook at our door: what it says, the sender's address, and whether that is the vendor's."""

    delivery: Delivery
    remote: str = ""
    vouched: bool = False


def receive(
    session: Session,
    *,
    body: bytes,
    content_type: str,
    remote: str,
    vouched: bool = False,
    now: datetime,
) -> None:
    """Store one, durable once the caller has committed. Nonsense raises Refusal (`read_delivery`)
    before the database is touched; too many strangers do as well: "webhook_strangers"."""
    ring = Ring(read_delivery(body, content_type), remote, vouched)
    for refusal in store(session, [ring], now):
        if refusal is not None:
            raise refusal


def store(session: Session, rings: Sequence[Ring], now: datetime) -> list[Refusal | None]:
    """Store them in their order, durable once the caller has committed; says for each why not.

    Duplicates are kept, since settling is idempotent, but for a stranger's, whose row stands for
    all of them.
    """
    reception = _Reception(session, rings)
    rows, refusals = [], list[Refusal | None]()
    for ring in rings:
        refusal, row = reception.of(ring)
        refusals.append(refusal)
        if row:
            rows.append(row | {"received_at": now, "run_at": now})
    if rows:
        session.execute(_INSERT, rows)
    return refusals


class _Reception:
    """What the book knew before a group came, and what the group itself has brought so far."""

    def __init__(self, session: Session, rings: Sequence[Ring]) -> None:
        named = [_names(ring) for ring in rings if not ring.vouched]
        self._known = dict(zip(named, standings(session, named), strict=True))
        self._came_of_payment = dict.fromkeys((imp_uid for imp_uid, _ in named), 0)
        self._came_of_order = dict.fromkeys((order for _, order in named), 0)
        self._came: set[str] = set()
        self._room = StrangersRoom(session)

    def of(self, ring: Ring) -> tuple[Refusal | None, dict[str, Any] | None]:
        """Why it is refused, or its row; neither where a row stands for it already."""
        imp_uid, order = _names(ring)
        known = self._known.get((imp_uid, order), _UNKNOWN)
        came = {
            "of_payment": self._came_of_payment.get(imp_uid, 0),
            "of_order": self._came_of_order.get(order, 0),
        }
        stranger = not (ring.vouched or known.is_ours(**came))
        if stranger:
            if known.stranger_kept or imp_uid in self._came:
                return None, None
            if refusal := self._room.refusal():
                return refusal, None
            self._came.add(imp_uid)
        if imp_uid in self._came_of_payment:
            self._came_of_payment[imp_uid] += 1
        if order in self._came_of_order:
            self._came_of_order[order] += 1
        return None, _row(ring, stranger)


def _names(ring: Ring) -> tuple[str, str]:
    return ring.delivery.imp_uid, ring.delivery.merchant_uid


def _row(ring: Ring, stranger: bool) -> dict[str, Any]:
    said = ring.delivery
    return {
        "remote": ring.remote[:LONGEST_REMOTE],
        "body": said.body,
        "imp_uid": said.imp_uid,
        "merchant_uid": said.merchant_uid,
        "status": said.status,
        "state": InboxState.NEW,
        "stranger": stranger,
        "attempts": 0,
        "last_error": "",
    }
