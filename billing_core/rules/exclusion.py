"""Exclusions: why a payment, a renewal or a member is left out of a number. How each is said,
`wording.exclusions` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExclusionReason(StrEnum):
    """Every `Flaw` of a payment is one of these, too. Beside some the detail that they carry."""

    # Payments, by what they are
    TEST_CHANNEL = "test_channel"
    ISSUANCE = "issuance"
    ISSUANCE_MARKED_PAYMENT = "issuance_marked_payment"
    ISSUANCE_APPROVED = "issuance_approved"
    CHARGE_MARKED_ISSUANCE = "charge_marked_issuance"
    FOREIGN_CURRENCY = "foreign_currency"  # the currency
    ZERO = "zero"
    OTHER_PRODUCT = "other_product"
    SAME_PAYMENT = "same_payment"  # the number of the other
    COUNTED_ONCE = "counted_once"  # the number that counts
    DECIDED_CHARGE = "decided_charge"  # who decided
    DECIDED_ISSUANCE = "decided_issuance"  # who decided
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
    # Payments of a month that count in another number
    FULLY_REFUNDED = "fully_refunded"
    # Renewals that no card has answered
    NOT_CHARGED_YET = "not_charged_yet"
    REVOKED = "revoked"
    BOUGHT_NO_PERIOD = "bought_no_period"
    OUTCOME_UNKNOWN = "outcome_unknown"
    # Members and their requests
    ASKED_TO_STOP = "asked_to_stop"
    CAME_AND_LEFT = "came_and_left"
    WITHIN_GRACE = "within_grace"
    WITHDRAWN = "withdrawn"
    ASKED_AGAIN = "asked_again"
    NO_MEMBER_AT_THE_END = "no_member_at_the_end"
    PAID_NOTHING = "paid_nothing"
    NO_MONEY_MOVED = "no_money_moved"
    # What an earlier version kept as a sentence
    LEGACY = "legacy"  # the sentence


DECIDED = (ExclusionReason.DECIDED_CHARGE, ExclusionReason.DECIDED_ISSUANCE)


@dataclass(frozen=True)
class Exclusion:
    """`detail` is its own word in the sentence; empty where there is none."""

    code: ExclusionReason
    detail: str = ""

    def __str__(self) -> str:
        """As it is kept: `zero`, `foreign_currency:USD`."""
        return f"{self.code}:{self.detail}" if self.detail else str(self.code)

    @property
    def decided(self) -> bool:
        """By a person."""
        return self.code in DECIDED

    @classmethod
    def parse(cls, kept: str) -> Exclusion:
        """Whatever is kept: a sentence of an earlier version is LEGACY."""
        code, _, detail = kept.partition(":")
        try:
            return cls(ExclusionReason(code), detail)
        except ValueError:
            return cls(ExclusionReason.LEGACY, kept)
