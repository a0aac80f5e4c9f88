"""Give money back for a payment on the refund list. The gateway's answer is settled like any other."""

from __future__ import annotations

from billing_core.gateway import OutcomeUnknown
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import PaymentRecord
from billing_core.rules.actor import Actor, require_approver
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.system import System


def refund_payment(system: System, imp_uid: str, *, amount: int, reason: str, actor: Actor) -> None:
    """`amount` whole won. Sent once with what can still be refunded as its checksum, so that a
    second click on a refunded payment is refused by the gateway itself. If the answer is not
    clear, the payment is read and settled before the person is told.

    Raises Refusal: "not_allowed", "unknown_payment", "amount", "refund_unclear"; GatewayError.
    """
    require_approver(actor, "환불할")
    before = system.gateway.payment(imp_uid)
    remaining = before.amount - before.cancel_amount
    if not 0 < amount <= remaining:
        raise Refusal(
            "amount",
            f"환불할 수 있는 금액은 {remaining:,}원입니다. 금액을 확인해 주세요.",
            imp_uid=imp_uid,
            amount=amount,
        )
    with system.database.writing() as session:
        known = session.get(PaymentRecord, imp_uid)
        if known is None:
            raise Refusal(
                "unknown_payment",
                "원장에 없는 결제입니다. 대조 수집이 끝난 뒤 다시 시도해 주세요.",
                imp_uid=imp_uid,
            )
        record_act(
            session,
            "refund.requested",
            at=system.clock.now(),
            actor=actor,
            member_id=known.member_id,
            subject=imp_uid,
            amount=amount,
            remaining=remaining,
            reason=reason,
        )
    unclear: OutcomeUnknown | None = None
    try:
        payment = system.gateway.refund(imp_uid, amount=amount, remaining=remaining, reason=reason)
    except OutcomeUnknown as error:
        unclear = error
        payment = system.gateway.payment(imp_uid)
    with system.database.writing() as session:
        now = system.clock.now()
        settle_payment(session, payment, source="answer", now=now)
        if payment.cancel_amount >= payment.amount:
            for kind in FindingKind:
                if kind.refund_due:
                    close_finding(
                        session, kind, imp_uid, now=now, actor=actor, resolution="환불했습니다"
                    )
    if unclear is not None and payment.cancel_amount == before.cancel_amount:
        raise Refusal(
            "refund_unclear",
            "환불이 처리되었는지 확인되지 않았습니다. 잠시 뒤 결제 내역을 다시 확인해 주세요.",
            imp_uid=imp_uid,
            cause=str(unclear),
        )
