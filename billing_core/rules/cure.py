"""Cures: what a person may do about a finding, and which of it heals which kind.

Every kind has at least one, so that nothing red is without a button.
"""

from collections.abc import Mapping
from enum import StrEnum

from billing_core.rules.finding import FindingKind


class Cure(StrEnum):
    REFUND = "refund"  # all that is left of the payment, or a part
    LEAVE_IT = "leave_it"  # the money stays as it is; a recorded decision
    COUNT_IT = "count_it"  # it is a real payment
    LEAVE_OUT = "leave_out"  # it is not counted
    READ_AGAIN = "read_again"  # ask the gateway now
    BOOK_AGAIN = "book_again"
    TREAT_AS_CANCELLED = "treat_as_cancelled"
    REVOKE_NOW = "revoke_now"
    MOVE_BACK = "move_back"
    EXTEND_FREE = "extend_free"
    RECOGNISE = "recognise"  # what somebody else did is meant
    BEGIN_WITH_CARD = "begin_with_card"
    DO_NOT_BEGIN = "do_not_begin"
    ACCEPT_PAYMENT = "accept_payment"  # it buys time from now
    KEEP_ACCESS = "keep_access"
    END_ACCESS = "end_access"
    UNDO_DOWNGRADE = "undo_downgrade"
    TRY_AGAIN = "try_again"
    END_SUBSCRIPTION = "end_subscription"
    DELIVER_AGAIN = "deliver_again"
    RESUME_FROM_TODAY = "resume_from_today"
    END_THEM = "end_them"
    DELETE_AGAIN = "delete_again"
    SAME_PAYMENT = "same_payment"
    TWO_PAYMENTS = "two_payments"
    GIVE_ACCESS = "give_access"
    ASK_APPROVAL = "ask_approval"  # on the list of downgrades, where a person approves it


CURES: Mapping[FindingKind, tuple[Cure, ...]] = {
    FindingKind.QUARANTINED_PAYMENT: (Cure.COUNT_IT, Cure.LEAVE_OUT),
    FindingKind.DOUBLE_CHARGE: (Cure.REFUND, Cure.LEAVE_IT),
    FindingKind.CHARGE_AFTER_CANCELLATION: (Cure.REFUND, Cure.LEAVE_IT),
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE: (Cure.UNDO_DOWNGRADE, Cure.REFUND, Cure.LEAVE_IT),
    FindingKind.AMOUNT_MISMATCH: (Cure.LEAVE_IT, Cure.REFUND),
    FindingKind.UNEXPECTED_CHARGE: (Cure.REFUND, Cure.LEAVE_IT),
    FindingKind.UNKNOWN_OUTCOME: (Cure.READ_AGAIN, Cure.LEAVE_OUT),
    FindingKind.NO_NEXT_BOOKING: (Cure.BOOK_AGAIN, Cure.TREAT_AS_CANCELLED),
    FindingKind.REVOKE_NOT_CONFIRMED: (Cure.REVOKE_NOW,),
    FindingKind.BOOKING_LOST: (Cure.BOOK_AGAIN, Cure.TREAT_AS_CANCELLED),
    FindingKind.BOOKING_MOVED: (Cure.MOVE_BACK, Cure.EXTEND_FREE),
    FindingKind.BOOKING_ADDED: (Cure.REVOKE_NOW, Cure.RECOGNISE),
    FindingKind.BOOKING_AMOUNT_DIFFERS: (Cure.BOOK_AGAIN, Cure.RECOGNISE),
    FindingKind.BOOKING_DAY_DIFFERS: (Cure.MOVE_BACK, Cure.EXTEND_FREE),
    FindingKind.DOUBLE_BOOKING: (Cure.REVOKE_NOW, Cure.RECOGNISE),
    FindingKind.BOOKING_NOT_RUN: (Cure.REVOKE_NOW,),
    FindingKind.PERIOD_LEFT_OUT: (Cure.BOOK_AGAIN, Cure.TREAT_AS_CANCELLED),
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: (Cure.REVOKE_NOW,),
    FindingKind.LATE_REGISTRATION: (Cure.BEGIN_WITH_CARD, Cure.DO_NOT_BEGIN),
    FindingKind.LATE_CAPTURE: (Cure.ACCEPT_PAYMENT, Cure.REFUND),
    FindingKind.UNASKED_REFUND: (Cure.KEEP_ACCESS, Cure.END_ACCESS, Cure.TREAT_AS_CANCELLED),
    FindingKind.REFUNDED_PERIOD: (Cure.KEEP_ACCESS, Cure.END_ACCESS),
    FindingKind.REFUND_UNCLEAR: (Cure.READ_AGAIN,),
    FindingKind.REFUND_ONLY_IN_FILE: (Cure.RECOGNISE, Cure.LEAVE_IT),
    FindingKind.FIRST_CHARGE_STUCK: (Cure.TRY_AGAIN, Cure.END_SUBSCRIPTION),
    FindingKind.PERMISSION_NOT_DELIVERED: (Cure.DELIVER_AGAIN,),
    FindingKind.ENDED_BY_US: (Cure.RESUME_FROM_TODAY, Cure.END_THEM),
    FindingKind.KEY_NOT_DELETED: (Cure.DELETE_AGAIN, Cure.LEAVE_IT),
    FindingKind.UNREADABLE_PAYMENT: (Cure.READ_AGAIN, Cure.LEAVE_OUT),
    FindingKind.SAME_PAYMENT: (Cure.SAME_PAYMENT, Cure.TWO_PAYMENTS),
    FindingKind.PAID_WITHOUT_ACCESS: (Cure.GIVE_ACCESS,),
    FindingKind.ACCESS_WITHOUT_PAYMENT: (Cure.ASK_APPROVAL, Cure.LEAVE_IT),
    FindingKind.EVENT_FAILED: (Cure.READ_AGAIN, Cure.LEAVE_IT),
    FindingKind.CLOCKS_DIFFER: (Cure.READ_AGAIN,),
}
