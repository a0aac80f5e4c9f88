"""Refunds of a file into the ledger, each on its own day, and onto the rows of their payments."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, insert, select, update

from billing_core.among import among
from billing_core.history.destination import Destination
from billing_core.history.import_refunds import PastRefund
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source


def enter_refunds(into: Destination, fresh: Sequence[tuple[PaymentRecord, PastRefund]]) -> None:
    """Writes refunds. The caller has seen that they are new and can be, and that only files tell of
    the payments: of the others the gateway says what went back."""
    session = into.session
    session.execute(insert(LedgerEntry), list(_entries(into, fresh)))
    session.flush()
    touched = {payment.imp_uid for payment, _ in fresh}
    refunded = select(
        LedgerEntry.imp_uid, -func.sum(LedgerEntry.amount), func.max(LedgerEntry.occurred_at)
    ).where(LedgerEntry.kind == EntryKind.REFUND, among(LedgerEntry.imp_uid, list(touched)))
    session.execute(
        update(PaymentRecord),
        [
            {
                "imp_uid": imp_uid,
                "status": PaymentStatus.CANCELLED,
                "cancel_amount": int(won),
                "cancelled_at": last,
            }
            for imp_uid, won, last in session.execute(refunded.group_by(LedgerEntry.imp_uid))
        ],
    )


def _entries(
    into: Destination, fresh: Sequence[tuple[PaymentRecord, PastRefund]]
) -> Iterator[dict[str, object]]:
    for payment, refund in fresh:
        yield {
            "kind": EntryKind.REFUND,
            "imp_uid": payment.imp_uid,
            "refund_key": refund.key,
            "merchant_uid": payment.merchant_uid,
            "member_id": payment.member_id,
            "subscription_id": payment.subscription_id,
            "amount": -refund.won,
            "occurred_at": refund.at,
            "recorded_at": into.now,
            "source": Source.IMPORT,
        }
