"""What the company's rule proposes for a refund: to the won and to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.calendar import anchored
from billing_core.rules.refund_claim import overdue_before
from billing_core.rules.refund_proposal import (
    ClaimedPayment,
    PaidTime,
    ProposalBasis,
    RefundProposal,
    RefundRule,
    full_until,
    propose_refund,
)
from billing_core.wording.refund_claims import arithmetic_said
from tests.cases.rest import seoul

RULE = RefundRule()
PAID = date(2025, 1, 10)  # a Friday
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def paid(won: int = 29_000, back: int = 0, since: date = PAID, months: int = 1) -> ClaimedPayment:
    return ClaimedPayment(won, back, since, PaidTime(since, anchored(since, months)))


payments = st.builds(
    lambda won, share, since, months: paid(won, won * share // 100, since, months),
    st.integers(1, 5_000_000),
    st.integers(0, 100),
    DAYS,
    st.sampled_from([1, 3, 12]),
)
rules = st.builds(
    RefundRule,
    full_days=st.integers(7, 30),
    daily=st.booleans(),
    penalty_percent=st.integers(0, 100),
)


@given(payments, st.integers(-40, 800), rules, st.booleans())
def test_it_is_never_below_nothing_nor_above_what_is_left(
    payment: ClaimedPayment, later: int, rule: RefundRule, used: bool
) -> None:
    day = payment.paid_on + timedelta(days=later)
    proposal = propose_refund(payment, day, rule, used=used)
    assert 0 <= proposal.won <= payment.left
    assert RefundProposal.of(proposal.facts()) == proposal
    assert arithmetic_said(proposal, 0)
    assert arithmetic_said(proposal, 1)


@given(payments, st.integers(0, 800), rules, st.booleans())
def test_a_day_later_it_is_never_more(
    payment: ClaimedPayment, later: int, rule: RefundRule, used: bool
) -> None:
    day = payment.paid_on + timedelta(days=later)
    today, tomorrow = (
        propose_refund(payment, each, rule, used=used).won
        for each in (day, day + timedelta(days=1))
    )
    assert tomorrow <= today


@given(payments, st.integers(0, 800), rules)
def test_who_used_it_never_gets_more_than_who_did_not(
    payment: ClaimedPayment, later: int, rule: RefundRule
) -> None:
    day = payment.paid_on + timedelta(days=later)
    used, unused = (propose_refund(payment, day, rule, used=each).won for each in (True, False))
    assert used <= unused


@given(payments, st.integers(0, 400), st.integers(1, 100))
def test_what_went_back_before_is_taken_off(payment: ClaimedPayment, later: int, back: int) -> None:
    day = payment.paid_on + timedelta(days=later)
    before = ClaimedPayment(payment.won, 0, payment.paid_on, payment.time)
    after = ClaimedPayment(payment.won, min(back, payment.won), payment.paid_on, payment.time)
    whole = propose_refund(before, day, RULE, used=True).won
    rest = propose_refund(after, day, RULE, used=True).won
    assert rest == max(whole - after.given_back, 0)


@given(payments, st.integers(0, 400), st.integers(1, 60))
def test_days_given_free_are_never_to_the_members_harm(
    payment: ClaimedPayment, later: int, free: int
) -> None:
    assert payment.time is not None
    day = payment.paid_on + timedelta(days=later)
    longer = PaidTime(payment.time.since, payment.time.until + timedelta(days=free))
    extended = ClaimedPayment(payment.won, payment.given_back, payment.paid_on, longer)
    assert (
        propose_refund(extended, day, RULE, used=True).won
        >= propose_refund(payment, day, RULE, used=True).won
    )


@pytest.mark.parametrize(
    ("asked", "used", "won", "basis"),
    [
        (date(2025, 1, 10), False, 29_000, ProposalBasis.UNUSED),
        (date(2025, 1, 17), False, 29_000, ProposalBasis.UNUSED),  # the seventh day, whole
        (date(2025, 1, 18), False, 21_517, ProposalBasis.BY_DAYS),  # 29,000 × 23 ÷ 31, rounded up
        (date(2025, 1, 10), True, 29_000, ProposalBasis.BY_DAYS),  # no day is over
        (date(2025, 1, 17), True, 22_452, ProposalBasis.BY_DAYS),
        (date(2025, 2, 9), True, 936, ProposalBasis.BY_DAYS),  # one day is left
        (date(2025, 2, 10), True, 0, ProposalBasis.OVER),
    ],
)
def test_to_the_day(asked: date, used: bool, won: int, basis: ProposalBasis) -> None:
    proposal = propose_refund(paid(), asked, RULE, used=used)
    assert (proposal.won, proposal.basis) == (won, basis)


def test_seven_days_that_end_on_a_weekend_end_on_monday() -> None:
    saturday, sunday = date(2025, 1, 11), date(2025, 1, 12)
    assert full_until(saturday, RULE) == full_until(sunday, RULE) == date(2025, 1, 20)
    assert full_until(date(2025, 1, 13), RULE) == date(2025, 1, 20)


def test_of_a_leap_february_and_of_the_anchor_31() -> None:
    leap = ClaimedPayment(
        29_000, 0, date(2024, 1, 31), PaidTime(date(2024, 1, 31), date(2024, 2, 29))
    )
    march = ClaimedPayment(
        31_000, 0, date(2025, 2, 28), PaidTime(date(2025, 2, 28), date(2025, 3, 31))
    )
    assert propose_refund(leap, date(2024, 2, 14), RULE, used=True).total_days == 29
    assert propose_refund(leap, date(2024, 2, 14), RULE, used=True).won == 15_000
    assert propose_refund(march, date(2025, 3, 30), RULE, used=True).won == 1_000


def test_of_a_year() -> None:
    year = paid(365_000, 0, date(2025, 3, 1), 12)
    leap = paid(366_000, 0, date(2023, 3, 1), 12)
    assert propose_refund(year, date(2025, 3, 31), RULE, used=True).won == 335_000
    assert propose_refund(leap, date(2024, 2, 29), RULE, used=True).won == 1_000


def test_a_penalty_is_of_the_days_that_are_left_and_rounded_down() -> None:
    proposal = propose_refund(paid(), date(2025, 1, 20), RefundRule(penalty_percent=10), used=True)
    assert (proposal.worth, proposal.penalty, proposal.won) == (19_646, 1_964, 17_682)
    assert arithmetic_said(proposal) == (
        "29,000원 × 남은 21일 ÷ 31일 = 19,646원 − 위약금 10% 1,964원 = 17,682원"
    )


def test_the_arithmetic_reads_as_a_person_would_write_it() -> None:
    thirty = ClaimedPayment(29_000, 4_000, PAID, PaidTime(PAID, PAID + timedelta(days=30)))
    proposal = propose_refund(thirty, PAID + timedelta(days=10), RULE, used=True)
    assert arithmetic_said(proposal) == (
        "29,000원 × 남은 20일 ÷ 30일 = 19,334원 − 이미 환불한 4,000원 = 15,334원"
    )


def test_where_the_period_or_the_rule_is_silent_a_person_decides() -> None:
    unknown = ClaimedPayment(29_000, 0, PAID, None)
    later = date(2025, 1, 25)
    assert propose_refund(unknown, later, RULE, used=True).basis is ProposalBasis.PERIOD_UNKNOWN
    assert propose_refund(unknown, PAID, RULE, used=False).won == 29_000
    silent = propose_refund(paid(), later, RefundRule(daily=False), used=True)
    assert (silent.won, silent.basis) == (0, ProposalBasis.NO_RULE)


def test_what_bought_nothing_goes_back_whole() -> None:
    surplus = ClaimedPayment(29_000, 9_000, PAID, None, surplus=True)
    assert propose_refund(surplus, date(2025, 9, 1), RULE, used=True).won == 20_000


def test_days_after_access_was_ended_were_not_used() -> None:
    ended = PaidTime(PAID, date(2025, 2, 10), stopped=date(2025, 1, 20))
    payment = ClaimedPayment(31_000, 0, PAID, ended)
    assert propose_refund(payment, date(2025, 3, 1), RULE, used=True).won == 21_000


@pytest.mark.parametrize(
    "wrong",
    [{"full_days": 6}, {"penalty_percent": 101}, {"penalty_percent": -1}, {"version": ""}],
)
def test_a_rule_below_the_law_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"days|percent|version"):
        RefundRule(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "overdue_from"),
    [
        (seoul(1, 6, 9), seoul(1, 10, 0)),  # on Monday: overdue from Friday on
        (seoul(1, 8, 23), seoul(1, 14, 0)),  # on Wednesday: from Tuesday
        (seoul(1, 10, 9), seoul(1, 16, 0)),  # on Friday: from Thursday
        (seoul(1, 11, 9), seoul(1, 16, 0)),  # on Saturday, too
    ],
)
def test_three_working_days(asked: object, overdue_from: object) -> None:
    assert asked < overdue_before(overdue_from)  # type: ignore[operator, arg-type]
    assert not asked < overdue_before(overdue_from - timedelta(seconds=1))  # type: ignore[operator, arg-type]
