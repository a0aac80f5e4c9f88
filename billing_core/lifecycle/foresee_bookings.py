"""Dry runs of the cures of `cure_bookings`, from the book. They raise what a cure would refuse."""

from collections.abc import Iterator

from sqlalchemy import func, select

from billing_core.lifecycle.change_access import day_of_extension
from billing_core.lifecycle.cure_bookings import own_day, require_billable
from billing_core.lifecycle.delete_key import require_unneeded
from billing_core.lifecycle.foreseen import (
    Foreseen,
    books_next,
    card_of,
    revokes,
    revokes_own,
)
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Card, Charge
from billing_core.rules.calendar import kst_instant
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.finding import FindingKind


def book_again(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    assert subscription is not None  # noqa: S101 - these findings are about one
    require_billable(subscription)
    gone = ""
    if seen.finding.kind is FindingKind.BOOKING_AMOUNT_DIFFERS:
        gone = seen.subject
        yield _the_booking(seen)
    yield from books_next(seen, subscription, gone=gone, fresh_since=seen.now)
    yield effect(EffectCode.CLOSES)


def revoke_now(seen: Foreseen) -> Iterator[Effect]:
    yield _the_booking(seen)
    subscription = seen.subscription()
    if subscription is not None:
        if open_cancellation(seen.session, subscription) is not None:
            yield _every_card(seen, subscription.member_id)
        elif subscription.status.billable:
            yield from books_next(seen, subscription, gone=seen.subject)
    yield effect(EffectCode.CLOSES)


def _the_booking(seen: Foreseen) -> Effect:
    """As the gateway has it: our own may have been moved."""
    charge = seen.session.get(Charge, seen.subject)
    due_at = seen.instant("due_at") or (charge.due_at if charge else seen.now)
    return revokes(seen.subject, due_at, seen.finding.amount)


def revoke_all(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    if subscription is not None:
        live = live_charge(seen.session, subscription.id)
        if live is not None:
            yield revokes_own(live)
        yield _every_card(seen, subscription.member_id)
    yield effect(EffectCode.CLOSES_LATER)


def _every_card(seen: Foreseen, member_id: int) -> Effect:
    cards = select(func.count()).select_from(Card).where(Card.member_id == member_id)
    return effect(EffectCode.REVOKES_EVERY, n=seen.session.scalar(cards) or 0)


def move_back(seen: Foreseen) -> Iterator[Effect]:
    wanted = seen.instant("asked_for")
    assert wanted is not None  # noqa: S101 - of a moved booking
    charge, target = own_day(seen.session, seen.subject, wanted, seen.policy, seen.now)
    before = seen.instant("due_at") or charge.due_at
    yield effect(EffectCode.MOVES, number=seen.subject, before=before, after=target)
    if target > wanted:  # its day is past
        card = card_of(seen.session, charge.customer_uid)
        yield effect(EffectCode.CHARGES, won=charge.amount, card=card)
    yield effect(EffectCode.CLOSES)


def extend_until_booking(seen: Foreseen) -> Iterator[Effect]:
    subscription, until = seen.subscription(), seen.instant("due_at")
    assert subscription is not None and until is not None  # noqa: S101, PT018 - of a moved booking
    after = kst_instant(day_of_extension(subscription, until))
    assert subscription.paid_through is not None  # noqa: S101 - otherwise it was refused
    yield effect(EffectCode.PAID_THROUGH, before=subscription.paid_through, after=after)
    yield effect(EffectCode.RUNS, due_at=until, won=seen.finding.amount)
    yield effect(EffectCode.CLOSES)


def recognise(seen: Foreseen) -> Iterator[Effect]:
    due_at = seen.instant("due_at") or seen.now
    yield effect(EffectCode.RUNS, due_at=due_at, won=seen.finding.amount)
    yield effect(EffectCode.CLOSES)


def delete_again(seen: Foreseen) -> Iterator[Effect]:
    require_unneeded(seen.session, seen.subject)
    yield effect(EffectCode.DELETES_KEY, card=card_of(seen.session, seen.subject))
    yield effect(EffectCode.CLOSES)


def read_again(_seen: Foreseen) -> Iterator[Effect]:
    yield effect(EffectCode.READS)
    yield effect(EffectCode.CLOSES_LATER)
