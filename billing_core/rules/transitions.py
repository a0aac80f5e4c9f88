"""The transition tables: state × event → state, of everything that lives through several states.

What a table lacks is refused. `docs/lifecycle.md` shows these tables, drawn by a test.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refund_claim import ClaimState
from billing_core.rules.subscription import SubscriptionStatus

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class ForbiddenMove(Exception):
    """The table has no such transition: whoever asked for it believed something untrue."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{type(state).__name__} {state!s} does not move on {event!s}")
        self.state, self.event = state, event


class ChargeEvent(StrEnum):
    ASKED_AGAIN = "asked_again"  # the same name is sent once more
    BOOKED = "booked"  # the gateway holds the booking
    CAPTURED = "captured"
    DECLINED = "declined"
    REVOKED = "revoked"
    NOT_SENT = "not_sent"  # the connection never opened
    UNANSWERED = "unanswered"
    PROVED_ABSENT = "proved_absent"


class SubscriptionEvent(StrEnum):
    PAID = "paid"  # a charge bought time
    DECLINED = "declined"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    REVIVED = "revived"  # a person took an approval back, and the paid time is real
    LEAVES_LATER = "leaves_later"  # either of these two, of one who had asked to stop


class CancellationState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"  # read back: no booking of any card was live
    WITHDRAWN = "withdrawn"


class CancellationEvent(StrEnum):
    PROVED = "proved"
    BOOKING_FOUND = "booking_found"  # after it had been confirmed
    WITHDRAWN = "withdrawn"


class ClaimEvent(StrEnum):
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APPROVED = "approved"
    SENT = "sent"  # the refund's own intent is written
    REFUNDED = "refunded"
    NOT_REFUNDED = "not_refunded"  # for certain: it is to be decided again


class DowngradeEvent(StrEnum):
    HELD = "held"
    RELEASED = "released"
    APPROVED = "approved"
    UNDONE = "undone"
    OVERTAKEN = "overtaken"  # the member paid again, or came back
    DUE_AGAIN = "due_again"


