"""The dry run of an approval of a refund claim, from the book. It raises what the step would refuse."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle import decide_refund_claim
from billing_core.lifecycle.follow_refund_claim import open_subscription_of
from billing_core.lifecycle.foreseen import revokes_own
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Subscription
from billing_core.rules.effect import Effect, EffectCode, effect
from billing_core.rules.refund_claim import AccessDecision
from billing_core.rules.refund_proposal import RefundRule


def foresee_refund_claim(
    session: Session,
    claim_id: str,
    decision: decide_refund_claim.ClaimDecision,
    rule: RefundRule,
    now: datetime,
) -> Iterator[Effect]:
    claim, payment = decide_refund_claim.payment_of_claim(
        session, claim_id, decision.won, decision.shown
    )
    decide_refund_claim.decided_proposal(claim, payment, rule, decision.used)
    if decision.won and payment.at_gateway:
        yield effect(EffectCode.REFUNDS, won=decision.won, left=payment.left - decision.won)
    elif decision.won:
        yield effect(EffectCode.RECORDS_REFUND, won=decision.won, at=now)
    subscription = open_subscription_of(session, claim.imp_uid)
    if subscription is not None:
        yield from _access(session, subscription, decision.access, now)
    elif not decision.won:
        yield effect(EffectCode.CHANGES_NOTHING)


def _access(
    session: Session, subscription: Subscription, access: AccessDecision, now: datetime
) -> Iterator[Effect]:
    live = live_charge(session, subscription.id)
    if access is AccessDecision.STAYS:
        if live is not None:
            yield effect(EffectCode.RUNS, due_at=live.due_at, won=live.amount)
        return
    asked = open_cancellation(session, subscription) is not None
    if live is not None and not asked:
        yield revokes_own(live)
    until = subscription.paid_through
    if access is AccessDecision.ENDS_NOW:
        if until is not None and now < until:
            yield effect(EffectCode.PAID_THROUGH, before=until, after=now)
        yield effect(EffectCode.DUE_DOWNGRADES, n=1)
    elif until is not None and not asked:
        yield effect(EffectCode.CANCELS, until=until)
