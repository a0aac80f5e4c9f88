"""The company's file and the gateway's books, of the same two payments."""

from __future__ import annotations

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.report import ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.models import (
    Card,
    LedgerEntry,
    Member,
)
from billing_core.rules.same_payment import SamePayments
from tests.numbers.book import seoul
from tests.parts.world import APPROVER, World

HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount\n"


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
            if session.get(Member, f"m{number}") is None:
                session.add(Member(id=f"m{number}", name="", created_at=seoul("2026-01-01")))
                session.flush()
            session.add(
                Card(
                    customer_uid=f"card-{number}",
                    member_id=f"m{number}",
                    registered_at=seoul("2026-01-01"),
                )
            )


def ledger(world: World) -> list[tuple[str, int]]:
    return sorted((row.member_id, row.amount) for row in world.rows(LedgerEntry))


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
