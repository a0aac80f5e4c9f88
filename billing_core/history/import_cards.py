"""cards.csv -> whose billing key is whose: `customer_uid,member_id`.

The gateway knows cards and no members. With these rows its own history (`import-gateway`)
finds its way to the members.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.cells import read_key, read_member_id, read_note
from billing_core.history.destination import Destination
from billing_core.history.instants import TimeReading
from billing_core.history.record_kind import Added, Placed
from billing_core.models import Card, Member
from billing_core.rules.file_flaw import Origin


class PastCard(NamedTuple):
    """One row of the file. Compared by billing key and member."""

    customer_uid: str
    app_id: str
    card_name: str
    card_number: str


class CardRows:
    """The file's cards: registered, as far as we can tell, when they were imported."""

    compared = 2

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastCard:
        return PastCard(
            customer_uid=read_key("customer_uid", row["customer_uid"], longest=80),
            app_id=read_member_id(row["member_id"]),
            card_name=read_note("card_name", row.get("card_name", ""), longest=60),
            card_number=read_note("card_number", row.get("card_number", ""), longest=40),
        )

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        statement = (
            select(Card.customer_uid, Member.app_id)
            .join(Member, Member.id == Card.member_id)
            .where(among(Card.customer_uid, numbers))
        )
        return {row.customer_uid: tuple(row) for row in session.execute(statement)}

    def origin(self, session: Session, number: str) -> Origin:
        owner = select(Member.app_id).join(Card, Card.member_id == Member.id)
        return Origin(session.scalars(owner.where(Card.customer_uid == number)).one())

    def add(self, into: Destination, new: Sequence[Placed[PastCard]]) -> Added:
        seen = ((line, card.app_id, into.now) for line, card in new)
        members = into.members.meet(into.file_name, seen)
        rows = [
            {
                "customer_uid": card.customer_uid,
                "member_id": into.members.number(card.app_id),
                "card_name": card.card_name,
                "card_number": card.card_number,
                "registered_at": into.now,
            }
            for _, card in new
        ]
        into.session.execute(insert(Card), rows)
        return Added(members=members)

    def left_out(self, record: PastCard) -> None:
        return None
