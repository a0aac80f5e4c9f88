"""A charge (결제): our order to take money for one period, now or as a booking, and its states.

requesting ──> booked ──> paid | failed | revoked        (a booking)
    │    └───> paid | failed                             (charged at once)
    ├──> not_sent ──> requesting                          the connection never opened
    └──> unknown ──> booked | paid | failed | revoked | absent     resolved by reading
absent ──> requesting          proved never to have arrived: the same name is sent again
failed | revoked | absent ──> paid                late approval: paid always wins
"""

from enum import StrEnum


class ChargeState(StrEnum):
    REQUESTING = "requesting"  # written before the wire is touched
    BOOKED = "booked"
    PAID = "paid"
    FAILED = "failed"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"
    ABSENT = "absent"

    @property
    def live(self) -> bool:
        """May still take money: nothing else may be sent for this subscription meanwhile."""
        return self in LIVE_STATES

    @property
    def sendable(self) -> bool:
        """Proved not to be at the gateway, so the very same name may be sent again."""
        return self in (ChargeState.NOT_SENT, ChargeState.ABSENT)


LIVE_STATES = (ChargeState.REQUESTING, ChargeState.BOOKED, ChargeState.UNKNOWN)


class ChargeHow(StrEnum):
    NOW = "now"
    BOOKING = "booking"
