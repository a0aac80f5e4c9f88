"""A company's past comes in whatever order, with the worker at work meanwhile: what was taken
before us is no surplus (F4, L30)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import Card, Finding
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.rules.finding import FindingKind
from tests.history.two_books import (
    EACH_ONCE,
    by_number,
    charges,
    ledger,
    number_of,
    takes,
    two_members_paid,
)
from tests.numbers.book import seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

CARDS = b"customer_uid,member_id\ncard-1,m1\ncard-2,m2\n"
STEPS = ("worker", "cards", "gateway", "file")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with two_members_paid(database_url) as world:
        yield world


def takes_cards(world: World) -> None:
    files = {FileKind.CARDS: SourceFile("cards.csv", CARDS)}
    import_history(world.system.database, files, APPROVER, world.clock.now())


def works(world: World) -> None:
    world.move(world.clock.now() + DAY / 96)
    world.work()


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids="-".join)
def test_what_was_taken_before_us_is_the_past(world: World, order: tuple[str, ...]) -> None:
    """L30: the cards first, as the page of importing says, or in any other order."""
    for step in order:
        match step:
            case "worker":
                works(world)
            case "cards":
                takes_cards(world)
            case "gateway":
                import_gateway(world.system, seoul("2026-02-01"))
            case _:
                takes(world, *by_number(world))
        assert world.findings() == []
    works(world)

    assert ledger(world) == EACH_ONCE
    assert world.findings() == []


def test_what_is_taken_after_the_cards_are_known_is_asked_about_until_a_file_explains_it(
    world: World,
) -> None:
    """L30: the system before ours goes on for a while; its own file says so, before or after."""
    takes_cards(world)
    world.move(seoul("2026-04-21 10:00"))
    charges(world, "card-2", "ORDER-B2", 29_000)
    works(world)
    assert [one.amount for one in world.findings(FindingKind.UNEXPECTED_CHARGE)] == [29_000]

    takes(world, f"{number_of(world, 'ORDER-B2')},ORDER-B2,m2,2026-04-21T10:00:00+09:00,29000")

    assert world.findings() == []
    works(world)
    assert world.findings() == []
    assert ledger(world) == sorted([*EACH_ONCE, ("m2", 29_000)])


def test_a_question_of_before_closes_itself(world: World) -> None:
    """L30: opened by a version that did not look."""
    takes_cards(world)
    works(world)
    with world.system.database.writing() as session:
        session.add(
            Finding(
                kind=FindingKind.UNEXPECTED_CHARGE,
                subject=number_of(world, "ORDER-A2"),
                member_id=world.number("m2"),
                amount=29_000,
                detail={},
                opened_at=world.clock.now(),
            )
        )

    works(world)

    assert world.findings() == []


def test_while_the_member_is_with_us_it_is_asked_about(world: World) -> None:
    """L30: a key of before, of which we hear only now, paid for time that was bought here."""
    world.join("m2")
    world.move(seoul("2026-04-22 10:00"))
    charges(world, "card-2", "ORDER-B2", 29_000)
    world.move(seoul("2026-04-23 10:00"))
    takes_cards(world)
    [known] = world.rows(Card, Card.customer_uid == "card-2")
    assert known.registered_at > seoul("2026-04-22 10:00")

    works(world)

    asked = [one.subject for one in world.findings(FindingKind.DOUBLE_CHARGE)]
    assert asked == [number_of(world, "ORDER-B2")]
