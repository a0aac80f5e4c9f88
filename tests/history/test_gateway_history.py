"""A company that charged cards before it had us: the gateway remembers every payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import Finding, LedgerEntry, PaymentRecord
from billing_core.reconcile.import_gateway import GatewayProgress, import_gateway
from billing_core.reconcile.sweep import sweep
from billing_core.rules.classification import PaymentClass
from billing_core.rules.refusal import Refusal
from tests.analytics.book import seoul
from tests.parts.world import APPROVER, World, in_process

CARDS = b"customer_uid,member_id\nold-hana,hana\n"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Hana paid three times and got one payment back, long before the system was there."""
    with in_process(database_url, seoul("2025-01-10 09:00")) as world:
        for customer_uid in ("old-hana", "a-stranger"):
            world.sandbox.issue(customer_uid, merchant_uid=f"key-{customer_uid}", amount=29_000)
        for month in range(3):
            charges(world, "old-hana", f"old-order-{month}")
            world.move(world.clock.now() + timedelta(days=31))
        world.call_gateway("/payments/cancel", {"merchant_uid": "old-order-2"})
        charges(world, "a-stranger", "shop-1")
        world.move(seoul("2025-06-01"))
        yield world


def charges(world: World, customer_uid: str, merchant_uid: str) -> None:
    """The system before ours uses the card."""
    order = {"customer_uid": customer_uid, "merchant_uid": merchant_uid}
    world.call_gateway("/subscribe/payments/again", {**order, "amount": 29_000, "name": "멤버십"})


def with_cards(world: World) -> None:
    files = {FileKind.CARDS: SourceFile("cards.csv", CARDS)}
    import_history(world.system.database, files, APPROVER, world.clock.now())


def ledger(world: World) -> list[tuple[str, int, str]]:
    rows = world.rows(LedgerEntry)
    return sorted((row.merchant_uid, row.amount, row.source) for row in rows)


def test_the_past_is_counted_for_known_cards_month_by_month(world: World) -> None:
    heard: list[GatewayProgress] = []
    with_cards(world)
    import_gateway(world.system, seoul("2025-01-01"), on_progress=heard.append)

    assert ledger(world) == [
        ("old-order-0", 29_000, "import"),
        ("old-order-1", 29_000, "import"),
        ("old-order-2", -29_000, "import"),
        ("old-order-2", 29_000, "import"),
    ]
    assert sum(one.read for one in heard) == 6  # with the two issuances
    assert sum(row.payment_class is PaymentClass.ISSUANCE for row in world.rows(PaymentRecord)) == 2
    assert heard[0].since == seoul("2025-01-01")
    assert heard[1].since == seoul("2025-02-01")
    assert world.rows(Finding) == []


def test_reading_the_past_again_changes_nothing(world: World) -> None:
    with_cards(world)
    import_gateway(world.system, seoul("2025-01-01"))
    before = ledger(world)

    assert sum(one.news for one in import_gateway(world.system, seoul("2025-01-01"))) == 0
    assert ledger(world) == before


def test_a_card_that_is_named_later_brings_its_payments_with_it(world: World) -> None:
    sweep(world.system)  # the worker was faster than the person with the list of cards
    strangers = {row.payment_class for row in world.rows(PaymentRecord)}
    with_cards(world)
    import_gateway(world.system, seoul("2025-01-01"))

    assert PaymentClass.CHARGE not in strangers
    assert len(ledger(world)) == 4
    others = world.rows(PaymentRecord, PaymentRecord.payment_class == PaymentClass.OTHER_PRODUCT)
    assert [one.merchant_uid for one in others] == ["shop-1"]


def test_a_day_that_has_not_come_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="since_in_future"):
        import_gateway(world.system, seoul("2026-01-01"))
