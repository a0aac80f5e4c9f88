"""A year's worth of acts in a few days of work, and what must be true of the books afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from billing_core.closing.close_month import close_month
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    Checkout,
    Downgrade,
    InboxEvent,
    InboxState,
    Job,
    Member,
    MemberNotice,
    MonthClose,
    OutboxMessage,
    PermissionChange,
)
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.notice import NoticeState, notice_number
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.system import System
from billing_core.worker import COME_BACK
from tests.parts.books import assert_books_agree
from tests.parts.people import APPROVER
from tests.parts.world import DAY
from tests.reliability.running_town import RunningTown

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
SOON = timedelta(minutes=20)
MOST_LOOKS = 30
MEMBERS = {"u1": "김하나", "u2": "김두리"}
OLD_MEMBERS = "member_id,name,joined_at\nold-1,김오래,2024-01-02T00:00:00Z\nold-2,이오래,2024-01-03T00:00:00Z\n"


@dataclass(frozen=True)
class Toll:
    """What came of it, over both books: all of them have to be 0."""

    lost: int
    charged_twice: int
    booked_twice: int
    other_twice: int

    def __str__(self) -> str:
        return (
            f"lost {self.lost}, charged twice {self.charged_twice}, "
            f"booked twice {self.booked_twice}, else twice {self.other_twice}"
        )


NOTHING = Toll(lost=0, charged_twice=0, booked_twice=0, other_twice=0)


class Hands:
    """What somebody at the desk presses, in a process as the dashboard's."""

    def __init__(self, town: RunningTown) -> None:
        self.town = town

    def approve_all(self) -> None:
        self.town.press(approve_all)

    def close_january(self) -> None:
        self.town.press(close_january)


def live(town: RunningTown, hands: Hands | None = None) -> Toll:
    """Joining, a renewal, a refund, cancelling, an approval, a month closed, an import, keys
    deleted; then both books at rest."""
    hands = hands or Hands(town)
    for member_id in MEMBERS:
        join(town, member_id)
    town.rest()
    settle(town)
    town.move(31 * DAY)
    town.press(give_back, newest_payment(town, "u2"))
    settle(town)
    for member_id in MEMBERS:
        town.ask(f"/v1/members/{member_id}/cancellation", {}, f"cancel-{member_id}")
    town.rest()
    settle(town)
    town.move(31 * DAY)
    hands.approve_all()
    town.rest()
    hands.close_january()
    town.run("import", "--members", str(old_members(town)))
    settle(town)
    town.move(8 * DAY)
    settle(town)
    assert_books_agree(town.world)
    return toll_of(town)


def settle(town: RunningTown) -> None:
    """Until what was asked for and never heard of is proved absent, and was asked for again."""
    for _ in range(MOST_LOOKS):
        town.move(SOON)
        soon = town.world.clock.now() + timedelta(hours=2)
        if not town.world.rows(Job, Job.kind.not_in(COME_BACK), Job.run_at < soon):
            return
    raise AssertionError("something is tried again and again")


def join(town: RunningTown, member_id: str) -> None:
    """At the app, and in the PG's window."""
    wanted = {"member_id": member_id, "member_name": MEMBERS[member_id], "plan_id": "basic"}
    checkout = town.ask("/v1/checkouts", wanted, f"join-{member_id}")
    town.checkouts.append(checkout["checkout"])
    window = checkout["request_pay"]
    town.world.sandbox.issue(
        window["customer_uid"],
        merchant_uid=window["merchant_uid"],
        amount=window["amount"],
        name=window["name"],
    )


def newest_payment(town: RunningTown, member_id: str) -> str:
    number = town.world.number(member_id)
    with town.world.system.database.reading() as session:
        paid = select(Charge.imp_uid).where(Charge.member_id == number, Charge.imp_uid != "")
        return str(session.scalars(paid.order_by(Charge.period.desc())).first())


def old_members(town: RunningTown) -> Path:
    path = town.folder / "members.csv"
    path.write_text(OLD_MEMBERS, encoding="utf-8")
    return path


