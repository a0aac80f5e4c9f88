"""The payments that refunds of a file belong to, under any of their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.history.import_refunds import PastRefund
from billing_core.lifecycle.payment_names import keys_of_names, keys_with_order, traits_of_rows
from billing_core.models import PaymentRecord
from billing_core.rules.classification import PaymentClass


class WrongRefund(Exception):
    """A refund that cannot be: one Korean sentence."""


class RefundedPayments:
    """Locked, so that what the gateway tells of their refunds meanwhile waits for the file."""

    def __init__(self, session: Session, refunds: Sequence[PastRefund]) -> None:
        numbers = list({refund.refund_of or refund.imp_uid for refund in refunds})
        orders = {refund.refund_of or refund.merchant_uid for refund in refunds}
        self._keys = keys_of_names(session, numbers)
        rows = _locked(session, {*self._keys.values(), *keys_with_order(session, orders)})
        self._rows = {row.imp_uid: row for row in rows}
        self._by_order: dict[str, list[PaymentRecord]] = defaultdict(list)
        standing = [row for row in rows if row.payment_class is not PaymentClass.SAME_PAYMENT]
        for key, traits in traits_of_rows(session, standing).items():
            for order in traits.orders:
                self._by_order[order].append(self._rows[key])

    def of(self, refund: PastRefund) -> PaymentRecord:
        """Its member is the refund's, or nobody has said whose it is. Raises Wrong."""
        key = self._keys.get(refund.refund_of or refund.imp_uid, "")
        payment = self._rows.get(key) or self._of_order(refund)
        if payment.member_id not in (None, refund.member_id):
            raise WrongRefund(f"다른 회원의 결제를 환불한 행입니다({payment.number})")
        return payment

    def _of_order(self, refund: PastRefund) -> PaymentRecord:
        """An order number alone does not say whose a payment is: another product may have it."""
        name = refund.refund_of or refund.merchant_uid
        found = [row for row in self._by_order[name] if row.member_id == refund.member_id]
        if not found:
            raise WrongRefund(
                f"환불한 결제를 찾지 못했습니다({name}). 그 결제가 든 파일을 함께 올리거나 먼저 가져와 주세요"
            )
        if len(found) > 1:
            raise WrongRefund(
                f"같은 주문번호의 결제가 여럿이라 어느 결제의 환불인지 알 수 없습니다({name}). "
                "원래 결제의 거래번호가 든 열을 refund_of에 맞춰 주세요"
            )
        return found[0]


def _locked(session: Session, keys: set[str]) -> Sequence[PaymentRecord]:
    """Those that were paid."""
    return session.scalars(
        select(PaymentRecord)
        .where(among(session, PaymentRecord.imp_uid, list(keys)))
        .where(PaymentRecord.paid_at.is_not(None))
        .order_by(PaymentRecord.imp_uid)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
