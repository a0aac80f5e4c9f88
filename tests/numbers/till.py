"""Payments as the gateway's books show them, settled by the one function that settles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Card, Member
from billing_core.roll_ups.follow import catch_up
from billing_core.rules.payment import Payment, PaymentStatus, Refund
from billing_core.rules.source import Source
from tests.numbers.book import seoul


class Till:
    """`known_at` is when we learn of a fact: at once, unless a story says later."""

    def __init__(self, prefix: str = "imp") -> None:
        self._prefix = prefix
        self._numbers = count(1)
        self.payments: dict[str, Payment] = {}

    def pays(
        self,
        session: Session,
        member_id: str,
        at: datetime,
        won: int = 29_000,
        *,
        known_at: datetime | None = None,
    ) -> str:
        """Returns the imp_uid."""
        imp_uid = self.takes(member_id, at, won)
        self.settle(session, self.payments[imp_uid], known_at or at)
        return imp_uid

    def refunds(
        self,
        session: Session,
        imp_uid: str,
        at: datetime,
        won: int,
        *,
        known_at: datetime | None = None,
    ) -> None:
        self.gives_back(imp_uid, at, won)
        self.settle(session, self.payments[imp_uid], known_at or at)

    def takes(self, member_id: str, at: datetime, won: int) -> str:
        """In the gateway's books only."""
        imp_uid = f"{self._prefix}_{next(self._numbers):06d}"
        self.payments[imp_uid] = Payment(
            imp_uid,
            f"shop-{imp_uid}",
            PaymentStatus.PAID,
            won,
            customer_uid=f"card-of-{member_id}",
            paid_at=at,
        )
        return imp_uid

    def gives_back(self, imp_uid: str, at: datetime, won: int) -> None:
        """In the gateway's books only."""
        payment = self.payments[imp_uid]
        refund = Refund(won, at, refund_id=f"back-{next(self._numbers)}")
        self.payments[imp_uid] = replace(
            payment,
            status=PaymentStatus.CANCELLED,
            cancel_amount=payment.cancel_amount + won,
            refunds=(*payment.refunds, refund),
        )

    def settle(self, session: Session, payment: Payment, now: datetime) -> None:
        member_id = payment.customer_uid.removeprefix("card-of-")
        knows(session, member_id)
        settle_payment(session, payment, source=Source.SWEEP, now=now)
        catch_up(session)  # as its commit would


def knows(session: Session, *member_ids: str) -> None:
    """Members with a card each."""
    began = seoul("2020-01-01")
    for member_id in member_ids:
        if member_called(session, member_id) is None:
            member = Member(app_id=member_id, name=f"{member_id} 님", created_at=began)
            session.add(member)
            session.flush()
            key = f"card-of-{member_id}"
            session.add(Card(customer_uid=key, member_id=member.id, registered_at=began))
            session.flush()
