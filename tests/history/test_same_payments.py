"""A company's file and the gateway's books, in any order: each payment once, or a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.gateway.parsing import payment_from
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    Finding,
    NameKind,
    PaymentName,
    PaymentRecord,
)
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.reconcile.look_at_gateway import look_at_gateway
from billing_core.reconcile.sweep import sweep
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.classification import PaymentClass
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.payment_pair import SamePaymentsUnclear
from billing_core.rules.refusal import Refusal
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from billing_core.wording.refusals import refusal_said
from tests.history.refusing import import_refused_saying
from tests.history.two_books import (
    BY_ORDER,
    EACH_ONCE,
    HEADING,
    by_number,
    charges,
    knows_cards,
    ledger,
    number_of,
    takes,
)
from tests.numbers.book import seoul
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Two payments of cards that the system before ours charged: 49,000 and 29,000 at ten on the
    first of March. Of the first 10,000 went back on the second of April."""
    with in_process(database_url, seoul("2026-03-01 10:00")) as world:
        with world.system.database.writing() as session:
            rebuild(session)
        for customer_uid in ("card-1", "card-2"):
            world.sandbox.issue(customer_uid, merchant_uid=f"key-{customer_uid}", amount=29_000)
        charges(world, "card-1", "ORDER-A1", 49_000)
        charges(world, "card-2", "ORDER-A2", 29_000)
        world.move(seoul("2026-04-02 13:00"))
        world.call_gateway("/payments/cancel", {"merchant_uid": "ORDER-A1", "amount": 10_000})
        world.move(seoul("2026-04-20"))
        yield world
        with world.system.database.reading() as session:
            assert check(session) == []


@pytest.mark.parametrize("cards", [True, False])
def test_a_file_by_order_numbers_then_the_gateways_history(world: World, cards: bool) -> None:
    takes(world, *BY_ORDER)
    if cards:
        knows_cards(world)
    look = look_at_gateway(world.system, seoul("2026-02-01"))
    for _ in range(2):
        import_gateway(world.system, seoul("2026-02-01"))
        takes(world, *BY_ORDER)

    assert ledger(world) == EACH_ONCE
    assert (look.counted, look.same_count) == (0, 0)
    assert world.rows(Finding) == []


@pytest.mark.parametrize("cards", [True, False])
def test_the_gateways_history_then_a_file_by_order_numbers(world: World, cards: bool) -> None:
    if cards:
        knows_cards(world)
    import_gateway(world.system, seoul("2026-02-01"))
    report = takes(world, *BY_ORDER)
    takes(world, *BY_ORDER)
    sweep(world.system)

    assert ledger(world) == EACH_ONCE
    assert report.of(FileKind.PAYMENTS).won == (0 if cards else 78_000)
    assert not [row for row in world.rows(PaymentRecord) if row.imp_uid.startswith("ORDER")]


def test_our_first_sweep_then_the_companys_file_names_the_owners(world: World) -> None:
    sweep(world.system)
    assert ledger(world) == []

    report = takes(world, *by_number(world))

    assert ledger(world) == EACH_ONCE
    assert report.of(FileKind.PAYMENTS).rows_new == 2
    assert report.of(FileKind.PAYMENTS).members_new == 2
    rows = world.rows(PaymentRecord, PaymentRecord.member_id.is_not(None))
    assert {row.payment_class for row in rows} == {PaymentClass.CHARGE}
    assert takes(world, *by_number(world)).of(FileKind.PAYMENTS).rows_new == 0


def test_the_companys_file_then_the_sweep(world: World) -> None:
    takes(world, *by_number(world))
    sweep(world.system)
    sweep(world.system)

    assert ledger(world) == EACH_ONCE
    assert world.rows(Finding) == []


def test_a_book_that_suffered_is_repaired_by_the_next_sweep(world: World) -> None:
    """An earlier version took a payment of the file for another product, and left its refund."""
    takes(world, *by_number(world))
    with world.system.database.writing() as session:
        row = session.get_one(PaymentRecord, number_of(world, "ORDER-A1"))
        row.payment_class = PaymentClass.OTHER_PRODUCT
        row.reason = Exclusion(ExclusionReason.OTHER_PRODUCT)
        row.gateway_uid, row.status = row.imp_uid, PaymentStatus.CANCELLED
        row.cancel_amount = 10_000
        session.add(PaymentName(imp_uid=row.imp_uid, kind=NameKind.GATEWAY, name=row.imp_uid))
    sweep(world.system)

    assert ledger(world) == EACH_ONCE
    row = world.rows(PaymentRecord, PaymentRecord.imp_uid == number_of(world, "ORDER-A1"))[0]
    assert row.payment_class is PaymentClass.CHARGE
    with world.system.database.reading() as session:
        red = {each.invariant for each in lights(session, world.clock.now()) if not each.green}
    assert not red & {Invariant.LEDGER_COMPLETE, Invariant.ISSUANCE_NEVER_COUNTS}


