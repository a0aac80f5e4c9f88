"""Dry runs of the cures of `cure_payments`, from the book. They raise what a cure would refuse."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle import leave_out_charge
from billing_core.lifecycle.accept_payment import refuse_unacceptable
from billing_core.lifecycle.cure_payments import charge_of
from billing_core.lifecycle.foreseen import Foreseen, card_of
from billing_core.lifecycle.record_by_hand import refuse_more_than_kept
from billing_core.lifecycle.remember_payment import is_counted
from billing_core.models import Charge, PaymentRecord, Subscription
from billing_core.rules.calendar import kst_date
from billing_core.rules.classification import PaymentClass
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.period import Terms, due_at, period_start


def refund(seen: Foreseen) -> Iterator[Effect]:
    goes_back, *more = foresee_refund(seen.session, seen.subject, seen.amount, seen.now)
    yield goes_back
    yield from more
    left = goes_back.facts["left"]
    yield effect(EffectCode.STAYS_OPEN, left=left) if left else effect(EffectCode.CLOSES)


def foresee_refund(
    session: Session, imp_uid: str, amount: int | None, now: datetime
) -> Iterator[Effect]:
    """Dry run of a refund through the gateway, of all that is left when `amount` is None; `left` is
    what the company keeps of this payment."""
    record = session.get_one(PaymentRecord, imp_uid)
    left = record.amount - record.cancel_amount
    won = left if amount is None else min(amount, left)
    yield effect(EffectCode.REFUNDS, won=won, left=left - won)
    if won == left and _bought_until_later(session, imp_uid, now):
        yield effect(EffectCode.ASKS_ABOUT_ACCESS)


def _bought_until_later(session: Session, imp_uid: str, now: datetime) -> bool:
    bought = select(Charge.merchant_uid).where(Charge.imp_uid == imp_uid, Charge.covers_until > now)
    return session.scalar(bought.limit(1)) is not None


def record_given_back(seen: Foreseen) -> Iterator[Effect]:
    won, at = seen.finding.amount, seen.instant("refunded_at")
    record = seen.session.get(PaymentRecord, seen.subject)
    _, kept = refuse_more_than_kept(seen.session, record, seen.subject, won)
    yield effect(EffectCode.RECORDS_REFUND, won=won, at=at or seen.now)
    if won == kept and _bought_until_later(seen.session, seen.subject, seen.now):
        yield effect(EffectCode.ASKS_ABOUT_ACCESS)
    yield effect(EffectCode.CLOSES)


def accept(seen: Foreseen) -> Iterator[Effect]:
    record = seen.session.get_one(PaymentRecord, seen.subject)
    paid = charge_of(seen.session, record, seen.text("merchant_uid"))
    refuse_unacceptable(seen.session, paid, record)
    terms = Terms(kst_date(seen.now), paid.months, paid.amount)
    yield effect(EffectCode.BEGINS, plan=paid.plan_name, won=paid.amount)
    yield effect(
        EffectCode.FIRST_PERIOD, since=period_start(terms, 0), until=period_start(terms, 1)
    )
    yield effect(
        EffectCode.BOOKS,
        due_at=due_at(terms, 1, seen.policy.charge_hour),
        won=paid.amount,
        card=card_of(seen.session, paid.customer_uid),
    )
    yield effect(EffectCode.GIVES_ACCESS)
    yield effect(EffectCode.CLOSES)


def count_it(seen: Foreseen) -> Iterator[Effect]:
    yield from _counts(seen.session.get_one(PaymentRecord, seen.subject))
    yield effect(EffectCode.CLOSES)


def _counts(record: PaymentRecord) -> Iterator[Effect]:
    """What has gone back of it already enters beside it."""
    yield effect(EffectCode.COUNTS, won=record.amount)
    if record.cancel_amount:
        yield effect(EffectCode.COUNTS_REFUNDED, won=record.cancel_amount)


def leave_out(seen: Foreseen) -> Iterator[Effect]:
    yield effect(EffectCode.LEAVES_OUT, won=seen.finding.amount)
    yield effect(EffectCode.CLOSES)


def leave_out_unreadable(seen: Foreseen) -> Iterator[Effect]:
    yield effect(EffectCode.LEAVES_OUT, won=seen.finding.amount)
    yield from _leaves_out_charge(seen, seen.text("merchant_uid"))
    yield effect(EffectCode.CLOSES)


def leave_out_unknown(seen: Foreseen) -> Iterator[Effect]:
    leave_out_charge.refuse_too_early(seen.session.get_one(Charge, seen.subject), seen.now)
    yield from _leaves_out_charge(seen, seen.subject)
    yield effect(EffectCode.CLOSES)


def _leaves_out_charge(seen: Foreseen, merchant_uid: str) -> Iterator[Effect]:
    charge = seen.session.get(Charge, merchant_uid)
    if charge is None or not leave_out_charge.waits_for_its_answer(charge, seen.now):
        return
    yield effect(EffectCode.NOT_PAID, due_at=charge.due_at, won=charge.amount)
    subscription = seen.session.get_one(Subscription, charge.subscription_id)
    if leave_out_charge.asks_what_follows(charge, subscription):
        yield effect(EffectCode.ASKS_WHAT_FOLLOWS)


def same_payment(seen: Foreseen) -> Iterator[Effect]:
    filed, told = _both(seen)
    yield effect(EffectCode.JOINS)
    if told.payment_class is not PaymentClass.SAME_PAYMENT and is_counted(seen.session, told):
        yield effect(EffectCode.CORRECTS, won=filed.amount)
    yield effect(EffectCode.CLOSES)


def two_payments(seen: Foreseen) -> Iterator[Effect]:
    _, told = _both(seen)
    if told.payment_class is PaymentClass.SAME_PAYMENT:
        yield from _counts(told)
    else:
        yield effect(EffectCode.CHANGES_NOTHING)
    yield effect(EffectCode.CLOSES)


def _both(seen: Foreseen) -> tuple[PaymentRecord, PaymentRecord]:
    filed, told = (seen.session.get_one(PaymentRecord, key) for key in seen.finding.detail["rows"])
    return filed, told
