"""Refund a payment. Its write-ahead intent is committed first, under a mark that the gateway keeps.

Two people who refund different parts at once are each told what became of theirs: the refund
that carries their own mark is in the payment's history, or it is not.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError, InvalidRequest, NotSent, OutcomeUnknown, Unauthorized
from billing_core.lifecycle.follow_refund_claim import open_claim_again
from billing_core.lifecycle.lock import lock_payment
from billing_core.lifecycle.move_refund_claim import move_refund_claim
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.resolve_unknown import SETTLING
from billing_core.lifecycle.restored import require_compared
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import PaymentRecord, RefundClaim, RefundRequest
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.payment import Payment
from billing_core.rules.refund import RefundState, marked
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source
from billing_core.rules.transitions import ClaimEvent
from billing_core.system import System


def refund_payment(
    system: System,
    imp_uid: str,
    *,
    amount: int,
    reason: str,
    actor: Actor,
    claim: RefundClaim | None = None,
    shown: int | None = None,
) -> None:
    """Refund `amount` whole won of the payment `imp_uid`, our key of it. Sent once, with what can
    still be refunded as its checksum (optimistic concurrency). Whatever the answer, the payment is
    read and settled before the person is told. Of an approved `claim` under the claim's
    own number of its request, so that it goes out once, whoever sends it. `shown`: the won that the
    person saw as left when they decided; where it is less by now, they decide anew.

    Raises Refusal: "not_allowed", "restore.not_compared" while what went back since a backup is not
    known, "unknown_payment", "amount", "claim_decided", "refund_refused", "refund_unclear";
    GatewayError when nothing was sent.
    """
    require_approver(actor, Guarded.REFUND)
    with system.database.reading() as session:
        require_compared(session)
    number = _gateway_number(system, imp_uid)
    before = system.gateway.payment(number)
    remaining = before.amount - before.cancel_amount
    if not 0 < amount <= remaining or _gave_back_meanwhile(system, imp_uid, before, shown):
        with system.database.writing() as session:  # that is a fact, and may have been this refund
            settle_payment(session, before, source=Source.READ, now=system.clock.now())
        raise Refusal(RefusalCode.AMOUNT, left=remaining, imp_uid=imp_uid, amount=amount)
    request = RefundRequest(
        id=(claim and claim.request_id) or system.new_id(),
        imp_uid=imp_uid,
        amount=amount,
        remaining=remaining,
        reason=reason.strip()[:400],
        requested_by=actor.name,
        requested_at=system.clock.now(),
        state=RefundState.REQUESTING,
    )
    with system.database.writing() as session:
        if claim is not None:
            lock_payment(session, imp_uid)
            sending = move_refund_claim(session, claim.id, ClaimEvent.SENT)
            if sending.request_id != request.id:  # opened again meanwhile, and approved anew
                raise Refusal(RefusalCode.CLAIM_DECIDED, claim=claim.id)
        _write_intent(session, request, actor)
    _send(system, request, number)
    _tell_the_truth(system, request.id)


def _gateway_number(system: System, imp_uid: str) -> str:
    with system.database.reading() as session:
        record = session.get(PaymentRecord, imp_uid)
    if record is None or not record.gateway_uid:
        raise Refusal(RefusalCode.UNKNOWN_PAYMENT_NUMBER, imp_uid=imp_uid)
    return record.gateway_uid


def _gave_back_meanwhile(system: System, imp_uid: str, read: Payment, shown: int | None) -> bool:
    """Whether more went back than our book has heard of, or than the person was shown. What was
    shown came from the book, whose sum may be another than the gateway's."""
    with system.database.reading() as session:
        record = session.get_one(PaymentRecord, imp_uid)
    left = record.amount - record.cancel_amount
    return read.cancel_amount > record.cancel_amount or (shown is not None and left < shown)


def _write_intent(session: Session, request: RefundRequest, actor: Actor) -> None:
    require_compared(session)  # somebody may put back a backup while we are running
    session.add(request)
    session.flush()
    record = session.get_one(PaymentRecord, request.imp_uid)
    record_act(
        session,
        Act.REFUND_REQUESTED,
        at=request.requested_at,
        actor=actor,
        member_id=record.member_id,
        subject=request.imp_uid,
        request=request.id,
        amount=request.amount,
        remaining=request.remaining,
        reason=request.reason,
    )


def _send(system: System, request: RefundRequest, number: str) -> None:
    """Settled is what a read shows, whatever the answer was: done is what stands in the gateway's
    book."""
    try:
        system.gateway.refund(
            number,
            amount=request.amount,
            remaining=request.remaining,
            reason=marked(request.reason, request.id),
        )
    except (NotSent, Unauthorized, InvalidRequest) as error:
        _settle(system, request.id, None, RefundState.REFUSED, error)
        raise
    except OutcomeUnknown as error:
        found = _read(system, number)
        clearly_not = error.answered_no and found is not None
        state = RefundState.REFUSED if clearly_not else RefundState.UNKNOWN
        _settle(system, request.id, found, state, error)
        return
    _settle(system, request.id, _read(system, number), RefundState.UNKNOWN)


def _read(system: System, number: str) -> Payment | None:
    try:
        return system.gateway.payment(number)
    except GatewayError:
        return None  # the sweep will read it, and the deadline tells a person


def _settle(
    system: System,
    request_id: str,
    payment: Payment | None,
    otherwise: RefundState,
    error: GatewayError | None = None,
) -> None:
    """`otherwise`: what the request is when the payment's history does not show it."""
    with system.database.writing() as session:
        now = system.clock.now()
        if payment is not None:
            settle_payment(session, payment, source=Source.ANSWER, now=now)
        request = session.get_one(RefundRequest, request_id, with_for_update=True)
        session.refresh(request)
        if request.state is not RefundState.DONE:
            request.state = otherwise
            request.answer = str(error or "")[:1_000]
            request.settled_at = now if otherwise is RefundState.REFUSED else None
        if request.state is RefundState.REFUSED:
            open_claim_again(session, request.id, now, request.answer)


def _tell_the_truth(system: System, request_id: str) -> None:
    with system.database.reading() as session:
        request = session.get_one(RefundRequest, request_id)
        left = session.scalar(
            select(PaymentRecord.amount - PaymentRecord.cancel_amount).where(
                PaymentRecord.imp_uid == request.imp_uid
            )
        )
    if request.state is RefundState.REFUSED:
        raise Refusal(
            RefusalCode.REFUND_REFUSED,
            left=left or 0,
            imp_uid=request.imp_uid,
            request=request_id,
            cause=request.answer,
        )
    if request.state is not RefundState.DONE:
        raise Refusal(
            RefusalCode.REFUND_UNCLEAR,
            imp_uid=request.imp_uid,
            request=request_id,
            cause=request.answer,
        )


def read_refund_again(system: System, request_id: str) -> None:
    """Read what became of an unclear refund. That the payment's history does not show it is an
    answer only once the request has had time to settle."""
    with system.database.reading() as session:
        request = session.get_one(RefundRequest, request_id)
    payment = system.gateway.payment(_gateway_number(system, request.imp_uid))
    settled = system.clock.now() >= request.requested_at + SETTLING
    _settle(system, request_id, payment, RefundState.REFUSED if settled else RefundState.UNKNOWN)