def give_back(system: System, imp_uid: str) -> None:
    try:
        refund_payment(system, imp_uid, amount=29_000, reason="회원 요청", actor=APPROVER)
    except Refusal as refusal:  # whoever presses again is told that it has gone back
        if refusal.code != "amount":
            raise


def approve_all(system: System) -> None:
    with system.database.reading() as session:
        due = session.scalars(
            select(Downgrade.id).where(Downgrade.state == DowngradeState.DUE)
        ).all()
    approve_downgrades(system, due, APPROVER)


def close_january(system: System) -> None:
    as_of = AsOf(system.clock.now(), system.settings.grace_days)
    try:
        with system.database.writing() as session:
            close_month(session, Month(2025, 1), actor=APPROVER, as_of=as_of)
    except Refusal as refusal:
        if refusal.code != "already_closed":
            raise


def toll_of(town: RunningTown) -> Toll:
    return Toll(
        lost=sum(lost(town).values()),
        charged_twice=_twice(period_of(town, one) for one in paid_at_gateway(town)),
        booked_twice=_twice(period_of(town, one) for one in kept_at_gateway(town)),
        other_twice=sum(done_twice(town).values()),
    )


def lost(town: RunningTown) -> Counter[str]:
    """What was acknowledged to somebody and is not in the book, or was not done at rest."""
    world, company = town.world, town.world.company
    assert company is not None
    processed = {one.imp_uid for one in world.rows(InboxEvent)}
    started = {one.id for one in world.rows(Checkout)}
    found: Counter[str] = Counter()
    found["notices"] = len(town.notices_stored - processed)
    found["unsettled"] = len(world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED))
    found["checkouts"] = len(set(town.checkouts) - started)
    for member_id in MEMBERS:
        member = world.member(member_id)
        asked = world.rows(Cancellation, Cancellation.member_id == member.id)
        found["cancellations"] += not asked
        found["revocations"] += any(one.confirmed_at is None for one in asked)
        found["approvals"] += member.permission is not Permission.FREE
        found["deliveries"] += company.permissions.get(member_id) != "free"
    found["messages"] = len(world.rows(OutboxMessage, OutboxMessage.delivered_at.is_(None)))
    letters = world.rows(MemberNotice, MemberNotice.state == NoticeState.DELIVERED)
    told = set(town.sender.heard)
    found["letters"] = sum(
        f"msg_{notice_number(one.kind, one.event)}" not in told for one in letters
    )
    found["closed months"] = 1 - len(world.rows(MonthClose))
    found["imported members"] = 2 - len(world.rows(Member, Member.app_id.like("old-%")))
    found["keys"] = len(world.rows(Card, Card.deleted_at.is_(None)))
    found["refunds"] = 1 - sum(one["cancel_amount"] == 29_000 for one in paid_at_gateway(town))
    return found


def done_twice(town: RunningTown) -> Counter[str]:
    world = town.world
    changes = world.rows(PermissionChange, PermissionChange.after == Permission.FREE)
    found: Counter[str] = Counter()
    found["permissions"] = _twice(one.member_id for one in changes)
    found["cancellations"] = _twice(one.member_id for one in world.rows(Cancellation))
    found["letters"] = _twice((one.kind, one.event) for one in world.rows(MemberNotice))
    return found


def paid_at_gateway(town: RunningTown) -> list[dict[str, Any]]:
    return [
        one
        for one in town.world.sandbox.payments()
        if one["paid_at"] and one["customer_uid_usage"] != "issue"
    ]


def kept_at_gateway(town: RunningTown) -> list[dict[str, Any]]:
    """Bookings that ran or still will."""
    return [one for one in town.world.sandbox.schedules() if one["schedule_status"] != "revoked"]


def period_of(town: RunningTown, at_gateway: dict[str, Any]) -> tuple[str, int]:
    [charge] = town.world.rows(Charge, Charge.merchant_uid == at_gateway["merchant_uid"])
    return charge.subscription_id, charge.period


def _twice(things: Iterable[object]) -> int:
    return sum(count - 1 for count in Counter(things).values())
