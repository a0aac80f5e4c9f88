"""What the preflight finds wrong with a charge, put right before it runs, at a person's word.

Every step is one that does its work by itself sooner or later: here it is done at once, and what
came of it is read. Pressing twice does no more than once.
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy.orm import Session

from billing_core.lifecycle.book_next import book_next
from billing_core.lifecycle.foreseen import booking_of, revokes_own
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.resolve_unknown import resolve_unknown
from billing_core.lifecycle.revoke_bookings import revoke_bookings
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Charge, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.charge import ChargeState
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.preflight import Trouble
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System


def foresee_mending(system: System, subscription_id: str, trouble: Trouble) -> tuple[Effect, ...]:
    """The dry run: what `mend_booking` will do as the book stands now. Writes and asks nothing."""
    with system.database.reading() as session:
        subscription = session.get_one(Subscription, subscription_id)
        return tuple(_foreseen(system, session, subscription, trouble))


def _foreseen(
    system: System, session: Session, subscription: Subscription, trouble: Trouble
) -> Iterator[Effect]:
    live = live_charge(session, subscription.id)
    if trouble is Trouble.NOT_CONFIRMED:
        yield effect(EffectCode.READS)
        return
    waiting = len(open_questions(session, subscription))
    if waiting and trouble is not Trouble.ALREADY_PAID and subscription.status.billable:
        yield effect(EffectCode.WAITS_FOR_OTHERS, n=waiting)
        return
    if live is not None:
        yield revokes_own(live)
    if subscription.status.billable:
        now = system.clock.now()
        policy = system.settings.policy
        yield booking_of(session, subscription, policy, now, fresh_since=now)


def mend_booking(
    system: System,
    subscription_id: str,
    merchant_uid: str,
    trouble: Trouble,
    *,
    reason: str,
    actor: Actor,
) -> bool:
    """Repair a coming charge. `merchant_uid`: the charge that the trouble was seen in, empty where
    none was booked. What has come in its place since then is left alone. False while the trouble
    stands as it did: a question is open, or nothing can be booked.

    Raises Refusal: "not_allowed", "no_reason", "still_booked", "still_unknown"; GatewayError.
    """
    require_approver(actor, Guarded.CURE_FINDING)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_CURE)
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, subscription_id)
        live = live_charge(session, subscription_id)
        if merchant_uid != (live.merchant_uid if live is not None else ""):
            return True
        record_act(
            session,
            Act.CHARGE_MEND_ASKED,
            at=now,
            actor=actor,
            member_id=subscription.member_id,
            subject=merchant_uid or subscription_id,
            trouble=str(trouble),
            reason=reason.strip()[:400],
        )
        if trouble is Trouble.NOT_BOOKED:
            subscription.fresh_since = now
    return _STEPS[trouble](system, subscription_id, live)


def _revoke(system: System, subscription_id: str, _live: Charge | None) -> bool:
    if revoke_bookings(system, subscription_id) is not None:
        raise Refusal(RefusalCode.STILL_BOOKED_OTHERS, subscription=subscription_id)
    return True


def _replace(system: System, subscription_id: str, live: Charge | None) -> bool:
    """What is booked wrongly goes first; `book_next` says what is wanted in its place."""
    book_next(system, subscription_id)
    if live is not None:
        _require_gone(system, live)
        return True
    with system.database.reading() as session:
        return live_charge(session, subscription_id) is not None


def _book_at_the_price(system: System, subscription_id: str, live: Charge | None) -> bool:
    """A booking of other money is right in all else, so it is taken back by name. While a
    question is open nothing would take its place, and it stays."""
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        coming = live_charge(session, subscription_id)
        held = bool(open_questions(session, subscription))
        wrong = coming is not None and coming.amount != subscription.price
        if coming is None or held or not wrong or coming.state is not ChargeState.BOOKED:
            return not wrong
        coming.revoke_asked_at = system.clock.now()
    if withdraw_booking(system, coming):
        book_next(system, subscription_id)
    if live is not None:
        _require_gone(system, live)
    return True


def _require_gone(system: System, charge: Charge) -> None:
    with system.database.reading() as session:
        if session.get_one(Charge, charge.merchant_uid).state.live:
            raise Refusal(RefusalCode.STILL_BOOKED, merchant_uid=charge.merchant_uid)


def _read(system: System, _subscription_id: str, live: Charge | None) -> bool:
    if live is None:
        return True
    resolve_unknown(system, live.merchant_uid)
    with system.database.reading() as session:
        state = session.get_one(Charge, live.merchant_uid).state
    if state.live and state is not ChargeState.BOOKED:
        raise Refusal(RefusalCode.STILL_UNKNOWN, merchant_uid=live.merchant_uid)
    return True


_STEPS: Mapping[Trouble, Callable[[System, str, Charge | None], bool]] = {
    Trouble.CANCELLED: _revoke,
    Trouble.ALREADY_PAID: _replace,
    Trouble.AMOUNT_DIFFERS: _book_at_the_price,
    Trouble.CARD_CHANGED: _replace,
    Trouble.NOT_CONFIRMED: _read,
    Trouble.NOT_BOOKED: _replace,
}
MENDABLE = frozenset(_STEPS)
"""For the others the member needs another card, which no button can get."""
