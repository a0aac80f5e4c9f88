"""Acts of the console and the office, for the stories, and the readings that find them."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.record_transfer import Recording, record_transfer
from billing_core.lifecycle.transfer_terms import Transfer, foresee_transfer
from billing_core.rules.effect import Effect
from tests.parts.people import APPROVER
from tests.parts.world import World

HOUR = timedelta(hours=1)
SOON = timedelta(minutes=2)


def unix(instant: datetime) -> int:
    return int(instant.timestamp())


def move_booking(world: World, member_id: str, to: datetime) -> str:
    [booked] = world.live(member_id)
    world.sandbox.move_at_console(booked.merchant_uid, unix(to))
    return booked.merchant_uid


def read_reservations(world: World) -> None:
    """The next reading of all reservations: within the hour."""
    world.move(world.clock.now() + HOUR)
    world.work()


def pays_by_transfer(
    world: World, at: datetime, *, won: int = 29_000, rejoin: bool = False
) -> list[Effect]:
    """The office finds it in the bank's list; returns what the dialog had said."""
    transfer, policy = Transfer(won, at, rejoin), world.system.settings.policy
    with world.system.database.reading() as session:
        member = the_member(session, "u1")
        said = list(foresee_transfer(session, member, transfer, policy, world.clock.now()))
    with world.system.database.writing() as session:
        record_transfer(
            session,
            the_member(session, "u1"),
            transfer,
            reason="카드 한도로 이체",
            evidence="국민은행 입금 내역",
            policy=policy,
            by=Recording(world.system.new_id(), APPROVER, world.clock.now()),
        )
    world.move(world.clock.now() + SOON)
    world.work()
    return said
