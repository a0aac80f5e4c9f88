"""Answers: the fact that closed a finding, where no person had to write why."""

from __future__ import annotations

from enum import StrEnum


class FindingAnswer(StrEnum):
    """How each is said, `wording.answers` says."""

    ALL_DECIDED = "all_decided"
    APPROVAL_UNDONE = "approval_undone"
    ASKED_WITH_THE_OTHERS = "asked_with_the_others"
    BEFORE_WE_KNEW_THE_CARD = "before_we_knew_the_card"
    BOOKED = "booked"
    BOOKING_AGREES = "booking_agrees"
    BOOKING_GONE = "booking_gone"
    BOOKING_OVER = "booking_over"
    CLOCKS_AGREE = "clocks_agree"
    CONFIRMED_BY_GATEWAY = "confirmed_by_gateway"
    DELIVERED = "delivered"
    EVENT_ANSWERED = "event_answered"
    IN_A_FILE = "in_a_file"
    JUDGED_A_PAYMENT = "judged_a_payment"
    JUDGED_A_REGISTRATION = "judged_a_registration"
    KEY_DELETED = "key_deleted"
    MEMBER_CANCELLED = "member_cancelled"
    MOVED_TO_ANOTHER = "moved_to_another"
    NOTHING_BOOKED = "nothing_booked"
    OUTCOME_KNOWN = "outcome_known"
    PAID_BY_TRANSFER = "paid_by_transfer"
    PERMISSION_AGREES = "permission_agrees"
    READ_AFTER_ALL = "read_after_all"
    REFUNDED_AT_THE_CONSOLE = "refunded_at_the_console"
    REFUNDED_BY_US = "refunded_by_us"
    REFUND_ANSWERED = "refund_answered"
    REFUND_CLAIM_DECIDED = "refund_claim_decided"
    SAME_PAYMENT = "same_payment"
    SUBSCRIPTION_ENDED = "subscription_ended"
    TOLD_AS_DOUBLE_CHARGE = "told_as_double_charge"
    TWO_PAYMENTS = "two_payments"
    WITHDRAWN = "withdrawn"  # the cancellation; the charges are meant again
