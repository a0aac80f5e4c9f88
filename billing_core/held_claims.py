"""The claims that a loop holds: renewed while it works, given back when it fails or has to end.

So a lease is always longer than the work it covers: it runs out only with the process.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from billing_core.clock import Clock
from billing_core.models.base import Base, UtcInstant


@dataclass
class _Batch:
    """Rows that were claimed together. `until` has the end of their lease, and those of renewals of
    which nobody knows whether they were committed."""

    table: type[Base]
    keys: list[Any]
    until: tuple[datetime, ...]


class HeldClaims:
    """Of one loop. `moved_at`: when it last was done with a row or with a turn, by the real clock.
    Taking rows is no progress: who takes them and fails, again and again, stands still.

    Touched by two threads, the loop's and the one that renews; neither waits for the other. A row
    that is done, or somebody else's by now, is left alone: its lease is over or ends at another
    instant (compare-and-set).
    """

    def __init__(self, real_clock: Clock) -> None:
        self._real_clock = real_clock
        self._batches: list[_Batch] = []
        self.moved_at = real_clock.now()

    def __bool__(self) -> bool:
        return bool(self._batches)

    def take(self, table: type[Base], keys: Sequence[Any], until: datetime) -> None:
        if keys:
            self._batches = [*self._batches, _Batch(table, [*keys], (until,))]

    def clear(self) -> None:
        """The turn is over: whatever was taken in it is settled."""
        self.move()
        self._batches = []

    def let_go(self) -> None:
        """They were given back: the turn has failed."""
        self._batches = []

    def move(self) -> None:
        self.moved_at = self._real_clock.now()

    def renew(self, session: Session, until: datetime) -> None:
        """`renewed` is to be called when it is committed."""
        for batch in self._batches:
            batch.until = (*batch.until, until)
            self._change(session, batch, claimed_until=until)

    def renewed(self, until: datetime) -> None:
        for batch in self._batches:
            if until in batch.until:
                batch.until = (until,)

    def give_back(self, session: Session, *, not_before: datetime | None = None) -> None:
        """Somebody else may have them at once, or from `not_before` on. The try does not count:
        it was not the row that failed."""
        for batch in self._batches:
            later = {} if not_before is None else {"run_at": not_before}
            tries = cast(Table, batch.table.__table__).c.attempts - 1
            self._change(session, batch, claimed_until=None, attempts=tries, **later)

    @staticmethod
    def _change(session: Session, batch: _Batch, **values: Any) -> None:
        table = cast(Table, batch.table.__table__)
        key = batch.table.__mapper__.primary_key[0]
        session.execute(
            update(table)
            .where(
                key.in_(bindparam("keys", expanding=True)),
                table.c.claimed_until.in_(bindparam("leases", expanding=True, type_=UtcInstant())),
            )
            .values(**values),
            {"keys": batch.keys, "leases": list(batch.until)},
        )


_HELD: ContextVar[HeldClaims | None] = ContextVar("held_claims", default=None)


@contextmanager
def holding(held: HeldClaims) -> Iterator[None]:
    """A context in which what this thread claims is held by `held`."""
    token = _HELD.set(held)
    try:
        yield
    finally:
        _HELD.reset(token)


def note_taken(table: type[Base], keys: Sequence[Any], until: datetime) -> None:
    if (held := _HELD.get()) is not None:
        held.take(table, keys, until)


def note_progress() -> None:
    """Something that was claimed is done, or was put back."""
    if (held := _HELD.get()) is not None:
        held.move()
