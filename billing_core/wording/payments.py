"""Why a payment was left out of the numbers, by code: (ko, en). `{detail}` is its own word."""

from __future__ import annotations

from billing_core.rules.classification import IN_KOREAN, ExclusionReason

_IN_ENGLISH = {
    ExclusionReason.TEST_CHANNEL: "A payment of the PG's test channel: no money moved",
    ExclusionReason.ISSUANCE: "A card registration: no money moved",
    ExclusionReason.ISSUANCE_MARKED_PAYMENT: (
        "Named as a card registration but marked as a payment: a person has to look"
    ),
    ExclusionReason.ISSUANCE_APPROVED: (
        "A card registration with an approval number: a person has to look whether money moved"
    ),
    ExclusionReason.CHARGE_MARKED_ISSUANCE: (
        "Named as a payment but marked as a card registration: a person has to look"
    ),
    ExclusionReason.FOREIGN_CURRENCY: "Not paid in won ({detail})",
    ExclusionReason.ZERO: "The amount is zero",
    ExclusionReason.OTHER_PRODUCT: "Not a payment of a member (another product)",
    ExclusionReason.SAME_PAYMENT: "May be the same payment as {detail} of a file; please check",
    ExclusionReason.NOT_WHOLE_WON: "Unreadable: an amount is not a number of whole won",
    ExclusionReason.NEGATIVE: "Unreadable: an amount is less than zero",
    ExclusionReason.UNKNOWN_STATUS: "Unreadable: a state never seen before",
    ExclusionReason.UNKNOWN_USAGE: "Unreadable: a kind of payment never seen before",
    ExclusionReason.UNREADABLE_TIME: "Unreadable: a time that cannot be",
    ExclusionReason.PAID_WITHOUT_INSTANT: "Unreadable: said to be paid, but at no time",
    ExclusionReason.REFUNDED_MORE_THAN_PAID: "Unreadable: more refunded than was paid",
    ExclusionReason.REFUNDED_UNPAID: "Unreadable: refunded although it was not paid",
    ExclusionReason.REFUNDS_DO_NOT_ADD_UP: "Unreadable: its refunds do not add up",
    ExclusionReason.REFUND_WITHOUT_TIME: "Unreadable: a refund without a time",
    ExclusionReason.REFUND_BEFORE_PAYMENT: "Unreadable: a refund before its payment",
    ExclusionReason.UNREADABLE_REFUNDS: "Unreadable: its refunds cannot be read",
}

EXCLUSIONS: dict[ExclusionReason, tuple[str, str]] = {
    code: (IN_KOREAN[code], _IN_ENGLISH[code]) for code in ExclusionReason
}