def test_a_file_of_days_joins_by_its_number_only(world: World) -> None:
    sweep(world.system)
    days = [row.replace("T10:00:00+09:00", "T00:00:00+09:00") for row in by_number(world)]
    takes(world, *days)
    sweep(world.system)

    assert ledger(world) == EACH_ONCE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",m1,", ",m9,", "장부에는 m1, 파일에는 m9"),
        ("49000", "39000", "장부에는 49,000원, 파일에는 39,000원"),
        ("T10:00:00", "T11:30:00", "장부에는 2026-03-01 10:00:00, 파일에는 2026-03-01 11:30:00"),
    ],
)
def test_a_really_different_payment_is_refused_with_both_values(
    world: World, old: str, new: str, said: str
) -> None:
    knows_cards(world)
    sweep(world.system)

    with pytest.raises(ImportRefused) as refused:
        takes(world, *(row.replace(old, new) for row in by_number(world)))

    assert said in refusal_said(refused.value)


SERIAL = ("17,shop-17,m1,2026-03-01T00:00:00+09:00,49000",)


def test_what_may_be_the_same_is_asked_before_anything_is_taken(world: World) -> None:
    knows_cards(world)
    sweep(world.system)

    report = takes(world, *SERIAL, dry_run=True)
    assert report.same_count == 1
    assert report.same_as[0].known.number == number_of(world, "ORDER-A1")
    with import_refused_saying("같은 결제로 보입니다", SamePaymentsUnclear):
        takes(world, *SERIAL)
    assert ledger(world) == EACH_ONCE


@pytest.mark.parametrize(
    ("said", "expected"),
    [(SamePayments.SAME, EACH_ONCE), (SamePayments.TWO, sorted([*EACH_ONCE, ("m1", 49_000)]))],
)
def test_a_person_says_what_a_row_of_a_file_is(
    world: World, said: SamePayments, expected: list[tuple[str, int]]
) -> None:
    knows_cards(world)
    sweep(world.system)
    takes(world, *SERIAL, same=said)
    takes(world, *SERIAL)  # known now
    import_gateway(world.system, seoul("2026-02-01"))

    assert ledger(world) == expected
    assert world.findings(FindingKind.SAME_PAYMENT) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [(SamePayments.SAME, EACH_ONCE), (SamePayments.TWO, sorted([*EACH_ONCE, ("m1", 49_000)]))],
)
@pytest.mark.parametrize("unread", [False, True])
def test_a_person_says_what_the_gateways_past_is(
    world: World, said: SamePayments, expected: list[tuple[str, int]], unread: bool
) -> None:
    """Also of a payment whose first reading, of half a won, could not be believed."""
    if unread:
        knows_cards(world)
        [row] = [one for one in world.sandbox.payments() if one["merchant_uid"] == "ORDER-A1"]
        with world.system.database.writing() as session:
            half = payment_from(row | {"amount": 49_000.5})
            settle_payment(session, half, source=Source.SWEEP, now=world.clock.now())
    takes(world, *SERIAL)
    takes(world, BY_ORDER[1])
    if not unread:
        knows_cards(world)

    assert look_at_gateway(world.system, seoul("2026-02-01")).same_count == 1
    with pytest.raises(SamePaymentsUnclear):
        import_gateway(world.system, seoul("2026-02-01"))
    assert ledger(world) == [("m1", 49_000), ("m2", 29_000)]

    import_gateway(world.system, seoul("2026-02-01"), same_payments=said)

    assert ledger(world) == expected
    assert world.findings(FindingKind.SAME_PAYMENT) == []


def test_two_numbers_of_the_gateway_stay_two(world: World) -> None:
    """The same member, second and won: captured twice."""
    world.move(seoul("2026-04-21 10:00"))
    for order in ("shop-1", "shop-2"):
        charges(world, "card-1", order, 29_000)
    world.move(world.clock.now() + timedelta(hours=1))
    knows_cards(world)
    takes(world, f"{number_of(world, 'shop-1')},shop-1,m1,2026-04-21T10:00:00+09:00,29000")
    sweep(world.system)

    assert ledger(world).count(("m1", 29_000)) == 2


def test_every_row_bears_its_names(world: World) -> None:
    takes(world, *BY_ORDER)
    sweep(world.system)

    names = {(row.imp_uid, str(row.kind), row.name) for row in world.rows(PaymentName)}
    number = number_of(world, "ORDER-A1")
    assert {
        ("ORDER-A1", "file", "ORDER-A1"),
        ("ORDER-A1", "order", "ORDER-A1"),
        ("ORDER-A1", "gateway", number),
    } <= names


def test_a_payment_that_comes_in_while_a_file_is_read_is_not_overlooked(
    world: World,
) -> None:
    """On PostgreSQL somebody else commits in between; on SQLite nobody can."""
    if world.system.database.is_sqlite:
        return
    knows_cards(world)
    swept: list[int] = []

    def rows_are_read(_file: str, _rows: int) -> None:
        if not swept:
            swept.append(1)
            sweep(world.system)

    files = {FileKind.PAYMENTS: SourceFile("p.csv", (HEADING + "\n".join(BY_ORDER)).encode())}
    with pytest.raises(Refusal, match="import_interrupted"):
        import_history(
            world.system.database, files, APPROVER, world.clock.now(), on_rows=rows_are_read
        )
    takes(world, *BY_ORDER)

    assert ledger(world) == EACH_ONCE
