"""The lights are green over a lived life, and each turns red when its promise is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.models import (
    Charge,
    Downgrade,
    Finding,
    GatewayState,
    InboxEvent,
    InboxState,
    PaymentRecord,
    PermissionChange,
    RefundClaim,
    SealState,
)
from billing_core.rules.charge import ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refund_claim import ClaimKind
from billing_core.seals.keep_seals import keep_seals
from tests.desk.conftest import live, read
from tests.parts.members import numbered
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World


def red(world: World) -> set[Invariant]:
    shown = read(world, lambda session: lights(session, world.clock.now()))
    assert [light.invariant for light in shown] == list(Invariant)
    return {light.invariant for light in shown if not light.green}


def a_life(world: World) -> None:
    world.join("hana")
    world.join("duri")
    world.cancel("duri")
    live(world, 32)
    (downgrade,) = world.rows(Downgrade)
    approve_downgrades(world.system, [downgrade.id], APPROVER)
    world.work()
    keep_seals(world.system)


def test_over_a_lived_life_every_light_is_green(world: World) -> None:
    a_life(world)

    assert red(world) == set()


def a_booking_survives_the_cancellation(session: Session, world: World) -> None:
    session.execute(
        update(Charge)
        .where(Charge.member_id == numbered("duri"), Charge.state == ChargeState.REVOKED)
        .values(state=ChargeState.BOOKED)
    )


def an_issuance_is_in_the_ledger(session: Session, world: World) -> None:
    session.execute(
        update(PaymentRecord)
        .where(PaymentRecord.member_id == numbered("duri"), PaymentRecord.payment_class == "charge")
        .values(payment_class=PaymentClass.ISSUANCE)
    )


def a_refund_is_not_in_the_ledger(session: Session, world: World) -> None:
    session.execute(
        update(PaymentRecord)
        .where(PaymentRecord.member_id == numbered("duri"), PaymentRecord.payment_class == "charge")
        .values(cancel_amount=1)
    )


def one_period_is_paid_twice(session: Session, world: World) -> None:
    session.execute(
        update(Charge)
        .where(Charge.member_id == numbered("duri"), Charge.state == ChargeState.REVOKED)
        .values(state=ChargeState.PAID, period=0)
    )


def a_permission_is_taken_by_nobody(session: Session, world: World) -> None:
    session.add(
        PermissionChange(
            member_id=numbered("hana"),
            before=Permission.PAID,
            after=Permission.FREE,
            changed_at=world.clock.now(),
            changed_by="",
            cause="approved",
            message_id="msg_nobody",
        )
    )


def a_chain_is_lost_in_silence(session: Session, world: World) -> None:
    session.execute(
        update(Charge)
        .where(Charge.member_id == numbered("hana"), Charge.state == ChargeState.BOOKED)
        .values(state=ChargeState.ABSENT)
    )


def a_webhook_lies_unread(session: Session, world: World) -> None:
    session.add(
        InboxEvent(
            received_at=world.clock.now() - timedelta(hours=2),
            body=b"{}",
            imp_uid="imp_1",
            state=InboxState.NEW,
            run_at=world.clock.now(),
            attempts=0,
        )
    )


def the_console_adds_a_booking(session: Session, world: World) -> None:
    session.add(
        Finding(
            kind=FindingKind.BOOKING_ADDED,
            subject="console1",
            member_id=numbered("hana"),
            opened_at=world.clock.now(),
        )
    )


def the_clocks_are_apart(session: Session, world: World) -> None:
    session.execute(update(GatewayState).values(offset_seconds=-61))


def an_approval_is_unsigned(session: Session, world: World) -> None:
    session.execute(update(Downgrade).values(approved_by=""))


def a_seal_was_found_broken(session: Session, world: World) -> None:
    told = {"flaw": "row_changed", "seal": 1, "table": "ledger", "rows": [1]}
    session.execute(update(SealState).values(differences=[told]))


def a_refund_claim_waits_for_long(session: Session, world: World) -> None:
    paid = session.scalars(
        select(PaymentRecord).where(
            PaymentRecord.member_id == numbered("hana"), PaymentRecord.payment_class == "charge"
        )
    ).first()
    assert paid is not None
    session.add(
        RefundClaim(
            id="claim0000001",
            member_id=paid.member_id,
            imp_uid=paid.imp_uid,
            kind=ClaimKind.MID_TERM,
            asked_at=world.clock.now() - 10 * DAY,
        )
    )


BREAKING: list[tuple[Invariant, Callable[[Session, World], None]]] = [
    (Invariant.ONE_BOOKING, a_booking_survives_the_cancellation),
    (Invariant.BOOKINGS_AGREE, the_console_adds_a_booking),
    (Invariant.ISSUANCE_NEVER_COUNTS, an_issuance_is_in_the_ledger),
    (Invariant.LEDGER_COMPLETE, a_refund_is_not_in_the_ledger),
    (Invariant.PERIOD_ONCE, one_period_is_paid_twice),
    (Invariant.PERMISSION_BY_A_PERSON, a_permission_is_taken_by_nobody),
    (Invariant.NEXT_BOOKING_OR_ALERT, a_chain_is_lost_in_silence),
    (Invariant.EVENTS_PROCESSED, a_webhook_lies_unread),
    (Invariant.EVERYTHING_AUDITED, an_approval_is_unsigned),
    (Invariant.CLOCKS_AGREE, the_clocks_are_apart),
    (Invariant.RECORDS_UNCHANGED, a_seal_was_found_broken),
    (Invariant.CLAIMS_ANSWERED, a_refund_claim_waits_for_long),
]


def test_every_promise_has_a_story_of_its_breaking() -> None:
    told_by_a_setting = [Invariant.RECOVERY_OFF]
    assert {invariant for invariant, _ in BREAKING} | {*told_by_a_setting} == set(Invariant)


def test_a_broken_promise_turns_its_own_light_red(world: World) -> None:
    a_life(world)
    for invariant, breaking in BREAKING:
        with world.system.database.writing() as session:
            undo = session.begin_nested()
            breaking(session, world)
            session.flush()
            shown = lights(session, world.clock.now())
            undo.rollback()
        assert invariant in {light.invariant for light in shown if not light.green}, breaking
    assert red(world) == set()
