"""Ids that nobody can tell apart, where a member begins: in the app or in a file."""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import FileMapping
from billing_core.history.source_file import SourceFile
from billing_core.models import Member
from billing_core.rules.member_key import LONGEST, member_key
from billing_core.rules.refusal import Refusal
from tests.parts.people import APPROVER
from tests.parts.world import World

UNSEEN = "duri\u200b"
DECOMPOSED = "\u1100\u1161\u1105\u1161\u11b7"


def takes(world: World, *members: str, others: tuple[str, ...] = ()) -> None:
    text = "member_id,name,joined_at\n" + "".join(
        f"{member},이름,2024-01-01T00:00:00Z\n" for member in members
    )
    import_history(
        world.system.database,
        {FileKind.MEMBERS: SourceFile("members.csv", text.encode())},
        APPROVER,
        world.clock.now(),
        mapping={FileKind.MEMBERS: FileMapping(other_members=others)},
    )


@pytest.mark.parametrize(("known", "given"), [("duri", UNSEEN), ("가람", DECOMPOSED)])
def test_a_checkout_begins_no_second_member(world: World, known: str, given: str) -> None:
    world.register_card(known)

    with pytest.raises(Refusal, match="member_id_alike") as refused:
        world.register_card(given)

    assert refused.value.code == "member_id_alike"
    assert [row.app_id for row in world.rows(Member)] == [known]


def test_nor_one_that_looks_like_a_member_of_a_file(world: World) -> None:
    takes(world, UNSEEN)

    with pytest.raises(Refusal, match="member_id_alike"):
        world.register_card("duri")


def test_who_is_a_member_already_goes_on_whomever_the_id_reminds_of(world: World) -> None:
    takes(world, "duri", UNSEEN, others=(UNSEEN,))

    world.join(UNSEEN)
    world.join("duri")

    assert world.ledger(UNSEEN) == world.ledger("duri") == [29_000]


def test_a_member_who_begins_while_a_file_is_read_is_not_overlooked(world: World) -> None:
    """On PostgreSQL somebody else commits in between; on SQLite nobody can."""
    if world.system.database.is_sqlite:
        return
    begun: list[str] = []

    def rows_are_read(_file: str, _rows: int) -> None:
        if not begun:
            begun.append(world.register_card("duri"))

    text = f"member_id,name,joined_at\n{UNSEEN},두리,2024-01-01T00:00:00Z\n"
    files = {FileKind.MEMBERS: SourceFile("members.csv", text.encode())}
    with pytest.raises(Refusal, match="import_interrupted"):
        import_history(
            world.system.database, files, APPROVER, world.clock.now(), on_rows=rows_are_read
        )

    assert [row.app_id for row in world.rows(Member)] == ["duri"]


def test_an_id_that_grows_when_it_is_composed_still_has_a_key(world: World) -> None:
    """Some letters of old scripts are two once composed, and the book keeps so many."""
    long = "\u0958" * LONGEST

    world.register_card(long)

    assert world.member(long).app_id_key == member_key(long)
