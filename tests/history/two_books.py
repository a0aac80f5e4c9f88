"""The company's file and the gateway's books, of the same two payments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.report import ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.app_ids import member_called
from billing_core.models import (
    Card,
    LedgerEntry,
    Member,
)
from billing_core.models.ledger import GIVING_BACK
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.same_payment import SamePayments
from tests.numbers.book import seoul
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process

HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount\n"


@contextmanager
def two_members_paid(database_url: str) -> Iterator[World]:
    """Two members paid on 1 March through the system before ours; 10,000 of the first went back
    on 2 April. Our book is empty."""
    with in_process(database_url, seoul("2026-03-01 10:00")) as world:
        with world.system.database.writing() as session:
            rebuild(session)
        for customer_uid in ("card-1", "card-2"):
            world.sandbox.issue(customer_uid, merchant_uid=f"key-{customer_uid}", amount=29_000)
        charges(world, "card-1", "ORDER-A1", 49_000)
        charges(world, "card-2", "ORDER-A2", 29_000)
        world.move(seoul("2026-04-02 13:00"))
        gives_back(world, 10_000)
        world.move(seoul("2026-04-20"))
        yield world


def gives_back(world: World, won: int) -> None:
    """Of the first payment, at the gateway."""
    world.call_gateway("/payments/cancel", {"merchant_uid": "ORDER-A1", "amount": won})


def charges(world: World, customer_uid: str, merchant_uid: str, won: int) -> None:
    order = {"customer_uid": customer_uid, "merchant_uid": merchant_uid}
    world.call_gateway("/subscribe/payments/again", {**order, "amount": won, "name": "멤버십"})


def number_of(world: World, order: str) -> str:
    [found] = [one["imp_uid"] for one in world.sandbox.payments() if one["merchant_uid"] == order]
    return str(found)


def takes(
    world: World, *rows: str, same: SamePayments | None = None, dry_run: bool = False
) -> ImportReport:
    text = HEADING + "".join(f"{row}\n" for row in rows)
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", text.encode())}
    return import_history(
        world.system.database,
        files,
        APPROVER,
        world.clock.now(),
        same_payments=same,
        dry_run=dry_run,
    )


def knows_cards(world: World) -> None:
    with world.system.database.writing() as session:
        for number in "12":
            member = member_called(session, f"m{number}")
            if member is None:
                member = Member(app_id=f"m{number}", name="", created_at=seoul("2026-01-01"))
                session.add(member)
                session.flush()
            session.add(
                Card(
                    customer_uid=f"card-{number}",
                    member_id=member.id,
                    registered_at=seoul("2026-01-01"),
                )
            )


def ledger(world: World) -> list[tuple[str, int]]:
    return sorted((world.called(row.member_id), row.amount) for row in world.rows(LedgerEntry))


EACH_ONCE = [("m1", -10_000), ("m1", 49_000), ("m2", 29_000)]
BY_ORDER = (
    "ORDER-A1,ORDER-A1,m1,2026-03-01T10:00:00+09:00,49000",
    "ORDER-A2,ORDER-A2,m2,2026-03-01T10:00:00+09:00,29000",
)


def by_number(world: World) -> list[str]:
    return [
        f"{number_of(world, 'ORDER-A1')},ORDER-A1,m1,2026-03-01T10:00:00+09:00,49000",
        f"{number_of(world, 'ORDER-A2')},ORDER-A2,m2,2026-03-01T10:00:00+09:00,29000",
    ]


def money_back(world: World) -> dict[datetime, int]:
    """What stands, by its own instant; what was reversed is nothing."""
    found: Counter[datetime] = Counter()
    for entry in world.rows(LedgerEntry, LedgerEntry.kind.in_(GIVING_BACK)):
        found[entry.occurred_at] += entry.amount
    return {at: won for at, won in found.items() if won}
