"""What a payment in the gateway's books *is*, before anything is counted.

The issuance filter reads both marks, our own name and the gateway's usage, because each
has been seen missing: the PG's window reports a "paid" amount although no money moved.
A row that cannot be true is kept and never counted.
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
    UNREADABLE = "unreadable"  # says what cannot be true; see `Payment.flaws`
    SAME_PAYMENT = "same_payment"  # another row is this payment, or may be: a person says

    @property
    def counted(self) -> bool:
        return self is PaymentClass.CHARGE


class ExclusionReason(StrEnum):
    """Why a payment is not counted; every `Flaw` is one of these, too."""

    TEST_CHANNEL = "test_channel"
    ISSUANCE = "issuance"
    ISSUANCE_MARKED_PAYMENT = "issuance_marked_payment"
    ISSUANCE_APPROVED = "issuance_approved"
    CHARGE_MARKED_ISSUANCE = "charge_marked_issuance"
    FOREIGN_CURRENCY = "foreign_currency"
    ZERO = "zero"
    OTHER_PRODUCT = "other_product"
    SAME_PAYMENT = "same_payment"
    NOT_WHOLE_WON = "not_whole_won"
    NEGATIVE = "negative"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_USAGE = "unknown_usage"
    UNREADABLE_TIME = "unreadable_time"
    PAID_WITHOUT_INSTANT = "paid_without_instant"
    REFUNDED_MORE_THAN_PAID = "refunded_more_than_paid"
    REFUNDED_UNPAID = "refunded_unpaid"
    REFUNDS_DO_NOT_ADD_UP = "refunds_do_not_add_up"
    REFUND_WITHOUT_TIME = "refund_without_time"
    REFUND_BEFORE_PAYMENT = "refund_before_payment"
    UNREADABLE_REFUNDS = "unreadable_refunds"


# The book still keeps the sentence beside the class; `wording.payments` has it in both languages.
IN_KOREAN = {
    ExclusionReason.TEST_CHANNEL: "PG 테스트 채널의 결제라 돈이 움직이지 않았습니다",
    ExclusionReason.ISSUANCE: "빌링키 발급 결제라 돈이 움직이지 않았습니다",
    ExclusionReason.ISSUANCE_MARKED_PAYMENT: (
        "빌링키 발급 번호인데 실제 결제로 표시되어 확인이 필요합니다"
    ),
    ExclusionReason.ISSUANCE_APPROVED: (
        "빌링키 발급인데 승인번호가 있어 실제 결제인지 확인이 필요합니다"
    ),
    ExclusionReason.CHARGE_MARKED_ISSUANCE: (
        "결제 번호인데 빌링키 발급으로 표시되어 확인이 필요합니다"
    ),
    ExclusionReason.FOREIGN_CURRENCY: "원화가 아닌 결제입니다({detail})",
    ExclusionReason.ZERO: "금액이 0원입니다",
    ExclusionReason.OTHER_PRODUCT: "우리 회원의 결제가 아닙니다(다른 상품)",
    ExclusionReason.SAME_PAYMENT: (
        "파일로 들어온 {detail}와 같은 결제일 수 있어 확인이 필요합니다"
    ),
    ExclusionReason.NOT_WHOLE_WON: "읽을 수 없는 결제입니다: 금액이 원 단위의 숫자가 아닙니다",
    ExclusionReason.NEGATIVE: "읽을 수 없는 결제입니다: 금액이 0원보다 작습니다",
    ExclusionReason.UNKNOWN_STATUS: "읽을 수 없는 결제입니다: 처음 보는 결제 상태입니다",
    ExclusionReason.UNKNOWN_USAGE: "읽을 수 없는 결제입니다: 처음 보는 결제 종류입니다",
    ExclusionReason.UNREADABLE_TIME: "읽을 수 없는 결제입니다: 시각이 있을 수 없는 값입니다",
    ExclusionReason.PAID_WITHOUT_INSTANT: (
        "읽을 수 없는 결제입니다: 결제되었다는데 결제 시각이 없습니다"
    ),
    ExclusionReason.REFUNDED_MORE_THAN_PAID: (
        "읽을 수 없는 결제입니다: 환불액이 결제액보다 큽니다"
    ),
    ExclusionReason.REFUNDED_UNPAID: "읽을 수 없는 결제입니다: 결제되지 않았는데 환불이 있습니다",
    ExclusionReason.REFUNDS_DO_NOT_ADD_UP: (
        "읽을 수 없는 결제입니다: 환불 내역의 합이 환불액과 다릅니다"
    ),
    ExclusionReason.REFUND_WITHOUT_TIME: "읽을 수 없는 결제입니다: 환불에 시각이 없습니다",
    ExclusionReason.REFUND_BEFORE_PAYMENT: (
        "읽을 수 없는 결제입니다: 환불 시각이 결제보다 앞섭니다"
    ),
    ExclusionReason.UNREADABLE_REFUNDS: "읽을 수 없는 결제입니다: 환불 내역을 읽을 수 없습니다",
}


@dataclass(frozen=True)
class Classified:
    """`code` is None for a charge; `detail` is the payment's own word in the sentence."""

    payment_class: PaymentClass
    code: ExclusionReason | None = None
    detail: str = ""

    @property
    def reason(self) -> str:
        """One Korean sentence for the list of what was excluded; empty for a charge."""
        return "" if self.code is None else IN_KOREAN[self.code].format(detail=self.detail)


def classify(payment: Payment, *, known_member: bool) -> Classified:
    """`known_member`: its customer_uid or merchant_uid leads to a member of ours."""
    if payment.test_channel:
        return Classified(PaymentClass.TEST_CHANNEL, ExclusionReason.TEST_CHANNEL)
    if payment.flaws and payment.in_won:
        flaw = ExclusionReason(payment.flaws[0].value)
        return Classified(PaymentClass.UNREADABLE, flaw)
    issuance = _as_issuance(payment)
    if issuance is not None:
        return issuance
    if not payment.in_won:
        foreign = ExclusionReason.FOREIGN_CURRENCY
        return Classified(PaymentClass.FOREIGN_CURRENCY, foreign, payment.currency)
    if payment.amount == 0:
        return Classified(PaymentClass.ZERO, ExclusionReason.ZERO)
    if not known_member:
        return Classified(PaymentClass.OTHER_PRODUCT, ExclusionReason.OTHER_PRODUCT)
    return Classified(PaymentClass.CHARGE)


def _as_issuance(payment: Payment) -> Classified | None:
    """What its two marks say of a card registration; None when neither speaks of one."""
    ref = parse_merchant_uid(payment.merchant_uid)
    says_issue = payment.customer_uid_usage == "issue"
    named_issue = isinstance(ref, IssuanceRef)
    if named_issue and payment.customer_uid_usage.startswith("payment"):
        return _quarantined(ExclusionReason.ISSUANCE_MARKED_PAYMENT)
    if (says_issue or named_issue) and payment.apply_num and payment.amount > 0:
        return _quarantined(ExclusionReason.ISSUANCE_APPROVED)
    if says_issue and isinstance(ref, ChargeRef):
        return _quarantined(ExclusionReason.CHARGE_MARKED_ISSUANCE)
    if says_issue or named_issue:
        return Classified(PaymentClass.ISSUANCE, ExclusionReason.ISSUANCE)
    return None


def _quarantined(code: ExclusionReason) -> Classified:
    return Classified(PaymentClass.QUARANTINED, code)
