"""A company that charged cards before it had us: the gateway remembers every payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.gateway import GatewayError
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import AuditRow, Finding, ImportBatch, LedgerEntry, PaymentRecord
from billing_core.reconcile.import_gateway import GatewayProgress, import_gateway
from billing_core.reconcile.look_at_gateway import look_at_gateway
from billing_core.reconcile.sweep import sweep
from billing_core.rules.classification import PaymentClass
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.faults import Fault, FaultKind
from tests.numbers.book import seoul
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World
from tests.parts.worlds import in_process

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
        ("old-order-0", 29_000, "history"),
        ("old-order-1", 29_000, "history"),
        ("old-order-2", -29_000, "history"),
        ("old-order-2", 29_000, "history"),
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


def test_a_window_is_read_and_no_more_and_it_is_recorded_who_asked(world: World) -> None:
    with_cards(world)
    import_gateway(world.system, seoul("2025-01-01"), until=seoul("2025-02-15"), actor=APPROVER)

    assert [number for number, _, _ in ledger(world)] == ["old-order-0", "old-order-1"]
    batch = world.rows(ImportBatch)[-1]
    assert (batch.file_name, batch.imported_by) == ("2025-01-01 ~ 2025-02-14", APPROVER.name)
    acts = [row for row in world.rows(AuditRow) if row.act == "history.imported_from_gateway"]
    assert [(row.actor, row.subject) for row in acts] == [(APPROVER.id, batch.file_name)]


def test_a_window_that_brings_nothing_leaves_no_trace(world: World) -> None:
    import_gateway(world.system, seoul("2024-01-01"), until=seoul("2024-03-01"), actor=APPROVER)

    assert world.rows(ImportBatch) == []


def test_a_window_that_ends_before_it_begins_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="empty_window"):
        import_gateway(world.system, seoul("2025-02-01"), until=seoul("2025-02-01"))


def test_only_an_approver_reads_the_past_in(world: World) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        import_gateway(world.system, seoul("2025-01-01"), actor=VIEWER)
    assert ledger(world) == []


def test_a_look_foretells_what_comes_and_writes_nothing(world: World) -> None:
    with_cards(world)
    payments = len(world.rows(PaymentRecord))
    foretold = look_at_gateway(world.system, seoul("2025-01-01"))
    unmoved = (ledger(world), len(world.rows(PaymentRecord)))
    done = import_gateway(world.system, seoul("2025-01-01"))

    assert unmoved == ([], payments)
    assert foretold.read == sum(one.read for one in done) == 6
    assert foretold.won == sum(won for _, won, _ in ledger(world)) == 58_000
    assert (foretold.counted, foretold.strangers) == (
        3,
        2,
    )  # her card; the stranger's key and order
    assert look_at_gateway(world.system, seoul("2025-01-01")).counted == 0


def test_what_was_read_before_the_gateway_went_down_stays(world: World) -> None:
    with_cards(world)

    def goes_down(done: GatewayProgress) -> None:
        if done.until == seoul("2025-03-01"):
            world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, times=None))

    with pytest.raises(GatewayError):
        import_gateway(world.system, seoul("2025-01-01"), on_progress=goes_down, actor=APPROVER)

    assert [number for number, _, _ in ledger(world)] == ["old-order-0", "old-order-1"]
    assert [row.file_name for row in world.rows(ImportBatch)][-1] == "2025-01-01 ~ 2025-02-28"
