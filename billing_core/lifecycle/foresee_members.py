"""Dry runs of the cures of `cure_members` and `cure_permissions`, from the book.

They raise what a cure would refuse.
"""

from collections.abc import Iterator

from billing_core.lifecycle import cure_members
from billing_core.lifecycle.cure_permissions import approval_to_undo
from billing_core.lifecycle.ended_by_us import undecided
from billing_core.lifecycle.foreseen import (
    Foreseen,
    booking_of,
    books_next,
    card_of,
    revokes_own,
)
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.lifecycle.transfer_terms import refuse_while_charging
from billing_core.lifecycle.undo_downgrade import require_undoable
from billing_core.models import Checkout, Member, Subscription
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.subscription import SubscriptionStatus


def nothing_but_the_record(_seen: Foreseen) -> Iterator[Effect]:
    """A decision is written down, and nothing else changes."""
    yield effect(EffectCode.CHANGES_NOTHING)
    yield effect(EffectCode.CLOSES)


def treat_as_cancelled(seen: Foreseen) -> Iterator[Effect]:
    member = seen.session.get_one(Member, seen.finding.member_id)
    subscription = open_subscription(seen.session, member.id, lock=False)
    named = cure_members.asked_about_open(seen.session, member.id, seen.text("subscription_id"))
    if (
        subscription is None
        or not named
        or open_cancellation(seen.session, subscription) is not None
    ):
        yield effect(EffectCode.CHANGES_NOTHING)
    else:
        yield from _stops(seen, subscription)
        until = subscription.paid_through
        yield (
            effect(EffectCode.CANCELS, until=until)
            if until is not None
            else effect(EffectCode.CANCELS_UNPAID)
        )
    yield effect(EffectCode.CLOSES)


def _stops(seen: Foreseen, subscription: Subscription) -> Iterator[Effect]:
    live = live_charge(seen.session, subscription.id)
    if live is not None:
        yield revokes_own(live)


def keep_access(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    if subscription is not None and subscription.status.billable:
        yield from books_next(seen, subscription)
    else:
        yield effect(EffectCode.CHANGES_NOTHING)
    yield effect(EffectCode.CLOSES)


def end_access(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    if subscription is None or subscription.status is SubscriptionStatus.ENDED:
        yield effect(EffectCode.CHANGES_NOTHING)
    else:
        yield from _stops(seen, subscription)
        until = subscription.paid_through
        if until is not None and seen.now < until:
            yield effect(EffectCode.PAID_THROUGH, before=until, after=seen.now)
        yield effect(EffectCode.DUE_DOWNGRADES, n=1)
    yield effect(EffectCode.CLOSES)


def begin_with_card(seen: Foreseen) -> Iterator[Effect]:
    checkout = cure_members.checkout_to_use(seen.session, seen.text("checkout_id"))
    subscription = open_subscription(seen.session, checkout.member_id, lock=False)
    card = card_of(seen.session, checkout.customer_uid)
    if subscription is None:
        yield effect(EffectCode.BEGINS, plan=checkout.plan_name, won=checkout.amount)
        yield effect(EffectCode.CHARGES, won=checkout.amount, card=card)
    else:
        cure_members.refuse_cancelling(subscription)
        yield effect(EffectCode.USES_CARD, card=card)
        yield from _with_another_card(seen, subscription, checkout, card)
    yield effect(EffectCode.CLOSES)


def _with_another_card(
    seen: Foreseen, subscription: Subscription, checkout: Checkout, card: str
) -> Iterator[Effect]:
    live = live_charge(seen.session, subscription.id)
    if subscription.status is SubscriptionStatus.PENDING:
        if live is None:
            yield effect(EffectCode.CHARGES, won=checkout.amount, card=card)
        return
    if live is not None:
        yield revokes_own(live)
        yield effect(EffectCode.BOOKS, due_at=live.due_at, won=subscription.price, card=card)


def undo_approval(seen: Foreseen) -> Iterator[Effect]:
    downgrade = approval_to_undo(seen.session, seen.finding)
    member = seen.session.get_one(Member, downgrade.member_id)
    require_undoable(downgrade, member, seen.now)
    yield effect(EffectCode.GIVES_ACCESS)
    subscription = seen.session.get_one(Subscription, downgrade.subscription_id)
    goes_on = (
        subscription.paid_through is not None
        and subscription.paid_through > downgrade.paid_through
        and open_subscription(seen.session, member.id, lock=False) is None
        and open_cancellation(seen.session, subscription) is None
    )
    if goes_on:
        yield booking_of(seen.session, subscription, seen.policy, seen.now)
    yield effect(EffectCode.CLOSES)


def give_access(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    until = subscription.paid_through if subscription is not None else None
    paid = until is not None and seen.now < until
    yield effect(EffectCode.GIVES_ACCESS if paid else EffectCode.CHANGES_NOTHING)
    yield effect(EffectCode.CLOSES)


def ask_approval(_seen: Foreseen) -> Iterator[Effect]:
    yield effect(EffectCode.DUE_DOWNGRADES, n=1)
    yield effect(EffectCode.CLOSES)


def try_first_charge(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    if subscription is not None and subscription.status is SubscriptionStatus.PENDING:
        refuse_while_charging(seen.session, subscription, seen.now)
        card = card_of(seen.session, subscription.customer_uid)
        yield effect(EffectCode.CHARGES, won=subscription.price, card=card)
    yield effect(EffectCode.CLOSES)


def end_first_charge(seen: Foreseen) -> Iterator[Effect]:
    subscription = seen.subscription()
    if subscription is not None and subscription.status is SubscriptionStatus.PENDING:
        yield effect(EffectCode.ENDS_UNPAID)
    yield effect(EffectCode.CLOSES)


def deliver_again(_seen: Foreseen) -> Iterator[Effect]:
    yield effect(EffectCode.DELIVERS)
    yield effect(EffectCode.CLOSES_LATER)


def resume_from_today(seen: Foreseen) -> Iterator[Effect]:
    again = cure_members.can_resume(seen.session)
    if again:
        won = sum(one.price for one in again)
        yield effect(EffectCode.CHARGES_EACH, n=len(again), won=won)
    yield from _those_left(len(undecided(seen.session)) - len(again))


def end_them(seen: Foreseen) -> Iterator[Effect]:
    yield from _those_left(len(undecided(seen.session)))


def _those_left(number: int) -> Iterator[Effect]:
    if number:
        yield effect(EffectCode.DUE_DOWNGRADES, n=number)
    yield effect(EffectCode.CLOSES)
