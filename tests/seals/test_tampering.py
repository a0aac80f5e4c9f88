"""Whoever changes the ledger or the audit log past the guards is told by the light, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.seals import keep_seals as keeping
from billing_core.seals import seal_rows
from billing_core.seals.key import key_file
from tests.seals.office import Office, open_office

F = SealFlaw
COPIED = (
    "INSERT INTO audit_log (id, at, actor_kind, actor, act, member_id, subject, detail)"
    " SELECT {id}, at, actor_kind, actor, act, member_id, subject, detail FROM audit_log"
    " WHERE id = 1"
)
# The first seal has the ledger, the second the audit log; notes are rows 7 and 40 of it.
CASES: list[tuple[str, list[SealDifference]]] = [
    (
        "UPDATE ledger SET amount = 1 WHERE id = 2",
        [SealDifference(F.ROW_CHANGED, 1, "ledger", (2,))],
    ),
    (
        "UPDATE ledger SET occurred_at = recorded_at, kind = 'stolen', member_id = 1",
        [SealDifference(F.ROW_CHANGED, 1, "ledger", (1, 2, 3))],
    ),
    ("DELETE FROM ledger WHERE id = 2", [SealDifference(F.ROW_MISSING, 1, "ledger", (2,))]),
    ("DELETE FROM ledger", [SealDifference(F.ROW_MISSING, 1, "ledger", (1, 2, 3))]),
    (
        "UPDATE audit_log SET actor = '이수진' WHERE id = 7",
        [SealDifference(F.TEXT_CHANGED, 2, "audit_log", (7,))],
    ),
    (
        "UPDATE audit_log SET detail = '{}' WHERE id = 7",
        [SealDifference(F.TEXT_CHANGED, 2, "audit_log", (7,))],
    ),
    (
        "UPDATE audit_log SET act = 'downgrade.approved' WHERE id = 7",
        [SealDifference(F.ROW_CHANGED, 2, "audit_log", (7,))],
    ),
    (
        "UPDATE audit_log SET subject = CASE id WHEN 7 THEN 'a' ELSE 'b' END WHERE id IN (7, 40)",
        [SealDifference(F.TEXT_CHANGED, 2, "audit_log", (7, 40))],
    ),
    (COPIED.format(id=20), [SealDifference(F.ROW_ADDED, 2, "audit_log", (20,))]),
    (COPIED.format(id=-7), [SealDifference(F.ROW_ADDED, 2, "audit_log", (-7,))]),
    ("UPDATE seals SET sealed_at = '2020-01-01' WHERE id = 1", [SealDifference(F.SEAL_CHANGED, 1)]),
    ("UPDATE seals SET last_id = 39 WHERE id = 2", [SealDifference(F.SEAL_CHANGED, 2)]),
    ("DELETE FROM seals WHERE id = 1", [SealDifference(F.SEAL_MISSING, 1)]),
    ("DELETE FROM seals WHERE id = 2", [SealDifference(F.CHAIN_CUT, 2)]),
    ("DELETE FROM seals", [SealDifference(F.CHAIN_CUT, 2)]),
]


@pytest.fixture
def office(database_url: str, held_clock: HeldClock) -> Iterator[Office]:
    with open_office(database_url, held_clock) as office:
        office.takes_payments("hana", "duri", "sena")
        office.notes("자리를 비움", "다시 확인")
        office.tampers("UPDATE audit_log SET id = 40 WHERE id = 8")  # as where numbers were lost
        if not office.database.is_sqlite:
            office.tampers("SELECT setval('audit_log_id_seq', 40)")
        office.seals()
        assert office.told() == []
        assert office.count("seals") == 2
        yield office


def everything_is_looked_at(office: Office) -> None:
    office.clock.set(office.clock.now() + keeping.EVERYTHING_EVERY)
    office.seals()


@pytest.mark.parametrize(("statement", "told"), CASES)
def test_what_was_changed_is_told_with_its_rows(
    office: Office, statement: str, told: list[SealDifference]
) -> None:
    office.tampers(statement)

    everything_is_looked_at(office)

    assert office.told() == told


def test_what_was_put_right_turns_the_light_green(office: Office) -> None:
    office.tampers("UPDATE ledger SET amount = amount + 1 WHERE id = 2")
    everything_is_looked_at(office)
    assert office.told()

    office.tampers("UPDATE ledger SET amount = amount - 1 WHERE id = 2")
    everything_is_looked_at(office)

    assert office.told() == []


def test_what_comes_later_is_sealed_by_itself_and_nothing_twice(office: Office) -> None:
    office.seals()
    assert office.count("seals") == 2

    office.takes_payments("hana")
    office.notes("세 번째")
    office.seals()

    assert office.count("seals") == 4
    everything_is_looked_at(office)
    assert office.told() == []


def test_nothing_is_sealed_again_where_the_last_seals_are_gone(office: Office) -> None:
    """Neither what they held, changed, nor anything new: it would be the new truth."""
    office.tampers("DELETE FROM seals", "UPDATE ledger SET amount = 1")
    office.takes_payments("hana")

    office.seals()

    assert office.count("seals") == 0
    assert [one.flaw for one in office.told()] == [F.CHAIN_CUT]

    key_file(office.system.settings).with_suffix(".seal-head").unlink()  # a person has looked
    office.seals()
    assert office.told() == []


def test_a_few_seals_at_a_time_come_round_to_everything_within_days(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_rows, "ROWS_OF_A_SEAL", 1)
    monkeypatch.setattr(keeping, "SEALS_OF_A_LOOK", 2)
    office.takes_payments("hana", "duri", "sena", "hana")
    office.seals()
    assert office.count("seals") == 14
    office.tampers(
        "UPDATE ledger SET amount = 1 WHERE id IN (2, 5)", "DELETE FROM audit_log WHERE id > 45"
    )

    found = []
    for _ in range(8):
        office.clock.set(office.clock.now() + timedelta(hours=1))
        office.seals()
        found.append(len(office.told()))

    assert found == sorted(found), "what was found stays while other seals are looked at"
    assert {one.seal for one in office.told()} == {1, 4, 12, 13, 14}


def test_years_are_sealed_a_helping_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_rows, "ROWS_OF_A_SEAL", 1)
    monkeypatch.setattr(seal_rows, "SEALS_AT_ONCE", 3)
    office.takes_payments("hana", "duri")

    assert keeping.keep_seals(office.system) == office.clock.now(), "more is left"
    keeping.keep_seals(office.system)
    assert keeping.keep_seals(office.system) > office.clock.now()
    assert office.count("seals") == 2 + 2 + 4


def test_what_the_guards_refuse_is_told_where_they_are_gone(office: Office) -> None:
    replaced = (
        "REPLACE INTO ledger SELECT id, kind, imp_uid, refund_key, merchant_uid, member_id,"
        " subscription_id, 1, occurred_at, recorded_at, source FROM ledger WHERE id = 2"
    )
    office.tampers(replaced if office.database.is_sqlite else "TRUNCATE ledger")

    everything_is_looked_at(office)

    flaw, rows = (F.ROW_CHANGED, (2,)) if office.database.is_sqlite else (F.ROW_MISSING, (1, 2, 3))
    assert office.told() == [SealDifference(flaw, 1, "ledger", rows)]
