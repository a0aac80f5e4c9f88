"""월 마감: what is learnt after the close is a dated correction."""

from __future__ import annotations

from billing_core.closing.closed_month import (
    closed_members,
    closed_month,
    corrections,
    verify,
)
from billing_core.closing.recount import recount_closed_months
from billing_core.database import Database
from billing_core.models import Job, JobKind
from billing_core.roll_ups.rebuild import stop_keeping
from billing_core.rules.correction import CorrectionReason
from tests.lifecycle.closing import (
    JANUARY,
    MARCH,
    assert_frozen_and_corrected_is_the_ledger,
    close,
    numbers,
)
from tests.numbers.book import seoul
from tests.numbers.till import Till
from tests.parts.world import DAY, World


def test_a_full_refund_in_march_of_a_january_charge_corrects_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
        till.pays(session, "duri", seoul("2025-01-06"))
    close(database)

    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04 11:00"), 29_000)

    with database.reading() as session:
        january = closed_month(session, JANUARY)
        [correction] = corrections(session, JANUARY)
        march = numbers(session, MARCH, "refunded_amount", "net_revenue")
        assert verify(session, JANUARY)
    assert january is not None
    codes = ("paid_members", "paid_members_net", "paid_amount", "net_revenue")
    assert [january.numbers[code] for code in codes] == [2, 2, 58_000, 58_000]
    assert (correction.change, correction.reason) == (-1, CorrectionReason.FULL_REFUND)
    assert (correction.code, correction.app_id) == ("paid_members_net", "hana")
    assert correction.recorded_at == seoul("2025-03-04 11:00")
    assert march == (29_000, -29_000)


def test_a_january_payment_that_the_sweep_finds_in_march_corrects_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        found_at = seoul("2025-03-04 11:00")
        till.pays(session, "duri", seoul("2025-01-31 23:59:59"), known_at=found_at)
        till.pays(session, "hana", seoul("2025-01-07"), 1_000, known_at=found_at)

    with database.reading() as session:
        found = corrections(session, JANUARY)
        people = [member.app_id for member in closed_members(session, JANUARY)]
    assert [(each.code, each.change, each.reason) for each in found if each.app_id == "duri"] == [
        ("paid_members", 1, CorrectionReason.LATE_PAYMENT),
        ("paid_members_net", 1, CorrectionReason.LATE_PAYMENT),
        ("paid_amount", 29_000, CorrectionReason.LATE_PAYMENT),
        ("net_revenue", 29_000, CorrectionReason.LATE_PAYMENT),
    ]
    assert [(each.code, each.change) for each in found if each.app_id == "hana"] == [
        ("paid_amount", 1_000),
        ("net_revenue", 1_000),
    ]
    assert {each.recorded_at for each in found} == {found_at}
    assert people == ["hana"], "the frozen list stays as it was"


def test_a_january_refund_that_is_learnt_of_in_march_lowers_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        known_at = seoul("2025-03-04")
        till.refunds(session, charge, seoul("2025-01-20"), 29_000, known_at=known_at)

    with database.reading() as session:
        found = [(each.code, each.change, each.reason) for each in corrections(session, JANUARY)]
    assert found == [
        ("paid_members_net", -1, CorrectionReason.FULL_REFUND),
        ("refunded_amount", 29_000, CorrectionReason.LATE_REFUND),
        ("net_revenue", -29_000, CorrectionReason.LATE_REFUND),
    ]


def test_a_partial_refund_in_march_changes_nothing_of_january(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04"), 10_000)

    with database.reading() as session:
        assert corrections(session, JANUARY) == []


def test_a_month_without_anything_can_be_closed_and_corrected(database: Database) -> None:
    close(database)
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"), known_at=seoul("2025-03-04"))

    with database.reading() as session:
        assert_frozen_and_corrected_is_the_ledger(session)
        assert len(corrections(session, JANUARY)) == 4


def test_a_withdrawal_after_the_close_is_a_correction_of_the_confirmed_mrr_the_next_day(
    world: World,
) -> None:
    """Joined on 10 January, asked to stop before the month ended, took it back in February."""
    world.join("u1")
    world.wait(15 * DAY)
    world.cancel("u1")
    world.wait_until(seoul("2025-02-08 10:00"))
    close(world.system.database, now=world.clock.now())
    world.withdraw("u1")
    world.wait(DAY)

    with world.system.database.reading() as session:
        found = [(each.code, each.change, each.reason) for each in corrections(session, JANUARY)]
    assert found == [("confirmed_mrr", 29_000, CorrectionReason.RECOUNTED)]

    recount_closed_months(world.system)
    with world.system.database.reading() as session:
        assert len(corrections(session, JANUARY)) == 1, "counted again, nothing is new"


def test_while_years_are_written_in_one_go_the_daily_recount_waits_and_no_job_fails(
    world: World,
) -> None:
    """The sums are made once at the end, as in the demo's first start."""
    world.join("u1")
    world.wait_until(seoul("2025-02-08 10:00"))
    close(world.system.database, now=world.clock.now())
    stop_keeping(world.system.database)
    world.wait(2 * DAY)

    [recount] = world.rows(Job, Job.kind == JobKind.RECOUNT)
    assert (recount.attempts, recount.last_error) == (0, "")
    assert recount.run_at > world.clock.now()
