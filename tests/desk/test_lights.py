"""A light says which book it read and when, is grey where it could not look, and knows what only
our book can have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.desk.invariants import LOOKED_FOR, lights
from billing_core.desk.keep_lights import keep_lights
from billing_core.desk.light import SEEN_FOR, BookRead, Invariant, Light, seen
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.check_downgrade import check_downgrades
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.models import Charge, EntryKind, Finding, LedgerEntry
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.faults import Fault, FaultKind
from tests.desk.conftest import live, read
from tests.parts.people import APPROVER
from tests.parts.world import World

NEEDING_BOOKINGS = (Invariant.ONE_BOOKING, Invariant.BOOKINGS_AGREE)


def shown(world: World, *, recovery: bool = False) -> dict[Invariant, Light]:
    found = read(world, lambda session: lights(session, world.clock.now(), recovery=recovery))
    return {light.invariant: light for light in found}


def test_what_needs_the_gateway_is_grey_before_it_was_ever_read(world: World) -> None:
    found = shown(world)

    for invariant in (*NEEDING_BOOKINGS, Invariant.LEDGER_COMPLETE, Invariant.CLOCKS_AGREE):
        light = found[invariant]
        assert (light.book, light.read_at) == (BookRead.BOTH, None)
        assert not light.green
        assert not light.red
    assert found[Invariant.PERIOD_ONCE].green


def test_it_says_when_the_reservations_and_the_payments_were_read(world: World) -> None:
    world.join("hana")
    live(world, 1)

    found = shown(world)

    for invariant in (*NEEDING_BOOKINGS, Invariant.LEDGER_COMPLETE, Invariant.CLOCKS_AGREE):
        assert found[invariant].read_at == world.clock.now()
        assert found[invariant].green


def test_while_the_gateway_is_away_its_lights_turn_grey(world: World) -> None:
    world.join("hana")
    live(world, 1)
    world.sandbox.arm(Fault(FaultKind.NO_CONNECTION, times=10_000))

    world.wait(SEEN_FOR + timedelta(hours=1))

    found = shown(world)
    for invariant in (*NEEDING_BOOKINGS, Invariant.CLOCKS_AGREE):
        assert not found[invariant].seen
        assert not found[invariant].red


@given(age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_what_was_seen_holds_for_two_hours(age: timedelta) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    assert seen(now - age, now) == (age <= timedelta(hours=2))


def test_a_recovery_switch_that_is_on_is_red(world: World) -> None:
    assert shown(world, recovery=True)[Invariant.RECOVERY_OFF].red
    assert shown(world)[Invariant.RECOVERY_OFF].green


def test_a_booking_read_while_approving_turns_the_light_red_until_it_is_revoked(
    world: World,
) -> None:
    customer_uid = world.join("duri")
    world.cancel("duri")
    live(world, 32)
    (downgrade,) = world.downgrades()
    due = world.clock.now() + timedelta(days=20)
    world.sandbox.book_at_console(customer_uid, "console1", int(due.timestamp()), 29_000)

    check_downgrades(world.system, [downgrade.id])

    assert shown(world)[Invariant.ONE_BOOKING].red
    assert shown(world)[Invariant.BOOKINGS_AGREE].red
    (finding,) = world.findings(FindingKind.LIVE_BOOKING_AFTER_CANCELLATION)
    cure_finding(world.system, finding.id, Cure.REVOKE_NOW, reason="해지한 회원", actor=APPROVER)
    assert shown(world)[Invariant.ONE_BOOKING].green
    assert shown(world)[Invariant.BOOKINGS_AGREE].green
    (decision,) = approve_downgrades(world.system, [downgrade.id], APPROVER)
    assert decision.outcome == "approved"


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind.by_hand and kind.gives_back])
def test_what_a_person_recorded_is_a_named_exception(world: World, kind: EntryKind) -> None:
    world.join("hana")
    live(world, 1)
    (entry,) = world.rows(LedgerEntry)

    with world.system.database.writing() as session:
        record_refund_by_hand(
            session,
            entry.imp_uid,
            kind,
            amount=9_000,
            at=world.clock.now(),
            reason="회원 요청",
            evidence="이체 내역",
            actor=APPROVER,
            now=world.clock.now(),
        )

    light = shown(world)[Invariant.LEDGER_COMPLETE]
    assert light.green
    assert light.excepted == 1


@pytest.mark.parametrize("by", ["subject", "detail", "member"])
def test_nothing_booked_is_excused_by_a_finding_that_explains_it(world: World, by: str) -> None:
    world.join("hana")
    subscription = world.subscription("hana")
    with world.system.database.writing() as session:
        session.get_one(Charge, world.live("hana")[0].merchant_uid).state = ChargeState.REVOKED
    assert shown(world)[Invariant.NEXT_BOOKING_OR_ALERT].red
    excused = []
    for kind in FindingKind:
        with world.system.database.writing() as session:
            undo = session.begin_nested()
            session.add(
                Finding(
                    kind=kind,
                    subject=subscription.id if by == "subject" else "something",
                    member_id=world.number("hana"),
                    detail={"subscription_id": subscription.id} if by == "detail" else {},
                    opened_at=world.clock.now(),
                )
            )
            session.flush()
            found = {each.invariant: each for each in lights(session, world.clock.now())}
            undo.rollback()
        if found[Invariant.NEXT_BOOKING_OR_ALERT].green:
            excused.append(kind)

    assert excused == [kind for kind in FindingKind if kind.explains_no_booking]


def test_a_finding_of_another_subscription_excuses_nothing(world: World) -> None:
    world.join("hana")
    with world.system.database.writing() as session:
        session.get_one(Charge, world.live("hana")[0].merchant_uid).state = ChargeState.REVOKED
        session.add(
            Finding(
                kind=FindingKind.BOOKING_LOST,
                subject="something",
                member_id=world.number("hana"),
                detail={"subscription_id": "another"},
                opened_at=world.clock.now(),
            )
        )

    assert shown(world)[Invariant.NEXT_BOOKING_OR_ALERT].red


def test_a_page_shows_what_was_looked_after_lately_and_asks_anew_what_was_broken(
    world: World,
) -> None:
    """A booking is lost: the page learns of it with the next look, and of its return at once."""
    world.join("hana")
    [booked] = world.rows(Charge, Charge.state == ChargeState.BOOKED)

    def put(state: ChargeState) -> None:
        with world.system.database.writing() as session:
            session.get_one(Charge, booked.merchant_uid).state = state

    def page() -> Light:
        found = read(world, lambda session: lights(session, world.clock.now(), lately=True))
        [light] = [one for one in found if one.invariant is Invariant.NEXT_BOOKING_OR_ALERT]
        return light

    keep_lights(world.system)
    looked_at = world.clock.now()
    put(ChargeState.ABSENT)
    world.move(looked_at + timedelta(minutes=9))
    assert (page().green, page().read_at) == (True, looked_at)
    keep_lights(world.system)
    assert page().red
    put(ChargeState.BOOKED)
    assert page().green

    keep_lights(world.system)
    world.move(world.clock.now() + 2 * LOOKED_FOR)
    put(ChargeState.ABSENT)
    assert page().red


def test_a_second_charge_by_another_hand_is_red_although_the_light_was_kept_green(
    world: World,
) -> None:
    world.join("hana")
    live(world, 1)
    keep_lights(world.system)
    card = world.subscription("hana").customer_uid
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()

    with world.system.database.reading() as session:
        found = lights(session, world.clock.now(), lately=True)

    [once] = [one for one in found if one.invariant is Invariant.PERIOD_ONCE]
    assert once.red
