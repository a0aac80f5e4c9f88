"""An office whose book is sealed, and somebody who knows the way past its guards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.record_act import record_act
from billing_core.rules.act import Act
from billing_core.rules.seal import SealDifference
from billing_core.seals.keep_seals import keep_seals
from billing_core.seals.state import differences_kept, seal_state
from billing_core.system import System
from tests.numbers.till import Till
from tests.parts.people import APPROVER
from tests.parts.quiet_system import quiet_system

GUARDED = ("ledger", "audit_log", "seals")


class Office:
    def __init__(self, system: System, clock: HeldClock) -> None:
        self.system, self.clock, self.till = system, clock, Till()

    @property
    def database(self) -> Database:
        return self.system.database

    def takes_payments(self, *members: str) -> None:
        """Each is an entry in the ledger and a row of the audit log."""
        with self.database.writing() as session:
            for member in members:
                self.till.pays(session, member, self.clock.now())

    def notes(self, *reasons: str) -> None:
        """Somebody of the team does something about a member and says why."""
        with self.database.writing() as session:
            member = member_called(session, "hana")
            for reason in reasons:
                record_act(
                    session,
                    Act.DOWNGRADE_HELD,
                    at=self.clock.now(),
                    actor=APPROVER,
                    member_id=member.id if member else None,
                    reason=reason,
                )

    def seals(self) -> None:
        keep_seals(self.system)

    def told(self) -> list[SealDifference]:
        """What the light knows."""
        with self.database.reading() as session:
            state = seal_state(session)
            return [] if state is None else differences_kept(state)

    def count(self, table: str) -> int:
        with self.database.reading() as session:
            return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def tampers(self, *statements: str) -> None:
        """With the rights of whoever owns the database, or the file."""
        with self.database.writing() as session:
            guards = []
            if self.database.is_sqlite:
                found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                guards = [
                    (name, sql)
                    for name, sql in session.execute(text(found))
                    if name.startswith(GUARDED)
                ]
                session.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name, _ in guards:
                session.execute(text(f"DROP TRIGGER {name}"))
            for table in GUARDED if not guards else ():
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for statement in statements:
                session.execute(text(statement))
            for table in GUARDED if not guards else ():
                session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
            for _, sql in guards:
                session.execute(text(sql))


@contextmanager
def open_office(database_url: str, clock: HeldClock, **settings: Any) -> Iterator[Office]:
    with quiet_system(database_url, clock, **settings) as system:
        yield Office(system, clock)
