"""What a payment in the gateway's books *is*, before anything is counted.

The issuance filter reads both marks, our own name and the gateway's usage, because each
has been seen missing: the PG's window reports a "paid" amount although no money moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.merchant_uid import ChargeRef, IssuanceRef, parse_merchant_uid
from billing_core.rules.payment import Payment


class PaymentClass(StrEnum):
    CHARGE = "charge"  # real money of a member of ours: the only class that is counted
    ISSUANCE = "issuance"
    QUARANTINED = "quarantined"  # a person decides
    TEST_CHANNEL = "test_channel"
    FOREIGN_CURRENCY = "foreign_currency"
    OTHER_PRODUCT = "other_product"
    ZERO = "zero"
    SAME_PAYMENT = "same_payment"  # another row is this payment, or may be: a person says

    @property
    def counted(self) -> bool:
        return self is PaymentClass.CHARGE


@dataclass(frozen=True)
class Classified:
    payment_class: PaymentClass
    reason: str  # one Korean sentence for the list of what was excluded; empty for a charge


def classify(payment: Payment, *, known_member: bool) -> Classified:
    """`known_member`: its customer_uid or merchant_uid leads to a member of ours."""
    if payment.test_channel:
        return Classified(
            PaymentClass.TEST_CHANNEL, "PG 테스트 채널의 결제라 돈이 움직이지 않았습니다"
        )
    ref = parse_merchant_uid(payment.merchant_uid)
    says_issue = payment.customer_uid_usage == "issue"
    says_payment = payment.customer_uid_usage.startswith("payment")
    named_issue = isinstance(ref, IssuanceRef)
    if named_issue and says_payment:
        return Classified(
            PaymentClass.QUARANTINED, "빌링키 발급 번호인데 실제 결제로 표시되어 확인이 필요합니다"
        )
    if (says_issue or named_issue) and payment.apply_num and payment.amount > 0:
        return Classified(
            PaymentClass.QUARANTINED,
            "빌링키 발급인데 승인번호가 있어 실제 결제인지 확인이 필요합니다",
        )
    if says_issue and isinstance(ref, ChargeRef):
        return Classified(
            PaymentClass.QUARANTINED, "결제 번호인데 빌링키 발급으로 표시되어 확인이 필요합니다"
        )
    if says_issue or named_issue:
        return Classified(PaymentClass.ISSUANCE, "빌링키 발급 결제라 돈이 움직이지 않았습니다")
    if payment.currency != "KRW":
        return Classified(
            PaymentClass.FOREIGN_CURRENCY, f"원화가 아닌 결제입니다({payment.currency})"
        )
    if payment.amount == 0:
        return Classified(PaymentClass.ZERO, "금액이 0원입니다")
    if not known_member:
        return Classified(PaymentClass.OTHER_PRODUCT, "우리 회원의 결제가 아닙니다(다른 상품)")
    return Classified(PaymentClass.CHARGE, "")