_C, _CE = ChargeState, ChargeEvent
CHARGE: Mapping[tuple[ChargeState, ChargeEvent], ChargeState] = {
    (_C.REQUESTING, _CE.BOOKED): _C.BOOKED,
    (_C.REQUESTING, _CE.CAPTURED): _C.PAID,
    (_C.REQUESTING, _CE.DECLINED): _C.FAILED,
    (_C.REQUESTING, _CE.REVOKED): _C.REVOKED,
    (_C.REQUESTING, _CE.NOT_SENT): _C.NOT_SENT,
    (_C.REQUESTING, _CE.UNANSWERED): _C.UNKNOWN,
    (_C.UNKNOWN, _CE.BOOKED): _C.BOOKED,
    (_C.UNKNOWN, _CE.CAPTURED): _C.PAID,
    (_C.UNKNOWN, _CE.DECLINED): _C.FAILED,
    (_C.UNKNOWN, _CE.REVOKED): _C.REVOKED,
    (_C.UNKNOWN, _CE.PROVED_ABSENT): _C.ABSENT,
    (_C.BOOKED, _CE.CAPTURED): _C.PAID,
    (_C.BOOKED, _CE.DECLINED): _C.FAILED,
    (_C.BOOKED, _CE.REVOKED): _C.REVOKED,
    (_C.BOOKED, _CE.PROVED_ABSENT): _C.ABSENT,
    (_C.NOT_SENT, _CE.ASKED_AGAIN): _C.REQUESTING,
    (_C.NOT_SENT, _CE.CAPTURED): _C.PAID,
    (_C.NOT_SENT, _CE.DECLINED): _C.FAILED,
    (_C.ABSENT, _CE.ASKED_AGAIN): _C.REQUESTING,
    (_C.ABSENT, _CE.CAPTURED): _C.PAID,
    (_C.ABSENT, _CE.DECLINED): _C.FAILED,
    (_C.FAILED, _CE.CAPTURED): _C.PAID,  # late approval: paid always wins
    (_C.REVOKED, _CE.CAPTURED): _C.PAID,
    (_C.REVOKED, _CE.DECLINED): _C.FAILED,
}
_S, _SE = SubscriptionStatus, SubscriptionEvent
SUBSCRIPTION: Mapping[tuple[SubscriptionStatus, SubscriptionEvent], SubscriptionStatus] = {
    (_S.PENDING, _SE.PAID): _S.ACTIVE,
    (_S.PENDING, _SE.CANCELLED): _S.CANCELLING,
    (_S.PENDING, _SE.ENDED): _S.ENDED,
    (_S.ACTIVE, _SE.PAID): _S.ACTIVE,
    (_S.ACTIVE, _SE.DECLINED): _S.PAST_DUE,
    (_S.ACTIVE, _SE.CANCELLED): _S.CANCELLING,
    (_S.ACTIVE, _SE.ENDED): _S.ENDED,
    (_S.PAST_DUE, _SE.PAID): _S.ACTIVE,
    (_S.PAST_DUE, _SE.DECLINED): _S.PAST_DUE,
    (_S.PAST_DUE, _SE.CANCELLED): _S.CANCELLING,
    (_S.PAST_DUE, _SE.ENDED): _S.ENDED,
    (_S.CANCELLING, _SE.PAID): _S.CANCELLING,  # charged before the request, heard of after it
    (_S.CANCELLING, _SE.WITHDRAWN): _S.ACTIVE,
    (_S.CANCELLING, _SE.ENDED): _S.ENDED,
    (_S.ENDED, _SE.PAID): _S.ACTIVE,  # paid in time, heard of late
    (_S.ENDED, _SE.REVIVED): _S.ACTIVE,
    (_S.ENDED, _SE.LEAVES_LATER): _S.CANCELLING,
}
_K, _KE = CancellationState, CancellationEvent
CANCELLATION: Mapping[tuple[CancellationState, CancellationEvent], CancellationState] = {
    (_K.REQUESTED, _KE.PROVED): _K.CONFIRMED,
    (_K.REQUESTED, _KE.WITHDRAWN): _K.WITHDRAWN,
    (_K.CONFIRMED, _KE.BOOKING_FOUND): _K.REQUESTED,
    (_K.CONFIRMED, _KE.WITHDRAWN): _K.WITHDRAWN,
}
_D, _DE = DowngradeState, DowngradeEvent
DOWNGRADE: Mapping[tuple[DowngradeState, DowngradeEvent], DowngradeState] = {
    (_D.DUE, _DE.HELD): _D.HELD,
    (_D.DUE, _DE.APPROVED): _D.APPROVED,
    (_D.DUE, _DE.OVERTAKEN): _D.VOID,
    (_D.HELD, _DE.RELEASED): _D.DUE,
    (_D.HELD, _DE.OVERTAKEN): _D.VOID,
    (_D.APPROVED, _DE.UNDONE): _D.HELD,
    (_D.VOID, _DE.DUE_AGAIN): _D.DUE,
}

_R, _RE = ClaimState, ClaimEvent
REFUND_CLAIM: Mapping[tuple[ClaimState, ClaimEvent], ClaimState] = {
    (_R.OPEN, _RE.WITHDRAWN): _R.WITHDRAWN,
    (_R.OPEN, _RE.REFUSED): _R.REFUSED,
    (_R.OPEN, _RE.APPROVED): _R.APPROVED,
    (_R.APPROVED, _RE.SENT): _R.REFUNDING,
    (_R.APPROVED, _RE.NOT_REFUNDED): _R.OPEN,
    (_R.APPROVED, _RE.REFUNDED): _R.DONE,  # by hand, or somebody had given it back
    (_R.REFUNDING, _RE.REFUNDED): _R.DONE,
    (_R.REFUNDING, _RE.NOT_REFUNDED): _R.OPEN,
    (_R.OPEN, _RE.REFUNDED): _R.DONE,  # read late: an approval that was thought not sent
}


def after(table: Mapping[tuple[State, Event], State], state: State, event: Event) -> State:
    """The state that follows. Raises ForbiddenMove when the table has no such transition."""
    try:
        return table[state, event]
    except KeyError:
        raise ForbiddenMove(state, event) from None
