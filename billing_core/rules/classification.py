"""What a payment in the gateway's books *is*, before anything is counted.

The issuance filter reads both marks, our own name and the gateway's usage, because each
has been seen missing: the PG's window reports a "paid" amount although no money moved.
A row that cannot be true is kept and never counted.
"""

from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.exclusion import Exclusion, ExclusionReason
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


@dataclass(frozen=True)
class Classified:
    """`why` it is not counted; None for a charge."""

    payment_class: PaymentClass
    why: Exclusion | None = None


def classify(payment: Payment, *, known_member: bool) -> Classified:
    """`known_member`: its customer_uid or merchant_uid leads to a member of ours."""
    if payment.test_channel:
        return _left_out(PaymentClass.TEST_CHANNEL, ExclusionReason.TEST_CHANNEL)
    if payment.flaws and payment.in_won:
        flaw = ExclusionReason(payment.flaws[0].value)
        return _left_out(PaymentClass.UNREADABLE, flaw)
    issuance = _as_issuance(payment)
    if issuance is not None:
        return issuance
    if not payment.in_won:
        foreign = ExclusionReason.FOREIGN_CURRENCY
        return _left_out(PaymentClass.FOREIGN_CURRENCY, foreign, payment.currency)
    if payment.amount == 0:
        return _left_out(PaymentClass.ZERO, ExclusionReason.ZERO)
    if not known_member:
        return _left_out(PaymentClass.OTHER_PRODUCT, ExclusionReason.OTHER_PRODUCT)
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
        return _left_out(PaymentClass.ISSUANCE, ExclusionReason.ISSUANCE)
    return None


def _quarantined(code: ExclusionReason) -> Classified:
    return _left_out(PaymentClass.QUARANTINED, code)


def _left_out(payment_class: PaymentClass, code: ExclusionReason, detail: str = "") -> Classified:
    return Classified(payment_class, Exclusion(code, detail))
