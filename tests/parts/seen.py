"""Queries of tests on a small world: its book, and what the gateway would still charge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal, or_, select

from billing_core.clock import HeldClock
from billing_core.models import (
    Charge,
    Downgrade,
    Finding,
    InboxEvent,
    InboxState,
    Job,
    LedgerEntry,
    Member,
    OutboxMessage,
    Subscription,
)
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.sandbox import Sandbox
from billing_core.system import System
from billing_core.worker import COME_BACK
from tests.parts.members import numbered


class Seen:
    """The queries; members go by the app's id, as stories call them."""

    system: System
    sandbox: Sandbox
    clock: HeldClock

    def rows(self, table: type[Any], *where: Any) -> Sequence[Any]:
        with self.system.database.reading() as session:
            return session.scalars(select(table).where(*where)).all()

    def member(self, member_id: str) -> Member:
        found: Member = self.rows(Member, Member.app_id == member_id)[0]
        return found

    def number(self, member_id: str) -> int:
        """The number by which the book names the member."""
        return self.member(member_id).id

    def called(self, number: int | None) -> str:
        """The app's id of the member; empty for nobody."""
        return self.rows(Member, Member.id == number)[0].app_id if number is not None else ""

    def subscription(self, member_id: str) -> Subscription:
        """The member's latest one."""
        found = self.rows(Subscription, Subscription.member_id == numbered(member_id))
        latest: Subscription = max(found, key=lambda one: one.created_at)
        return latest

    def live(self, member_id: str) -> list[Charge]:
        return list(
            self.rows(
                Charge, Charge.member_id == numbered(member_id), Charge.state.in_(LIVE_STATES)
            )
        )

    def ledger(self, member_id: str) -> list[int]:
        entries = self.rows(LedgerEntry, LedgerEntry.member_id == numbered(member_id))
        return [entry.amount for entry in sorted(entries, key=lambda one: one.id)]

    def findings(self, kind: FindingKind | None = None) -> list[Finding]:
        open_ones = self.rows(Finding, Finding.resolved_at.is_(None))
        return [one for one in open_ones if kind is None or one.kind is kind]

    def downgrades(self, *states: DowngradeState) -> list[Downgrade]:
        wanted = states or tuple(DowngradeState)
        return list(self.rows(Downgrade, Downgrade.state.in_(wanted)))

    def something_came_up(self) -> bool:
        """Whether anything waits for the worker but what comes back for ever."""
        now = self.clock.now()
        waiting = (
            select(literal(1)).where(Job.run_at <= now, Job.kind.not_in(COME_BACK)).exists(),
            select(literal(1))
            .where(InboxEvent.run_at <= now, InboxEvent.state == InboxState.NEW)
            .exists(),
            select(literal(1))
            .where(OutboxMessage.run_at <= now, OutboxMessage.delivered_at.is_(None))
            .exists(),
        )
        with self.system.database.reading() as session:
            return bool(session.scalar(select(or_(*waiting))))

    def gateway_bookings(self, customer_uid: str) -> list[dict[str, Any]]:
        """The gateway's own list of what it would still charge."""
        return [
            one
            for one in self.sandbox.schedules()
            if one["customer_uid"] == customer_uid and one["schedule_status"] == "scheduled"
        ]
