"""Reconcile refunds that a company's file told of with the gateway's, whose word stands.

The gateway knows all that went back through it. What a file dates or sums up otherwise is the same
money told once more; what is in the file alone may have gone back some other way, by transfer, and
only a person knows.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.remember_payment import known_refunds
from billing_core.lifecycle.reverse_payment import reverse_refunds
from billing_core.lifecycle.write_entries import entries_of
from billing_core.models import PaymentRecord
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.refund import only_filed


def take_the_gateways_word(
    session: Session, payment: Payment, record: PaymentRecord, *, now: datetime
) -> None:
    """Reverses what only the file has, before the gateway's refunds are entered, and asks about
    won that it has beyond them. A reading that knows less than an earlier one reverses nothing."""
    if payment.cancel_amount < record.cancel_amount:
        return
    known = known_refunds(entries_of(session, record))
    wrong = only_filed(known, payment.refunds)
    if not wrong:
        return
    reverse_refunds(session, record, {each.key for each in wrong}, now=now)
    beyond = sum(each.won for each in known if each.filed) - payment.cancel_amount
    if beyond > 0:
        open_finding(
            session,
            FindingKind.REFUND_ONLY_IN_FILE,
            record.imp_uid,
            now=now,
            member_id=record.member_id,
            amount=beyond,
            merchant_uid=record.merchant_uid,
            paid_at=record.paid_at,
            refunded_at=max(each.refunded_at for each in wrong),
        )
