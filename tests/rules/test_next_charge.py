"""What to book next: the anchor, the ladder, and when to stop."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.decline import DeclineReason
from billing_core.rules.period import Terms, due_at, paid_through, period_start
from billing_core.rules.subscription import (
    BillingPolicy,
    PeriodHistory,
    next_charge,
)

POLICY = BillingPolicy()
TERMS = Terms(anchor=date(2025, 1, 31), months=1, price=29_000)
SOFT = DeclineReason.INSUFFICIENT_FUNDS
terms = st.builds(
    Terms,
    anchor=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    months=st.sampled_from([1, 3, 6, 12]),
    price=st.integers(100, 10**7),
)


@given(terms, st.integers(0, 60))
def test_periods_join_without_gap_or_overlap(one: Terms, period: int) -> None:
    assert paid_through(one, period) == period_start(one, period + 1)
    assert period_start(one, period) < paid_through(one, period)
    assert period_start(one, period) <= due_at(one, period, 10) < paid_through(one, period)


@given(terms, st.integers(1, 60))
def test_an_untried_period_is_booked_on_its_anchor_day(one: Terms, period: int) -> None:
    before = period_start(one, period) - timedelta(days=5)
    wanted = next_charge(one, PeriodHistory(period), POLICY, before)
    assert wanted is not None
    assert (wanted.due_at, wanted.attempt) == (due_at(one, period, POLICY.charge_hour), 1)


@given(
    terms, st.lists(st.sampled_from(DeclineReason), max_size=6), st.booleans(), st.integers(0, 6)
)
def test_the_ladder_ends_and_a_hard_decline_ends_it_at_once(
    one: Terms, declines: list[DeclineReason], fresh: bool, days_late: int
) -> None:
    now = due_at(one, 1, 10) + timedelta(days=days_late)
    history = PeriodHistory(1, last_attempt=len(declines), declines=declines, fresh=fresh)
    wanted = next_charge(one, history, POLICY, now)
    if declines and not fresh and (declines[-1].hard or len(declines) > len(POLICY.retry_days)):
        assert wanted is None
    else:
        assert wanted is not None
        assert wanted.attempt == len(declines) + 1
        assert wanted.due_at >= now + POLICY.late_margin, "never in the gateway's past"


def test_the_rungs_are_counted_from_the_due_date_not_from_the_failure() -> None:
    due = due_at(TERMS, 1, 10)
    rungs = []
    for failures in range(1, 4):
        history = PeriodHistory(1, last_attempt=failures, declines=[SOFT] * failures)
        wanted = next_charge(TERMS, history, POLICY, due + timedelta(minutes=1))
        assert wanted is not None
        rungs.append((kst_date(wanted.due_at) - kst_date(due)).days)
    assert rungs == [1, 3, 5]


def test_a_new_card_is_tried_at_once_even_after_the_ladder() -> None:
    now: datetime = kst_instant(date(2025, 3, 6), 15)
    history = PeriodHistory(
        1, last_attempt=4, declines=[SOFT, SOFT, SOFT, DeclineReason.LOST_OR_STOLEN], fresh=True
    )
    wanted = next_charge(TERMS, history, POLICY, now)
    assert wanted is not None
    assert (wanted.attempt, wanted.due_at) == (5, now + POLICY.late_margin)


@given(terms, st.integers(1, 30), st.integers(7, 400))
def test_nothing_is_booked_for_a_time_whose_grace_is_over(
    one: Terms, period: int, days_late: int
) -> None:
    """After an outage of any length: only a person begins again, and from today."""
    now = period_start(one, period) + timedelta(days=days_late)
    assert next_charge(one, PeriodHistory(period), POLICY, now) is None


def test_while_the_gateway_tries_again_by_itself_our_own_ladder_rests() -> None:
    policy = BillingPolicy(gateway_recovery=True)
    now = due_at(TERMS, 1, 10) + timedelta(minutes=1)
    refused = PeriodHistory(1, last_attempt=1, declines=[SOFT])
    assert next_charge(TERMS, refused, policy, now) is None
    assert next_charge(TERMS, PeriodHistory(1), policy, now) is not None
