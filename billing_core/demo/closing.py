"""Plants open work at the end of the demo's past, so that today has something to show.

The dice alone would leave a quiet desk on some days. So a few due dates of the last days are
given their turn beforehand, each to the first member whose due date falls into its window.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from billing_core.demo import gateway_acts, office_acts
from billing_core.demo.cast import Character
from billing_core.demo.turns import (
    Membership,
    Turn,
    declines,
    leaves,
    leaves_on_the_due_day,
)
from billing_core.sandbox import CardOutcome

NOBODY_LOOKED_FOR = timedelta(days=4)  # the team's last visit to the approvals


@dataclass(frozen=True)
class _Wanted:
    """A turn for a due date between so many and so many days before the end."""

    turn: Turn
    most_days: float
    least_days: float

    def fits(self, before_the_end: timedelta) -> bool:
        return timedelta(self.least_days) <= before_the_end < timedelta(self.most_days)


class Closing:
    """Hands out each wanted turn once."""

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._wanted = _wanted()

    def claim(self, who: Character, due: datetime) -> Turn | None:
        before_the_end = self._until - due
        if who.plan.months > 1:
            return None
        for wanted in self._wanted:
            if wanted.fits(before_the_end):
                self._wanted.remove(wanted)
                return wanted.turn
        return None


def _wanted() -> list[_Wanted]:
    """Dealt from the rarest windows to the widest."""
    return [
        _Wanted(_slips_through, 4, 0.2),
        _Wanted(_has_a_booking_left, 3, 0.2),
        _Wanted(_is_held, 9, 6),
        _Wanted(_is_undone, 10, 6.5),
        _Wanted(partial(declines, outcome=CardOutcome.LOST_OR_STOLEN), 10.5, 7.5),
        _Wanted(partial(declines, outcome=CardOutcome.SUSPENDED), 10.5, 7.5),
        *[_Wanted(leaves, 3.5, 0.1)] * 3,
        *[_Wanted(leaves_on_the_due_day, 3.5, 0.1)] * 2,
        _Wanted(_is_paid_tomorrow, 1.5, 0.1),
        _Wanted(partial(declines, outcome=CardOutcome.INSUFFICIENT_FUNDS), 2.9, 0.1),
        _Wanted(partial(declines, outcome=CardOutcome.OVER_LIMIT), 4.9, 0.1),
        *[
            _Wanted(partial(declines, outcome=outcome), 6.5, 0.1)
            for outcome in (CardOutcome.EXPIRED, CardOutcome.SUSPENDED, CardOutcome.LOST_OR_STOLEN)
        ],
        *[_Wanted(leaves, -0.5, -20)] * 4,
    ]


def _is_paid_tomorrow(life: Membership, due: datetime) -> bool:
    """Declined, with a retry that will succeed once the clock is moved."""
    declines(life, due, CardOutcome.INSUFFICIENT_FUNDS)
    life.card_answers(life.until + timedelta(hours=1), CardOutcome.APPROVED)
    return True


def _slips_through(life: Membership, due: datetime) -> bool:
    """Cancels three seconds before the charge: it runs, and is to be refunded."""
    life.cancel(due - timedelta(seconds=3), noticed=False)
    return False


def _has_a_booking_left(life: Membership, due: datetime) -> bool:
    life.cancel(life.some_hour(due, -5))
    life.write(
        life.some_hour(due, -2),
        gateway_acts.leave_booking_behind,
        order=f"console{due:%Y%m%d}a",
        days=7,
    )
    return False


def _is_held(life: Membership, due: datetime) -> bool:
    life.cancel(life.some_hour(due, -3))
    life.write(
        due + timedelta(hours=6), office_acts.hold, reason="환불을 함께 문의하셔서 답변 후 처리"
    )
    return False


def _is_undone(life: Membership, due: datetime) -> bool:
    """Approved a day later, and taken back the day after that."""
    life.cancel(life.some_hour(due, -4))
    life.diary.write(due + timedelta(hours=24.5), office_acts.approve_what_waits)
    life.write(due + timedelta(hours=47), office_acts.undo)
    return False
