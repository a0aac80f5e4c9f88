"""The key is outside the book; without it, or with another one, nothing is sealed as if all were well."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from billing_core.clock import HeldClock
from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.seals.key import key_file
from tests.seals.office import Office, open_office


@pytest.fixture
def office(sqlite_url: str, held_clock: HeldClock) -> Iterator[Office]:
    with open_office(sqlite_url, held_clock) as office:
        yield office


def test_the_key_is_made_with_the_first_seal_for_its_owner_alone(office: Office) -> None:
    file = key_file(office.system.settings)
    office.seals()
    assert not file.exists(), "there was nothing to seal"

    office.takes_payments("hana")
    office.seals()

    assert len(file.read_text().strip()) == 64
    if os.name == "posix":
        kept = [file, file.with_suffix(".seal-head")]
        assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
    with office.database.reading() as session:
        book = session.connection().connection.cursor().execute("SELECT * FROM seals").fetchall()
    assert file.read_text().strip() not in repr(book)


@pytest.mark.parametrize(
    ("afterwards", "flaw"), [("", SealFlaw.KEY_MISSING), ("f" * 64, SealFlaw.KEY_CHANGED)]
)
def test_a_lost_or_changed_key_is_told_until_it_is_back(
    office: Office, afterwards: str, flaw: SealFlaw
) -> None:
    office.takes_payments("hana")
    office.seals()
    file = key_file(office.system.settings)
    kept = file.read_text()
    file.write_text(afterwards)
    office.takes_payments("duri")

    office.seals()

    assert office.told() == [SealDifference(flaw)]
    assert office.count("seals") == 2

    file.write_text(kept)
    office.seals()
    assert office.told() == []
    assert office.count("seals") == 4


def test_a_missing_file_is_never_made_anew_over_old_seals(office: Office) -> None:
    office.takes_payments("hana")
    office.seals()
    key_file(office.system.settings).unlink()

    office.seals()

    assert not key_file(office.system.settings).exists()
    assert office.told() == [SealDifference(SealFlaw.KEY_MISSING)]


def test_a_key_that_is_set_needs_no_file(sqlite_url: str, held_clock: HeldClock) -> None:
    with open_office(sqlite_url, held_clock, seal_key=SecretStr("열쇠")) as office:
        office.takes_payments("hana")
        office.seals()

        assert office.told() == []
        assert office.count("seals") == 2
        assert not key_file(office.system.settings).exists()
