"""The outcome of a billing cycle, whatever the order of refusals and money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_core.rules.cycle import Attempt, CycleOutcome, cycle_outcome, first_refusal
from billing_core.rules.decline import DeclineReason

DUE = datetime(2025, 2, 25, tzinfo=UTC)
GRACE_ENDS = DUE + timedelta(days=7)
LATER = DUE + timedelta(days=60)
LIMIT = Attempt(29_000, refused=DeclineReason.LIMIT_EXCEEDED)
EXPIRED = Attempt(29_000, refused=DeclineReason.EXPIRED_CARD)
UNANSWERED = Attempt(29_000)


def paid(days: int) -> Attempt:
    return Attempt(29_000, paid_at=DUE + timedelta(days=days))


@pytest.mark.parametrize(
    ("attempts", "outcome"),
    [
        ([paid(0)], CycleOutcome.PAID),
        ([paid(20)], CycleOutcome.PAID),
        ([UNANSWERED, paid(1)], CycleOutcome.PAID),
        ([LIMIT, paid(1)], CycleOutcome.RECOVERED),
        ([LIMIT, EXPIRED, UNANSWERED, paid(6)], CycleOutcome.RECOVERED),
        ([LIMIT, paid(7)], CycleOutcome.LOST),
        ([LIMIT, UNANSWERED], CycleOutcome.LOST),
        ([UNANSWERED], CycleOutcome.OPEN),
        ([paid(0), LIMIT], CycleOutcome.PAID),
    ],
)
def test_a_cycle_has_one_outcome(attempts: list[Attempt], outcome: CycleOutcome) -> None:
    assert cycle_outcome(attempts, grace_ends=GRACE_ENDS, now=LATER) is outcome


def test_a_refused_charge_is_lost_only_when_the_grace_has_passed() -> None:
    just_before = GRACE_ENDS - timedelta(seconds=1)

    assert cycle_outcome([LIMIT], grace_ends=GRACE_ENDS, now=just_before) is CycleOutcome.WAITING
    assert cycle_outcome([LIMIT], grace_ends=GRACE_ENDS, now=GRACE_ENDS) is CycleOutcome.LOST


def test_the_reason_of_a_failed_cycle_is_the_first_one_given() -> None:
    assert first_refusal([UNANSWERED, LIMIT, EXPIRED, paid(3)]) is DeclineReason.LIMIT_EXCEEDED
    assert first_refusal([paid(0), LIMIT]) is None
