"""The payments that refunds of a file belong to, under any of their names."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.import_refunds import PastRefund
from billing_core.lifecycle.payment_names import keys_of_names, keys_with_order, traits_of_rows
from billing_core.models import Member, PaymentRecord
from billing_core.rules.classification import PaymentClass
from billing_core.rules.file_flaw import FileFlawCode, file_flaw


class WrongRefund(Exception):
    """A refund that cannot be."""

    def __init__(self, code: FileFlawCode, payment: str) -> None:
        super().__init__(f"{code}: {payment}")
        self.flaw = file_flaw(code, payment=payment)


class RefundedPayments:
    """Payments under row locks: what the gateway tells of their refunds waits for the file."""

    def __init__(self, session: Session, refunds: Sequence[PastRefund]) -> None:
        numbers = list({refund.refund_of or refund.imp_uid for refund in refunds})
        orders = {refund.refund_of or refund.merchant_uid for refund in refunds}
        self._keys = keys_of_names(session, numbers)
        rows = _locked(session, {*self._keys.values(), *keys_with_order(session, orders)})
        self._rows = {row.imp_uid: row for row in rows}
        self._members = _numbers(session, list({refund.app_id for refund in refunds}))
        self._by_order: dict[str, list[PaymentRecord]] = defaultdict(list)
        standing = [row for row in rows if row.payment_class is not PaymentClass.SAME_PAYMENT]
        for key, traits in traits_of_rows(session, standing).items():
            for order in traits.orders:
                self._by_order[order].append(self._rows[key])

    def met(self, app_id: str, number: int) -> None:
        """A member whom an earlier row has brought."""
        self._members[app_id] = number

    def of(self, refund: PastRefund) -> PaymentRecord:
        """The payment of a refund; its member is the refund's or unknown. Raises WrongRefund."""
        key = self._keys.get(refund.refund_of or refund.imp_uid, "")
        payment = self._rows.get(key) or self._of_order(refund)
        if payment.member_id not in (None, self._members.get(refund.app_id)):
            raise WrongRefund(FileFlawCode.REFUND_OF_ANOTHER, payment.number)
        return payment

    def _of_order(self, refund: PastRefund) -> PaymentRecord:
        """An order number alone does not say whose a payment is: another product may have it."""
        name = refund.refund_of or refund.merchant_uid
        member = self._members.get(refund.app_id)
        found = [row for row in self._by_order[name] if member and row.member_id == member]
        if not found:
            raise WrongRefund(FileFlawCode.REFUND_WITHOUT_PAYMENT, name)
        if len(found) > 1:
            raise WrongRefund(FileFlawCode.REFUND_OF_SEVERAL, name)
        return found[0]


def _numbers(session: Session, app_ids: Sequence[str]) -> dict[str, int]:
    """Ours, by the app's ids; of members whom the book has."""
    rows = select(Member.app_id, Member.id).where(among(Member.app_id, app_ids))
    return {row.app_id: row.id for row in session.execute(rows)}


def _locked(session: Session, keys: set[str]) -> Sequence[PaymentRecord]:
    """Those that were paid."""
    return session.scalars(
        select(PaymentRecord)
        .where(among(PaymentRecord.imp_uid, list(keys)))
        .where(PaymentRecord.paid_at.is_not(None))
        .order_by(PaymentRecord.imp_uid)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
