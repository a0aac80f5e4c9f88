"""Stays of a member: gaps shorter than the grace are bridged, longer ones are churn."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.coverage import Chain, PaidPeriod, Stay, stays
from billing_core.rules.period import Terms, paid_through, period_start
from billing_core.rules.subscription import EndKind

GRACE = timedelta(days=7)


def seoul(text: str) -> datetime:
    return kst_instant(datetime.fromisoformat(text).date(), datetime.fromisoformat(text).hour)


def chain(
    anchor: str,
    *paid: str,
    asked: str = "",
    failed: bool = False,
    failed_before_asking: bool = False,
    months: int = 1,
    recovered: tuple[int, ...] = (),
) -> Chain:
    """A subscription of 29,000 won whose periods 0, 1, 2 … were paid at these Seoul times."""
    terms = Terms(kst_date(seoul(anchor)), months, 29_000)
    return Chain(
        tuple(
            PaidPeriod(
                period_start(terms, period),
                paid_through(terms, period),
                seoul(at),
                29_000,
                months,
                failed_first=period in recovered,
            )
            for period, at in enumerate(paid)
        ),
        asked_at=seoul(asked) if asked else None,
        failed=failed,
        failed_before_asking=failed_before_asking,
    )


def live(*chains: Chain) -> list[Stay]:
    return stays(chains, grace=GRACE)


def how_it_stands(chain: Chain, on: str = "2026-01-01") -> EndKind | None:
    """How the only stay has ended by that day; None while the member is with us."""
    [stay] = live(chain)
    return stay.left(seoul(on))


def test_a_charge_some_hours_after_paid_through_is_one_stay_and_no_recovery() -> None:
    renewing = chain("2025-01-31", "2025-01-31T10", "2025-02-28T10", "2025-03-31T10")

    [stay] = live(renewing)

    assert (stay.left(seoul("2025-04-01")), stay.recovered) == (None, ())
    assert stay.paid_through == seoul("2025-04-30"), "the anchor does not drift"


def test_failing_on_25_feb_and_recovering_on_2_mar_is_no_churn() -> None:
    late = chain("2025-01-25", "2025-01-25T10", "2025-03-02T10", recovered=(1,))

    [stay] = live(late)

    assert stay.left(seoul("2025-03-03")) is None
    assert [paid.paid_at for paid in stay.recovered] == [seoul("2025-03-02T10")]
    assert stay.paid_through == seoul("2025-03-25"), "the original due date is kept"


def test_failing_on_25_feb_and_coming_back_on_20_mar_is_involuntary_churn_and_a_return() -> None:
    lost = chain("2025-01-25", "2025-01-25T10", failed=True)
    back = chain("2025-03-20", "2025-03-20T10")

    first, second = live(lost, back)

    assert (first.kind, first.paid_through) == (EndKind.INVOLUNTARY, seoul("2025-02-25"))
    assert first.over_at is None, "over for good"
    assert second.began == seoul("2025-03-20T10")
    assert second.left(seoul("2025-03-21")) is None


def test_a_charge_at_the_very_end_of_the_grace_is_a_return_and_an_hour_before_it_is_none() -> None:
    lost = chain("2025-01-25", "2025-01-25T10", failed=True)

    assert len(live(lost, chain("2025-03-03", "2025-03-03T23"))) == 1
    assert len(live(lost, chain("2025-03-04", "2025-03-04T00"))) == 2


def test_a_late_approval_after_the_grace_is_a_return_inside_the_same_subscription() -> None:
    late = chain("2025-01-25", "2025-01-25T10", "2025-03-20T10", recovered=(1,))

    first, second = live(late)

    assert (first.kind, first.paid_through) == (EndKind.INVOLUNTARY, seoul("2025-02-25"))
    assert second.paid_through == seoul("2025-03-25")


def test_money_for_a_period_that_is_already_over_begins_no_stay() -> None:
    late = chain("2025-01-25", "2025-01-25T10", "2025-05-20T10")

    [stay] = live(late)

    assert (stay.kind, stay.paid_through) == (EndKind.SYSTEM, seoul("2025-02-25"))


def test_who_asked_is_gone_at_paid_through_and_who_failed_is_waited_for() -> None:
    asked = chain("2025-05-15", "2025-05-15T10", asked="2025-06-08")
    failing = chain("2025-05-15", "2025-05-15T10", failed=True)

    assert how_it_stands(asked, on="2025-06-14") is None
    assert how_it_stands(asked, on="2025-06-15") is EndKind.VOLUNTARY
    assert how_it_stands(failing, on="2025-06-21") is None
    assert how_it_stands(failing, on="2025-06-22") is EndKind.INVOLUNTARY


def test_asking_only_after_a_failure_is_involuntary() -> None:
    asked_late = chain(
        "2025-05-15", "2025-05-15T10", asked="2025-06-16", failed=True, failed_before_asking=True
    )

    assert how_it_stands(asked_late) is EndKind.INVOLUNTARY


def test_neither_asked_nor_failed_means_that_we_lost_the_chain() -> None:
    assert how_it_stands(chain("2025-05-15", "2025-05-15T10")) is EndKind.SYSTEM


def test_who_asked_to_stop_and_joined_again_within_the_grace_never_left() -> None:
    asked = chain("2025-05-15", "2025-05-15T10", asked="2025-06-08")
    again = chain("2025-06-18", "2025-06-18T10")

    [stay] = live(asked, again)

    assert stay.left(seoul("2025-06-19")) is None
    assert [paid.paid_at for paid in stay.recovered] == [seoul("2025-06-18T10")]
    assert stay.asked_at is None, "the request was of the subscription before"


def test_a_yearly_price_is_a_twelfth_of_it_each_month() -> None:
    yearly = PaidPeriod(
        seoul("2025-03-10"), seoul("2026-03-10"), seoul("2025-03-10T10"), 290_000, 12
    )

    assert yearly.monthly == Fraction(290_000, 12)
    assert round(float(yearly.monthly), 2) == 24_166.67


@given(
    days_late=st.lists(st.integers(0, 70), min_size=1, max_size=12),
    failed=st.booleans(),
)
def test_stays_never_overlap_and_only_the_last_one_goes_on(
    days_late: list[int], failed: bool
) -> None:
    terms = Terms(kst_date(seoul("2025-01-31")), 1, 29_000)
    periods = tuple(
        PaidPeriod(
            period_start(terms, n),
            paid_through(terms, n),
            period_start(terms, n) + timedelta(days=late if n else 0, hours=10),
            29_000,
        )
        for n, late in enumerate(days_late)
    )
    found = live(Chain(periods, failed=failed))

    for before, after in pairwise(found):
        assert (before.over_at, after.over_at) == (None, after.over_at)
        assert before.paid_through + GRACE <= after.began
    assert all(stay.began < stay.paid_through for stay in found)
