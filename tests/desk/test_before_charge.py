"""결제 전날 점검표: every fault stands on its day before its charge, and a clean book is quiet."""

from __future__ import annotations

from datetime import date, timedelta

from billing_core.desk.before_charge import ChargeSheet, booking_findings, sheet
from billing_core.roll_ups.interval import Interval
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from tests.cases.rest import at_rest, seoul
from tests.parts.world import DAY, World

HOUR = timedelta(hours=1)


def shown(world: World) -> ChargeSheet:
    with world.system.database.reading() as session:
        return sheet(session, world.system.settings.policy, world.clock.now())


def wrong_days(world: World) -> dict[date, int]:
    return {each.day: each.wrong for each in shown(world).days if each.wrong}


def test_a_clean_book_is_quiet_on_all_of_the_eight_days(world: World) -> None:
    for member_id in ("u1", "u2", "u3"):
        world.join(member_id)
    world.cancel("u3")
    world.wait_until(seoul(2, 1), pace=11 * DAY)
    for _ in range(8):  # the last time on the ninth, the day before
        world.move(world.clock.now() + DAY)
        world.work()
        found = shown(world)
        assert (found.wrong, found.seen, len(found.days)) == (0, True, 8)
        booked = {each.day: (each.charges, each.won) for each in found.days if each.charges}
        assert booked == {date(2025, 2, 10): (2, 58_000)}
    at_rest(world)


def test_what_other_hands_did_stands_on_its_day_with_its_cures(world: World) -> None:
    """A week before: one revoked, one moved within the week, one added beside the own."""
    cards = {member_id: world.join(member_id) for member_id in ("u1", "u2", "u3")}
    world.wait_until(seoul(2, 5), pace=13 * DAY)
    assert wrong_days(world) == {}
    names = {member_id: world.live(member_id)[0].merchant_uid for member_id in cards}
    world.sandbox.revoke_at_console(names["u1"])
    world.sandbox.move_at_console(names["u2"], int(seoul(2, 12).timestamp()))
    world.sandbox.book_at_console(cards["u3"], "hand-1", int(seoul(2, 8).timestamp()), 9_900)

    world.move(world.clock.now() + HOUR)
    world.work()

    moved_from_and_to = {date(2025, 2, 10): 2, date(2025, 2, 12): 1}
    assert wrong_days(world) == {date(2025, 2, 8): 1, **moved_from_and_to}
    assert shown(world).wrong == 3
    with world.system.database.reading() as session:
        [added] = booking_findings(session, Interval.of_day(date(2025, 2, 8)))
        on_the_tenth = booking_findings(session, Interval.of_day(date(2025, 2, 10)))
    assert added.cures == (Cure.REVOKE_NOW, Cure.RECOGNISE)
    assert {each.kind for each in on_the_tenth} == {
        FindingKind.BOOKING_LOST,
        FindingKind.BOOKING_MOVED,
    }
    world.cure(FindingKind.BOOKING_ADDED, Cure.REVOKE_NOW)
    world.cure(FindingKind.BOOKING_LOST, Cure.BOOK_AGAIN)
    world.cure(FindingKind.BOOKING_MOVED, Cure.MOVE_BACK)
    assert wrong_days(world) == {}
    at_rest(world)


def test_a_refund_that_nobody_has_decided_about_stands_on_the_next_charges_day(
    world: World,
) -> None:
    world.join("u1")
    world.wait_until(seoul(2, 5), pace=13 * DAY)
    paid = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    world.sandbox.refund_at_console(str(paid[-1]["imp_uid"]), 0, "고객 요청", rings=True)
    world.move(world.clock.now() + HOUR)
    world.work()

    assert wrong_days(world) == {date(2025, 2, 10): 1}
    world.cure(FindingKind.UNASKED_REFUND, Cure.KEEP_ACCESS)
    assert wrong_days(world) == {}
