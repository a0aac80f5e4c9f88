"""Everything of ours is off for a while, at a step of a life: what it was like before, and after.

The gateway, the cards and the members go on meanwhile. Bells that ring at a closed door are lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import MemberContact, RefundClaim, Subscription
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refund_claim import ClaimKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.notice import Notice, UndeliveredError
from billing_core.sandbox.transport import SandboxTransport
from billing_core.worker import Worker
from tests.notices.mail_server import MailServer
from tests.parts.claims import claims, last_payment
from tests.parts.people import APPROVER
from tests.parts.power import Fuse, PowerCut, fused
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10:00 in Seoul
DUE = datetime(2025, 2, 10, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AFTERWARDS = (1, 9, 20, 60, 4 * 60, 13 * 60, 27 * 60, 30 * 60)  # minutes; each deadline is a day
MEMBER = "u1"
FREE, PAID = Permission.FREE, Permission.PAID


class Away(StrEnum):
    """How long everything is off."""

    MINUTES_5 = "5m"
    MINUTES_12 = "12m"
    HOURS_3 = "3h"
    DAYS_3 = "3d"
    DAYS_100 = "100d"

    @property
    def span(self) -> timedelta:
        return _SPANS[self]


_SPANS = {
    Away.MINUTES_5: timedelta(minutes=5),
    Away.MINUTES_12: timedelta(minutes=12),
    Away.HOURS_3: timedelta(hours=3),
    Away.DAYS_3: timedelta(days=3),
    Away.DAYS_100: timedelta(days=100),
}


@dataclass(frozen=True)
class Outcome:
    """What there is when we have been back for a day: `ledger` in won, `booked` are days in Seoul
    of what the gateway will still charge, `open` are questions to a person, `told` the subjects
    of what the member heard since, `waiting` are approvals or claims that wait for a person."""

    ledger: tuple[int, ...]
    status: SubscriptionStatus | None
    permission: Permission
    booked: tuple[str, ...] = ()
    open: tuple[FindingKind, ...] = ()
    told: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@contextmanager
def living(url: str, mail: MailServer) -> Iterator[World]:
    with in_process(url, START) as world:
        settings = world.system.settings.model_copy(update=mail.settings)
        world.system = replace(world.system, settings=settings)
        world.system.database.tells_members = True
        world.worker = Worker(world.system)
        world.work()
        yield world


def nobody_home(world: World, span: timedelta) -> None:
    """Off, and on again after the span."""
    bell = world.sandbox.sender
    world.sandbox.sender = _closed
    world.move(world.clock.now() + span)
    world.sandbox.sender = bell
    world.worker = Worker(world.system)
    world.work()


def settle_in(world: World) -> None:
    """Time for everything that a day brings."""
    began = world.clock.now()
    for minutes in AFTERWARDS:
        world.move(began + timedelta(minutes=minutes))
        world.work()


def _closed(_notice: Notice) -> None:
    raise UndeliveredError("nobody opens")


def outcome(world: World, mail: MailServer, heard: int) -> Outcome:
    known = world.number(MEMBER)
    claims_open = [one for one in world.rows(RefundClaim) if one.state.waits]
    subscriptions = world.rows(Subscription, Subscription.member_id == known)
    booked = [
        datetime.fromtimestamp(int(str(one["schedule_at"])), UTC) + 9 * HOUR
        for one in world.sandbox.schedules()
        if one["schedule_status"] == "scheduled"
    ]
    downgrades = [one for one in world.downgrades(DowngradeState.DUE) if one.member_id == known]
    return Outcome(
        tuple(world.ledger(MEMBER)),
        max((one.created_at, one.status) for one in subscriptions)[1] if subscriptions else None,
        world.member(MEMBER).permission,
        tuple(f"{one:%m-%d}" for one in sorted(booked)),
        tuple(sorted(one.kind for one in world.findings())),
        tuple(subject.partition("] ")[2] for _, subject, _ in mail.said[heard:]),
        ("approval",) * len(downgrades) + ("claim",) * len(claims_open),
    )


# The steps of a life, just before everything is switched off.


def joined(world: World) -> None:
    world.join(MEMBER)
    with world.system.database.writing() as session:
        number, now = world.number(MEMBER), world.clock.now()
        session.add(MemberContact(member_id=number, email="u1@example.com", given_at=now))


def checkout_open(world: World) -> None:
    """The card is typed in when nobody is there any more."""
    checkout = world.open_window(MEMBER, world.system.settings.plan("basic"))
    world.sandbox.sender, bell = _closed, world.sandbox.sender
    world.finish_window(checkout)
    world.sandbox.sender = bell


def charge_asked(world: World) -> None:
    """And made, but its answer is lost, and we end before anything is read."""
    world.register_card(MEMBER)
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.work()


def charge_lost(world: World) -> None:
    """It never arrived."""
    world.register_card(MEMBER)
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    world.work()


def booking_made(world: World) -> None:
    """And its answer is lost."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="schedule"))
    joined(world)


def charge_due(world: World) -> None:
    joined(world)
    world.wait_until(DUE - timedelta(minutes=2))


def retrying(world: World) -> None:
    """The card has no money, and its next try is booked for tomorrow."""
    joined(world)
    world.set_card(MEMBER, CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(DUE + HOUR)


def retrying_with_a_good_card(world: World) -> None:
    """As before, and the member has seen to it by tomorrow."""
    retrying(world)
    world.set_card(MEMBER, CardOutcome.APPROVED)


def cancellation_asked(world: World) -> None:
    """The evening before the charge, and the booking still stands."""
    joined(world)
    world.wait_until(DUE - timedelta(minutes=30))
    world.cancel(MEMBER)


def approval_waiting(world: World) -> None:
    joined(world)
    world.cancel(MEMBER)
    world.wait_until(DUE + DAY)


def refund_under_way(world: World) -> None:
    """Asked for and made, and its answer is lost."""
    joined(world)
    with suppress(PowerCut):
        _refund_and_end(world)


def _refund_and_end(world: World) -> None:
    fuse = Fuse(6)  # the token, the written intent, the request: two places each
    cut = fused(world.system, SandboxTransport(world.sandbox), fuse)
    try:
        refund_payment(
            cut, last_payment(world, MEMBER), amount=9_000, reason="요청", actor=APPROVER
        )
    finally:
        cut.gateway.close()
        cut.database.close()


def claim_waiting(world: World) -> None:
    """청약철회: the next charge is stopped with it."""
    joined(world)
    claims(world, MEMBER, kind=ClaimKind.WITHDRAWAL)


def notice_queued(world: World) -> None:
    """Of a refused charge, while the mail server was away."""
    joined(world)
    world.set_card(MEMBER, CardOutcome.INSUFFICIENT_FUNDS)
    system = world.system
    nowhere = system.settings.model_copy(update={"smtp_port": 1})
    world.system = replace(system, settings=nowhere)
    world.worker = Worker(world.system)
    world.wait_until(DUE + HOUR)
    world.system = system


def message_queued(world: World) -> None:
    """Approved, and the app was not told yet."""
    approval_waiting(world)
    due = [one.id for one in world.downgrades(DowngradeState.DUE)]
    approve_downgrades(world.system, due, APPROVER)
