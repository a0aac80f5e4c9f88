"""The key is lost for good: a new chain begins, and what cannot be verified any more is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from billing_core.clock import HeldClock
from billing_core.rules.actor import terminal_user
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.seals.keep_seals import EVERYTHING_EVERY
from billing_core.seals.key import key_file
from billing_core.seals.new_chain import acknowledge_new_chain, begin_new_chain
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.seals.office import Office, open_office

ENGINEER = terminal_user("root")
TOLD = [SealDifference(SealFlaw.CHAIN_BEGUN, 2)]


@pytest.fixture
def office(sqlite_url: str, held_clock: HeldClock) -> Iterator[Office]:
    """Two seals, and their key is gone."""
    with open_office(sqlite_url, held_clock) as office:
        office.takes_payments("hana", "duri")
        office.seals()
        key_file(office.system.settings).unlink()
        office.takes_payments("sena")
        office.seals()
        assert office.told() == [SealDifference(SealFlaw.KEY_MISSING)]
        yield office


def later(office: Office) -> None:
    office.clock.set(office.clock.now() + EVERYTHING_EVERY + timedelta(hours=1))
    office.seals()


def test_it_seals_again_and_tells_from_where_until_an_administrator_takes_note(
    office: Office,
) -> None:
    assert begin_new_chain(office.system, "디스크 고장", ENGINEER) == 2
    later(office)
    assert office.told() == TOLD
    assert office.count("seals") == 4

    acknowledge_new_chain(office.system, ADMINISTRATOR)
    later(office)
    assert office.told() == []


def test_what_the_new_key_sealed_is_verified_as_ever(office: Office) -> None:
    begin_new_chain(office.system, "디스크 고장", ENGINEER)
    office.seals()
    office.tampers("UPDATE ledger SET amount = 1 WHERE id = 3")
    later(office)
    assert {one.flaw for one in office.told()} == {SealFlaw.CHAIN_BEGUN, SealFlaw.ROW_CHANGED}


def test_nobody_has_seals_passed_over_by_writing_to_the_book(office: Office) -> None:
    """The act alone, without the proof that only the key can make, begins no chain."""
    key_file(office.system.settings).write_text("f" * 64)
    with office.database.writing() as session:
        session.execute(
            text(
                "INSERT INTO audit_log (at, actor_kind, actor, act, subject, detail) SELECT at,"
                " actor_kind, actor, 'seal.chain_begun', '2', '{\"proof\": \"0\"}' FROM audit_log"
                " LIMIT 1"
            )
        )
    later(office)
    assert office.told() == [SealDifference(SealFlaw.KEY_CHANGED)]


@pytest.mark.parametrize("detail", ["[]", "{", '{"proof": "é"}', '{"proof": null}'])
def test_an_act_that_says_anything_at_all_keeps_nobody_from_looking(
    office: Office, detail: str
) -> None:
    begin_new_chain(office.system, "디스크 고장", ENGINEER)
    office.seals()
    office.tampers(
        "INSERT INTO audit_log (at, actor_kind, actor, act, subject, detail) SELECT at,"
        f" actor_kind, actor, 'seal.chain_begun', 'x', '{detail}' FROM audit_log LIMIT 1",
        "UPDATE ledger SET amount = 1 WHERE id = 3",
    )
    later(office)
    assert SealFlaw.ROW_CHANGED in {one.flaw for one in office.told()}


def test_a_seal_that_is_said_to_be_of_another_key_is_looked_at_all_the_same(
    office: Office,
) -> None:
    begin_new_chain(office.system, "디스크 고장", ENGINEER)
    office.seals()
    office.tampers("UPDATE seals SET key_name = 'x' WHERE id = 3")
    later(office)
    assert SealDifference(SealFlaw.SEAL_CHANGED, 3) in office.told()


def test_who_begins_one_and_when(office: Office, held_clock: HeldClock) -> None:
    for actor, reason, code in (
        (APPROVER, "x", RefusalCode.NOT_ALLOWED),
        (ENGINEER, " ", RefusalCode.NO_REASON),
    ):
        with pytest.raises(Refusal) as refused:
            begin_new_chain(office.system, reason, actor)
        assert refused.value.says is code
    assert not key_file(office.system.settings).exists()

    begin_new_chain(office.system, "디스크 고장", ENGINEER)
    office.seals()
    with pytest.raises(Refusal) as refused:
        begin_new_chain(office.system, "또", ENGINEER)
    assert refused.value.says is RefusalCode.SEAL_KEY_WORKS
