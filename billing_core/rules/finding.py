"""Findings: what a person has to look at. What each is called, `wording.findings` says."""

from enum import StrEnum


class FindingKind(StrEnum):
    QUARANTINED_PAYMENT = "quarantined_payment"
    DOUBLE_CHARGE = "double_charge"
    CHARGE_AFTER_CANCELLATION = "charge_after_cancellation"
    LATE_PAYMENT_AFTER_DOWNGRADE = "late_payment_after_downgrade"
    AMOUNT_MISMATCH = "amount_mismatch"
    UNEXPECTED_CHARGE = "unexpected_charge"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NO_NEXT_BOOKING = "no_next_booking"
    REVOKE_NOT_CONFIRMED = "revoke_not_confirmed"
    BOOKING_LOST = "booking_lost"  # revoked at the gateway, by somebody else
    BOOKING_MOVED = "booking_moved"
    BOOKING_ADDED = "booking_added"
    BOOKING_AMOUNT_DIFFERS = "booking_amount_differs"
    BOOKING_DAY_DIFFERS = "booking_day_differs"  # in both books, and not the anchor's
    DOUBLE_BOOKING = "double_booking"  # would take the money of a period that is booked already
    BOOKING_NOT_RUN = "booking_not_run"
    PERIOD_LEFT_OUT = "period_left_out"  # a person said that its charge was not paid
    LIVE_BOOKING_AFTER_CANCELLATION = "live_booking_after_cancellation"
    LATE_REGISTRATION = "late_registration"
    LATE_CAPTURE = "late_capture"  # money for a time already over
    UNASKED_REFUND = "unasked_refund"
    REFUNDED_PERIOD = "refunded_period"  # the running period was given back in full
    REFUND_UNCLEAR = "refund_unclear"
    REFUND_ONLY_IN_FILE = "refund_only_in_file"  # the gateway does not have it
    FIRST_CHARGE_STUCK = "first_charge_stuck"
    PERMISSION_NOT_DELIVERED = "permission_not_delivered"
    ENDED_BY_US = "ended_by_us"  # neither asked nor failed: one question about all of them
    KEY_NOT_DELETED = "key_not_deleted"
    UNREADABLE_PAYMENT = "unreadable_payment"
    SAME_PAYMENT = "same_payment"  # two rows that may be one payment
    PAID_WITHOUT_ACCESS = "paid_without_access"
    ACCESS_WITHOUT_PAYMENT = "access_without_payment"
    EVENT_FAILED = "event_failed"  # the gateway told us something, and it could not be taken in
    CLOCKS_DIFFER = "clocks_differ"

    @property
    def refund_due(self) -> bool:
        """The money should go back to the member: these rows are the refund list."""
        return self in (FindingKind.DOUBLE_CHARGE, FindingKind.CHARGE_AFTER_CANCELLATION)

    @property
    def costs_money(self) -> bool:
        """Somebody's money went where it should not, or nobody knows where it is: the team hears
        of it at once, and not only the next morning."""
        return self in _COSTING

    @property
    def recurs(self) -> bool:
        """A state of affairs that may come back after it was put right, and is then asked again.
        The others are about one fact, and a person's answer stands."""
        return self in _RECURRING

    @property
    def holds_booking(self) -> bool:
        """While it is open nothing is booked for the subscription: a person says what follows."""
        return self in _HOLDING

    @property
    def about_booking(self) -> bool:
        """The gateway's bookings are not what our book says: it hits on the day of the booking."""
        return self in _ABOUT_BOOKING

    @property
    def before_charge(self) -> bool:
        """It concerns a charge to come, so it stands on that charge's day in the sheet."""
        return self.about_booking or self in _BEFORE_CHARGE

    @property
    def explains_no_booking(self) -> bool:
        """While it is open somebody knows that nothing, or nothing sure, is booked."""
        return self.holds_booking or self in _EXPLAINING


_RECURRING = frozenset(
    {
        FindingKind.UNKNOWN_OUTCOME,
        FindingKind.NO_NEXT_BOOKING,
        FindingKind.REVOKE_NOT_CONFIRMED,
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
        FindingKind.BOOKING_NOT_RUN,
        FindingKind.BOOKING_ADDED,
        FindingKind.BOOKING_AMOUNT_DIFFERS,
        FindingKind.BOOKING_DAY_DIFFERS,
        FindingKind.DOUBLE_BOOKING,
        FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
        FindingKind.REFUND_UNCLEAR,
        FindingKind.FIRST_CHARGE_STUCK,
        FindingKind.PERMISSION_NOT_DELIVERED,
        FindingKind.ENDED_BY_US,
        FindingKind.KEY_NOT_DELETED,
        FindingKind.PAID_WITHOUT_ACCESS,
        FindingKind.ACCESS_WITHOUT_PAYMENT,
        FindingKind.EVENT_FAILED,
        FindingKind.CLOCKS_DIFFER,
    }
)
_HOLDING = frozenset(
    {
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
        FindingKind.PERIOD_LEFT_OUT,
        FindingKind.UNASKED_REFUND,
        FindingKind.REFUNDED_PERIOD,
    }
)
_ABOUT_BOOKING = frozenset(
    {
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
        FindingKind.BOOKING_ADDED,
        FindingKind.BOOKING_AMOUNT_DIFFERS,
        FindingKind.BOOKING_DAY_DIFFERS,
        FindingKind.DOUBLE_BOOKING,
        FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
    }
)
_BEFORE_CHARGE = frozenset(
    {
        FindingKind.NO_NEXT_BOOKING,
        FindingKind.PERIOD_LEFT_OUT,
        FindingKind.REVOKE_NOT_CONFIRMED,
        FindingKind.UNASKED_REFUND,
        FindingKind.REFUNDED_PERIOD,
    }
)
_COSTING = frozenset(
    {
        FindingKind.DOUBLE_CHARGE,
        FindingKind.CHARGE_AFTER_CANCELLATION,
        FindingKind.UNEXPECTED_CHARGE,
        FindingKind.AMOUNT_MISMATCH,
        FindingKind.LATE_CAPTURE,
        FindingKind.UNKNOWN_OUTCOME,
        FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
    }
)
_EXPLAINING = frozenset(
    {
        FindingKind.NO_NEXT_BOOKING,
        FindingKind.UNKNOWN_OUTCOME,
        FindingKind.BOOKING_NOT_RUN,
        FindingKind.LATE_CAPTURE,
    }
)
