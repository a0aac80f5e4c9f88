"""Seal what is newer than the last seal, batch by batch."""

from datetime import datetime

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from billing_core.database import Database, hold
from billing_core.models import Seal
from billing_core.rules.seal import FIRST_HEAD, SealFlaw, head, key_name, packed
from billing_core.seals.key import SealKeyUnusable, seal_key
from billing_core.seals.new_chain import lost_through
from billing_core.seals.sealed_rows import SEALED, SealedTable, row_digests
from billing_core.seals.witness import cut_off, keep_last
from billing_core.settings import Settings
from billing_core.system import System

log = structlog.get_logger()

ROWS_OF_A_SEAL = 1_000
SEALS_AT_ONCE = 100  # years that were not sealed yet are no work of one claim's time
LOCK_PATIENCE_MS = 1_000

# What a seal says, in the order in which its head is made of it.
FACTS = (
    Seal.id,
    Seal.table,
    Seal.after_id,
    Seal.last_id,
    Seal.count,
    Seal.sealed_at,
    Seal.key_name,
    Seal.previous,
)


def seal_new_rows(system: System) -> bool:
    """False when there is more. Raises SealKeyUnusable, and StorageUnavailable while somebody
    writes for long. Where the last seals are gone, what they held is not sealed as if it were new."""
    with system.database.reading() as session:
        if cut_off(session, system.settings):
            return True
    left = SEALS_AT_ONCE
    for table in SEALED.values():
        through = settled(system.database, table)
        while _seal_next(system.database, system.settings, table, through, system.clock.now()):
            left -= 1
            if not left:
                return False
    return True


def settled(database: Database, table: SealedTable) -> int:
    """The last row that will never get an older neighbour.

    PostgreSQL gives numbers out when rows are written and shows the rows when they are committed, so
    a younger one may be seen first. Whoever inserts holds ROW EXCLUSIVE on the table before a number
    is taken and until the end of the transaction: once we have had SHARE, nobody was left in between.
    It is held for one question, and asked for with little patience, because others queue behind us.
    On SQLite whoever may write is alone.
    """
    with database.writing() as session:
        if not database.is_sqlite:
            session.execute(text(f"SET LOCAL lock_timeout = {LOCK_PATIENCE_MS}"))
            session.execute(text(f"LOCK TABLE {table.name} IN SHARE MODE"))
        return session.scalar(select(func.max(table.id))) or 0


def _seal_next(
    database: Database, settings: Settings, table: SealedTable, through: int, now: datetime
) -> bool:
    """One batch, if there is any."""
    with database.writing() as session:
        hold(session, "seals")
        after = _last_sealed(session, table)
        if through <= after:
            return False
        last = session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1))
        key = seal_key(settings, may_be_made=last is None)
        if last is not None and last.key_name != key_name(key):
            if lost_through(session, key) != last.id:
                raise SealKeyUnusable(SealFlaw.KEY_CHANGED)
            log.warning("a new chain of seals begins", after=last.id)
        digests = row_digests(
            session, key, table, after=after, through=through, limit=ROWS_OF_A_SEAL
        )
        if not digests:
            return False
        seal = Seal(
            id=last.id + 1 if last else 1,
            table=table.name,
            after_id=after,
            last_id=max(digests),
            count=len(digests),
            sealed_at=now,
            key_name=key_name(key),
            previous=last.head if last else FIRST_HEAD,
            digests=packed(digests.items()),
            head="",
        )
        facts = [getattr(seal, fact.key) for fact in FACTS]
        seal.head = head(key, facts, seal.digests)
        session.add(seal)
    keep_last(settings, seal.id, seal.head)
    log.info("sealed", seal=seal.id, table=table.name, last_id=seal.last_id, head=seal.head)
    return True


def _last_sealed(session: Session, table: SealedTable) -> int:
    last = select(func.max(Seal.last_id)).where(Seal.table == table.name)
    return session.scalar(last) or 0
