"""What the machine of `facts` has found, each of its kind as a plain story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.history.file_kind import FileKind
from billing_core.roll_ups.check import check
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.seals.keep_seals import keep_seals
from tests.stories.facts.history_moves import take_in
from tests.stories.facts.pressing import press
from tests.stories.facts.town import Town, town


@pytest.fixture
def small_town(database_url: str) -> Iterator[Town]:
    """A member has paid today, the 31st of January."""
    with town(database_url) as one:
        one.work()
        one.world.join("u1")
        yield one


def red(small_town: Town) -> list[Invariant]:
    keep_seals(small_town.world.system)
    with small_town.world.system.database.reading() as session:
        return [one.invariant for one in lights(session, small_town.now) if not one.green]


def test_a_booking_revoked_elsewhere_is_an_alert_and_the_light_knows_it(small_town: Town) -> None:
    [booked] = small_town.reserved()
    small_town.world.sandbox.revoke_at_console(booked["merchant_uid"])
    small_town.wait(timedelta(days=1))
    [lost] = small_town.world.findings()
    assert lost.kind is FindingKind.BOOKING_LOST
    assert Invariant.NEXT_BOOKING_OR_ALERT not in red(small_town)


@pytest.mark.parametrize("lie", [{"paid_at": 0}, {"amount": 29_000.5}])
def test_a_known_row_that_stops_making_sense_is_told(
    small_town: Town, lie: dict[str, object]
) -> None:
    """Its status and what went back say the same as ever."""
    [paid] = small_town.captured()
    small_town.world.sandbox.put_payment(
        dict(paid) | lie, listed_as="paid", listed_at=small_town.world.sandbox.now()
    )
    small_town.wait(timedelta(hours=1))
    [told] = small_town.world.findings()
    assert (told.kind, told.subject) == (FindingKind.UNREADABLE_PAYMENT, paid["imp_uid"])
    assert small_town.world.ledger("u1") == [29_000]


@pytest.mark.parametrize("cure", [Cure.REFUND, Cure.LEAVE_IT])
def test_a_period_paid_twice_is_settled_by_a_persons_decision(small_town: Town, cure: Cure) -> None:
    """Refused, paid on the ladder, and then the console's own retry of the refused one succeeds."""
    world = small_town.world
    [refused] = small_town.reserved()
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    small_town.wait(timedelta(days=29))
    world.set_card("u1", CardOutcome.APPROVED)
    small_town.wait(timedelta(days=2))
    world.sandbox.retry_at_console(refused["merchant_uid"])
    small_town.wait(timedelta(hours=1))
    assert red(small_town) == [Invariant.PERIOD_ONCE]
    [double] = world.findings()
    assert double.kind is FindingKind.DOUBLE_CHARGE
    assert press(small_town, double, cure)
    assert red(small_town) == []


def test_a_card_of_a_file_is_not_newer_than_one_whose_bell_was_lost(small_town: Town) -> None:
    """A file says whose a card is, not since when: the day of the file is not its own instant."""
    world = small_town.world
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST))
    changed = world.register_card("u1")
    world.move(small_town.now + timedelta(minutes=1))
    take_in(small_town, FileKind.CARDS, ["customer_uid,member_id", "old-card,u1"])
    small_town.wait(timedelta(hours=2))
    assert world.subscription("u1").customer_uid == changed
    assert [one["customer_uid"] for one in small_town.reserved()] == [changed]


def test_a_booking_is_not_moved_back_into_a_time_that_is_over(small_town: Town) -> None:
    """Moved away by somebody, asked about, and answered only after the grace of its period: the
    member would pay and get nothing."""
    [booked] = small_town.reserved()
    days = timedelta(days=38).total_seconds()
    small_town.world.sandbox.move_at_console(
        booked["merchant_uid"], booked["schedule_at"] + int(days)
    )
    small_town.wait(timedelta(days=36))
    [moved] = small_town.world.findings()
    assert moved.kind is FindingKind.BOOKING_MOVED
    assert not press(small_town, moved, Cure.MOVE_BACK)
    small_town.wait(timedelta(hours=1))
    assert small_town.world.ledger("u1") == [29_000]
    assert press(small_town, moved, Cure.EXTEND_FREE)
    small_town.wait(timedelta(days=40))
    assert small_town.world.ledger("u1") == [29_000, 29_000]
    assert small_town.world.subscription("u1").status is SubscriptionStatus.ACTIVE


def test_money_for_a_time_that_is_over_leaves_the_refused_cycle_in_the_sums(
    small_town: Town,
) -> None:
    """The only try was refused; long after the end the console's retry of it succeeds."""
    world = small_town.world
    [booked] = small_town.reserved()
    world.set_card("u1", CardOutcome.EXPIRED)
    small_town.wait(timedelta(days=42))
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(booked["merchant_uid"])
    small_town.wait(timedelta(hours=1))
    assert [one.kind for one in world.findings()] == [FindingKind.LATE_CAPTURE]
    with world.system.database.reading() as session:
        assert check(session) == []


def test_a_row_that_forgets_its_refunds_gives_back_no_more_than_it_says(small_town: Town) -> None:
    """One refund was read; another followed unseen, and the row keeps but the sum of both."""
    world = small_town.world
    [paid] = small_town.captured()
    world.sandbox.refund_at_console(paid["imp_uid"], 10_000, "콘솔에서 환불", rings=False)
    small_town.wait(timedelta(hours=1))
    assert world.ledger("u1") == [29_000, -10_000]
    world.sandbox.refund_at_console(paid["imp_uid"], 19_000, "콘솔에서 환불", rings=False)
    [row] = [one for one in small_town.captured() if one["imp_uid"] == paid["imp_uid"]]
    world.sandbox.put_payment(dict(row) | {"cancel_history": []})
    small_town.wait(timedelta(hours=5))
    assert world.ledger("u1") == [29_000, -10_000, -19_000]
    world.sandbox.put_payment(row, listed_as=row["status"], listed_at=world.sandbox.now())
    small_town.wait(timedelta(hours=5))
    assert world.ledger("u1") == [29_000, -10_000, -19_000]


def test_two_refunds_that_were_first_read_as_one_sum_are_no_more_in_parts(
    small_town: Town,
) -> None:
    world = small_town.world
    [paid] = small_town.captured()
    for won in (10_000, 7_000):
        world.sandbox.refund_at_console(paid["imp_uid"], won, "콘솔에서 환불", rings=False)
        world.move(small_town.now + timedelta(minutes=1))
    [row] = [one for one in small_town.captured() if one["imp_uid"] == paid["imp_uid"]]
    world.sandbox.put_payment(dict(row) | {"cancel_history": []})
    small_town.wait(timedelta(hours=5))
    assert world.ledger("u1") == [29_000, -17_000]
    now = world.sandbox.now()
    third = {"amount": 5_000, "cancelled_at": now, "cancellation_id": "third"}
    truth = {"cancel_amount": 22_000, "cancelled_at": now}
    history = {"cancel_history": [*row["cancel_history"], third]}
    world.sandbox.put_payment(dict(row) | truth | history, listed_as="cancelled", listed_at=now)
    small_town.wait(timedelta(hours=5))
    assert world.ledger("u1") == [29_000, -17_000, -5_000]
