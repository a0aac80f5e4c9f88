"""What dry runs of cures share: the finding as the book stands now, and what would be booked next.

Nothing here writes or asks the gateway.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.book_next import can_charge, wanted_charge
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.question import ABOUT_THE_NEXT_CHARGE, open_questions
from billing_core.models import Card, Charge, Finding, Subscription
from billing_core.rules.cure import Cure
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.period import Terms, due_at
from billing_core.rules.subscription import BillingPolicy


@dataclass(frozen=True)
class Foreseen:
    """The cure to foresee. `amount`: won to give back in a refund; all that is left when None."""

    session: Session
    finding: Finding
    cure: Cure
    policy: BillingPolicy
    now: datetime
    amount: int | None = None

    @property
    def subject(self) -> str:
        return self.finding.subject

    def text(self, name: str) -> str:
        return str(self.finding.detail.get(name, "") or "")

    def instant(self, name: str) -> datetime | None:
        said = self.text(name)
        return datetime.fromisoformat(said) if said else None

    def subscription(self) -> Subscription | None:
        """The one that the finding names."""
        return self.session.get(Subscription, self.text("subscription_id") or self.subject)


Foresight = Callable[[Foreseen], Iterator[Effect]]


def card_of(session: Session, customer_uid: str) -> str:
    card = session.get(Card, customer_uid)
    return f"{card.card_name} {card.card_number}".strip() if card else ""


def revokes(number: str, due_at: datetime, won: int) -> Effect:
    return effect(EffectCode.REVOKES, number=number, due_at=due_at, won=won)


def revokes_own(charge: Charge) -> Effect:
    return revokes(charge.merchant_uid, charge.due_at, charge.amount)


def books_next(
    seen: Foreseen,
    subscription: Subscription,
    *,
    gone: str = "",
    fresh_since: datetime | None = None,
) -> Iterator[Effect]:
    """What `book_next` will do once this finding is closed. `gone`: our booking of this name is
    revoked before; `fresh_since`: the count of tries begins anew there."""
    others = [
        each for each in open_questions(seen.session, subscription) if each.id != seen.finding.id
    ]
    if others:
        yield effect(EffectCode.WAITS_FOR_OTHERS, n=len(others))
        return
    live = live_charge(seen.session, subscription.id)
    if live is not None and live.merchant_uid != gone:
        yield effect(EffectCode.RUNS, due_at=live.due_at, won=live.amount)
        return
    yield booking_of(seen.session, subscription, seen.policy, seen.now, fresh_since=fresh_since)


def booking_of(
    session: Session,
    subscription: Subscription,
    policy: BillingPolicy,
    now: datetime,
    *,
    fresh_since: datetime | None = None,
) -> Effect:
    if not can_charge(session, subscription):
        return effect(EffectCode.NO_CARD)
    wanted = wanted_charge(session, subscription, policy, now, fresh_since=fresh_since)
    if wanted is None:
        return effect(EffectCode.GRACE_OVER)
    card = card_of(session, subscription.customer_uid)
    if wanted.due_at <= now + policy.late_margin:
        return effect(EffectCode.CHARGES, won=subscription.price, card=card)
    return effect(EffectCode.BOOKS, due_at=wanted.due_at, won=subscription.price, card=card)


def booking_after(
    session: Session,
    subscription: Subscription,
    *,
    terms: Terms,
    period: int,
    policy: BillingPolicy,
    now: datetime,
) -> Effect:
    """The booking of a period that is wanted once the one before it is bought, and what was asked
    about the next charge is answered by that."""
    others = [
        each
        for each in open_questions(session, subscription)
        if each.kind not in ABOUT_THE_NEXT_CHARGE
    ]
    if others:
        return effect(EffectCode.WAITS_FOR_OTHERS, n=len(others))
    if not can_charge(session, subscription):
        return effect(EffectCode.NO_CARD)
    due = due_at(terms, period, policy.charge_hour)
    card = card_of(session, subscription.customer_uid)
    if due <= now + policy.late_margin:
        return effect(EffectCode.CHARGES, won=terms.price, card=card)
    return effect(EffectCode.BOOKS, due_at=due, won=terms.price, card=card)
