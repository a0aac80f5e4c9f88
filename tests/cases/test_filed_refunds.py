"""A refund that a company's file and the gateway tell differently is entered once (L29, L30)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.reconcile.sweep import sweep
from billing_core.roll_ups.check import check
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from tests.history.refusing import import_refused_saying
from tests.history.two_books import by_number, gives_back, money_back, number_of, two_members_paid
from tests.numbers.book import seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount,refunded,refunded_at\n"
BACK = seoul("2026-04-02 13:00")
OTHERWISE = {
    "a day off": ("10000", "2026-04-03T00:00:00+09:00"),
    "more won": ("12000", "2026-04-02T13:00:00+09:00"),
    "less won": ("4000", "2026-04-02T13:00:00+09:00"),
}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with two_members_paid(database_url) as world:
        yield world


def takes(world: World, won: str, at: str) -> None:
    first, second = by_number(world)
    text = HEADING + f"{first},{won},{at}\n{second},,\n"
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", text.encode())}
    import_history(world.system.database, files, APPROVER, world.clock.now())


def next_day(world: World) -> None:
    world.move(world.clock.now() + DAY)
    sweep(world.system)


def back(world: World) -> dict[datetime, int]:
    """What stands in the ledger, by instant; the sums and the light agree with it."""
    with world.system.database.reading() as session:
        assert check(session) == []
        found = {each.invariant: each for each in lights(session, world.clock.now())}
    assert found[Invariant.LEDGER_COMPLETE].green
    return money_back(world)


@pytest.mark.parametrize("said", OTHERWISE.values(), ids=OTHERWISE)
def test_the_gateways_refund_then_a_file_that_says_otherwise(
    world: World, said: tuple[str, str]
) -> None:
    """L30: the row is named, with what the gateway says."""
    takes(world, "", "")
    sweep(world.system)

    with import_refused_saying("2026-04-02 10,000원", ImportRefused) as refused:
        takes(world, *said)

    assert [bad.line for bad in refused.value.bad_rows] == [2]
    assert back(world) == {BACK: -10_000}
    [kept] = world.rows(PaymentRecord, PaymentRecord.merchant_uid == "ORDER-A1")
    assert kept.cancel_amount == 10_000
    gives_back(world, 39_000)
    next_day(world)
    assert sum(back(world).values()) == -49_000


@pytest.mark.parametrize("said", OTHERWISE.values(), ids=OTHERWISE)
def test_a_file_then_the_gateway_that_says_otherwise(world: World, said: tuple[str, str]) -> None:
    """L29: the gateway's word stands; a person is asked about won that it does not have."""
    takes(world, *said)

    next_day(world)
    takes(world, *said)
    next_day(world)

    assert back(world) == {BACK: -10_000}
    [kept] = world.rows(PaymentRecord, PaymentRecord.merchant_uid == "ORDER-A1")
    assert (kept.cancel_amount, kept.cancelled_at) == (10_000, BACK)
    asked = [(one.kind, one.amount) for one in world.findings()]
    more = int(said[0]) - 10_000
    assert asked == ([(FindingKind.REFUND_ONLY_IN_FILE, more)] if more > 0 else [])


@pytest.mark.parametrize("file_first", [True, False])
def test_one_sum_of_two_refunds(world: World, file_first: bool) -> None:
    """L29: a column says all that went back."""
    gives_back(world, 3_000)
    if not file_first:
        takes(world, "", "")
        sweep(world.system)
    takes(world, "13000", "2026-04-20T00:00:00+09:00")

    next_day(world)

    assert back(world) == {BACK: -10_000, seoul("2026-04-20"): -3_000}
    assert world.findings() == []


def gives_back_at_the_bank(world: World) -> str:
    """The file has 5,000 won of the second payment, of which the gateway knows nothing."""
    first, second = by_number(world)
    text = HEADING + f"{first},10000,2026-04-02\n{second},5000,2026-04-06T00:00:00+09:00\n"
    text = text.replace("2026-04-02\n", "2026-04-02T13:00:00+09:00\n")
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", text.encode())}
    import_history(world.system.database, files, APPROVER, world.clock.now())
    assert sum(money_back(world).values()) == -15_000
    return number_of(world, "ORDER-A2")


@pytest.mark.parametrize("cure", [Cure.RECOGNISE, Cure.LEAVE_IT])
def test_a_refund_that_only_the_file_has_is_a_question(world: World, cure: Cure) -> None:
    """L29: only a person knows of a transfer."""
    number = gives_back_at_the_bank(world)
    next_day(world)
    [asked] = world.findings(FindingKind.REFUND_ONLY_IN_FILE)
    assert (asked.subject, world.called(asked.member_id), asked.amount) == (number, "m2", 5_000)
    assert back(world) == {BACK: -10_000}

    world.cure(FindingKind.REFUND_ONLY_IN_FILE, cure)
    next_day(world)

    assert world.findings() == []
    by_transfer = world.rows(LedgerEntry, LedgerEntry.kind == EntryKind.TRANSFER_REFUND)
    told = [(world.called(one.member_id), one.amount, one.occurred_at) for one in by_transfer]
    assert told == ([("m2", -5_000, seoul("2026-04-06"))] if cure is Cure.RECOGNISE else [])
    back(world)


def test_all_that_went_back_after_all_closes_the_question(world: World) -> None:
    """L29: nothing is left that could have gone back another way."""
    gives_back_at_the_bank(world)
    next_day(world)

    world.call_gateway("/payments/cancel", {"merchant_uid": "ORDER-A2"})
    next_day(world)

    assert world.findings() == []
    assert sum(back(world).values()) == -39_000


def test_two_files_and_no_gateway(world: World) -> None:
    """L29: a later file that says of the same payment another sum names the row; a refund in a row
    of its own is one more."""
    rows = "o-1,o-1,m1,2026-02-10T10:00:00+09:00,29000,{}\n"
    said = ["10000,2026-02-12T09:00:00+09:00", "13000,2026-02-15T09:00:00+09:00"]

    def import_row(text: str) -> None:
        files = {FileKind.PAYMENTS: SourceFile("shop.csv", text.encode())}
        import_history(world.system.database, files, APPROVER, world.clock.now())

    for _ in range(2):
        import_row(HEADING + rows.format(said[0]))
    with import_refused_saying("2026-02-12 10,000원", ImportRefused):
        import_row(HEADING + rows.format(said[1]))
    import_row(HEADING + "o-1,o-1,m1,2026-02-15T09:00:00+09:00,-3000,,\n")

    assert sorted(money_back(world).values()) == [-10_000, -3_000]
