"""Dry run of `import_gateway`: what reading the gateway's past would bring; nothing is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from billing_core.models import Card, Charge, Checkout
from billing_core.reconcile.import_gateway import months_of_window
from billing_core.reconcile.sweep import unknown_of
from billing_core.reconcile.unclear_pairs import batches, told_by_files
from billing_core.rules.classification import classify
from billing_core.rules.payment import Payment
from billing_core.rules.payment_pair import NAMED_AT_MOST, PaymentPair, PaymentPairs
from billing_core.rules.same_payment import SamePayments
from billing_core.system import System


@dataclass(frozen=True)
class GatewayLook:
    """Payments of a window. Of `read` the book does not know `news`; `counted` of them are
    charges of members and come to `won`, less what went back; `strangers` are of billing keys
    that nobody named. `same_as` may be payments that a file has told of, under another name: the
    first of `same_count`, and nothing is taken until a person has said which they are. Their
    `same_won` is not in `won`."""

    read: int = 0
    news: int = 0
    counted: int = 0
    strangers: int = 0
    won: int = 0
    same_as: tuple[PaymentPair, ...] = ()
    same_count: int = 0
    same_won: int = 0

    def won_if(self, said: SamePayments | None) -> int:
        """The won, with those that are payments of their own where a person has said so."""
        return self.won + (self.same_won if said is SamePayments.TWO else 0)

    def plus(self, other: GatewayLook) -> GatewayLook:
        return GatewayLook(
            self.read + other.read,
            self.news + other.news,
            self.counted + other.counted,
            self.strangers + other.strangers,
            self.won + other.won,
            (*self.same_as, *other.same_as)[:NAMED_AT_MOST],
            self.same_count + other.same_count,
            self.same_won + other.same_won,
        )


def look_at_gateway(
    system: System,
    since: datetime,
    until: datetime | None = None,
    *,
    on_read: Callable[[datetime, int], None] = lambda _until, _read: None,
) -> GatewayLook:
    """Reads as `import_gateway` does and writes nothing; `on_read` hears until where and how many.

    Raises GatewayError, and Refusal: "since_in_future", "empty_window".
    """
    look = GatewayLook()
    for start, end in months_of_window(system, since, until):
        for batch in batches(system, start, end):
            look = look.plus(_look_at(system, batch))
        on_read(end, look.read)
    return look


def _look_at(system: System, batch: list[Payment]) -> GatewayLook:
    news = unknown_of(system, batch)
    known = _known_names(system, news)
    pairs = PaymentPairs()
    filed = told_by_files(system, news, pairs)
    owned = [bool({one.customer_uid, one.merchant_uid} & known) for one in news]
    counted = [
        one
        for one, mine in zip(news, owned, strict=True)
        if one.imp_uid not in filed
        and one.captured
        and classify(one, known_member=mine).payment_class.counted
    ]
    unclear = {pair.new.number for pair in pairs}
    clear = [one for one in counted if one.imp_uid not in unclear]
    return GatewayLook(
        read=len(batch),
        news=len(news),
        counted=len(clear),
        strangers=owned.count(False),
        won=_kept(clear),
        same_as=tuple(pairs.named),
        same_count=pairs.count,
        same_won=_kept(counted) - _kept(clear),
    )


def _kept(payments: Sequence[Payment]) -> int:
    return sum(one.amount - one.cancel_amount for one in payments)


def _known_names(system: System, payments: Sequence[Payment]) -> set[str]:
    """The billing keys and numbers of our own among theirs."""
    names = [one.merchant_uid for one in payments]
    keys = [one.customer_uid for one in payments if one.customer_uid]
    with system.database.reading() as session:
        return {
            *session.scalars(select(Card.customer_uid).where(Card.customer_uid.in_(keys))),
            *session.scalars(select(Charge.merchant_uid).where(Charge.merchant_uid.in_(names))),
            *session.scalars(select(Checkout.merchant_uid).where(Checkout.merchant_uid.in_(names))),
        }
