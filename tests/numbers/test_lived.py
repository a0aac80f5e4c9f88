"""A quarter lived through the real pipeline: the numbers are read from what it leaves behind."""

from __future__ import annotations

from sqlalchemy import func, select

from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import LedgerEntry
from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.churn import churned_members
from billing_core.numbers.cohorts import cohorts
from billing_core.numbers.metric import Share
from billing_core.numbers.overview import MonthRow, monthly_overview
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind
from billing_core.sandbox.cards import CardOutcome
from tests.numbers.book import seoul
from tests.parts.members import numbered
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process

JANUARY, FEBRUARY, MARCH = Month(2025, 1), Month(2025, 2), Month(2025, 3)


def live_the_quarter(world: World) -> None:
    """Four join on 25 January; on 25 February two cards fail and one member has asked to stop."""
    for member in ("recovers", "returns", "leaves", "stays"):
        world.join(member)
    world.wait_until(seoul("2025-02-08 10:00"))
    world.cancel("leaves")
    world.wait_until(seoul("2025-02-24 10:00"))
    world.set_card("recovers", CardOutcome.INSUFFICIENT_FUNDS)
    world.set_card("returns", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul("2025-03-01 22:00"))
    world.set_card("recovers", CardOutcome.APPROVED)  # the last retry is on 2 March
    world.wait_until(seoul("2025-03-20 10:00"))
    world.join("returns")
    [first, *_] = world.rows(LedgerEntry, LedgerEntry.member_id == numbered("stays"))
    refund_payment(world.system, first.imp_uid, amount=10_000, reason="불편 보상", actor=APPROVER)
    world.wait_until(seoul("2025-04-03 10:00"))


def overview(world: World) -> dict[Month, MonthRow]:
    with world.system.database.reading() as session:
        rows = monthly_overview(session, JANUARY, MARCH, AsOf(world.clock.now()))
    return {row.month: row for row in rows}


def test_a_quarter_of_failures_a_cancellation_a_return_and_a_refund(sqlite_url: str) -> None:
    with in_process(sqlite_url, seoul("2025-01-25 10:00")) as world:
        live_the_quarter(world)
        months, as_of = overview(world), AsOf(world.clock.now())
        with world.system.database.reading() as session:
            left = list(churned_members(session, FEBRUARY, as_of))
            recovered = METRICS["recovered"].values(session, [MARCH], as_of)[MARCH]
            not_counted = list(METRICS["paid_members"].excluded(session, JANUARY, as_of))
            failed, recovery = (
                RATES[code].values(session, [FEBRUARY], as_of)[FEBRUARY]
                for code in ("failure_rate", "recovery_rate")
            )
            uncharged = list(METRICS["charged_cycles"].excluded(session, FEBRUARY, as_of))
            [joined, *_] = cohorts(session, JANUARY, as_of)
            ledger = session.scalar(select(func.sum(LedgerEntry.amount)))

    shown = [(m.paid_members, m.cancel_requested, m.members_at_end) for m in months.values()]
    assert shown == [(4, 0, 4), (1, 1, 2), (3, 0, 3)]
    assert [(row.app_id, row.kind) for row in left] == [
        ("leaves", EndKind.VOLUNTARY),
        ("returns", EndKind.INVOLUNTARY),
    ]
    assert {row.paid_through for row in left} == {seoul("2025-02-25")}
    assert (months[MARCH].new, months[MARCH].returning, recovered) == (0, 1, 1)
    assert (months[MARCH].paid_won, months[MARCH].refunded_won) == (4 * 29_000, 10_000)
    assert sum(month.net_won for month in months.values()) == ledger
    assert len(not_counted) == 4, "each registered card came with an issuance that is no money"
    assert (failed, recovery) == (Share(2, 3), Share(1, 2)), "once each, however often it was tried"
    assert [(row.app_id, str(row.reason)) for row in uncharged] == [("leaves", "revoked")]
    assert [cell.retained for cell in joined.cells[:3]] == [4, 2, 3]
    assert (joined.members, joined.realised_won) == (4, ledger)
