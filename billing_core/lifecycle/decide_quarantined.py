"""A person judges a payment that looks like an issuance and like real money at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.remember_payment import enter_in_ledger
from billing_core.lifecycle.tell_surplus import tell_unexpected
from billing_core.models import PaymentRecord
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.classification import PaymentClass
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source


def decide_quarantined(
    session: Session, payment: Payment, *, counts: bool, actor: Actor, now: datetime
) -> None:
    """Count a quarantined payment, or leave it out; `payment` as the gateway shows it now. Counted,
    it enters the ledger; it buys no access by itself. Raises Refusal: "not_allowed",
    "not_quarantined", "no_member", and "unbelievable" while the gateway says what cannot be true
    of it."""
    require_approver(actor, Guarded.DECIDE_PAYMENT)
    record = session.get(PaymentRecord, payment.imp_uid, with_for_update=True)
    if record is None or record.payment_class is not PaymentClass.QUARANTINED:
        raise Refusal(RefusalCode.NOT_QUARANTINED, imp_uid=payment.imp_uid)
    if counts and record.member_id is None:
        raise Refusal(RefusalCode.NO_MEMBER, imp_uid=payment.imp_uid)
    if counts and (payment.flaws or not payment.in_won):
        flaws = ", ".join(payment.flaws)
        raise Refusal(RefusalCode.UNBELIEVABLE, imp_uid=payment.imp_uid, flaws=flaws)
    record.payment_class = PaymentClass.CHARGE if counts else PaymentClass.ISSUANCE
    verdict = FindingAnswer.JUDGED_A_PAYMENT if counts else FindingAnswer.JUDGED_A_REGISTRATION
    code = ExclusionReason.DECIDED_CHARGE if counts else ExclusionReason.DECIDED_ISSUANCE
    record.reason = Exclusion(code, actor.name)
    session.flush()
    record_act(
        session,
        Act.PAYMENT_DECIDED,
        at=now,
        actor=actor,
        member_id=record.member_id,
        subject=payment.imp_uid,
        counts=counts,
    )
    close_finding(
        session,
        FindingKind.QUARANTINED_PAYMENT,
        payment.imp_uid,
        now=now,
        actor=actor,
        answer=verdict,
    )
    if counts and record.member_id is not None:
        enter_in_ledger(session, payment, record, source=Source.DECISION, now=now)
        tell_unexpected(session, record.member_id, payment, now=now)
