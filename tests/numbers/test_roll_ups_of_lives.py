"""The sums of members' lives follow whatever the book learns, and say so when they cannot."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.history import count_payments
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.numbers.cohorts import cohorts
from billing_core.numbers.membership import movements
from billing_core.numbers.mrr import mrr_movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import keep_roll_ups, stop_keeping
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal
from tests.numbers.book import Book, seoul

NOVEMBER, JANUARY, FEBRUARY = Month(2024, 11), Month(2025, 1), Month(2025, 2)
LATER = AsOf(seoul("2025-06-01"))
PAST = """imp_uid,merchant_uid,member_id,paid_at,amount
past-3,m-3,hana,2025-01-02T10:00:00+09:00,1000
past-1,m-1,hana,2024-11-05T10:00:00+09:00,1000
past-2,m-2,hana,2024-12-05T10:00:00+09:00,1000
"""


def live_a_little(session: Session) -> None:
    """hana pays for January and February, is given a part back, and leaves; duri stays."""
    book = Book(session)
    hana = book.subscribes("hana", seoul("2025-01-25 10:00"))
    book.refunded(book.renews(hana), seoul("2025-03-02 10:00"), 9_000)
    duri = book.subscribes("duri", seoul("2025-01-25 10:00"))
    for _ in range(4):
        book.renews(duri)


@pytest.mark.parametrize("at_once", [1, 1_000])
def test_an_imported_past_moves_a_member_to_an_earlier_cohort_with_all_they_brought(
    database: Database, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(count_payments, "FACTS_AT_ONCE", at_once)
    with database.writing() as session:
        live_a_little(session)

    files = {FileKind.PAYMENTS: SourceFile("past.csv", PAST.encode())}
    import_history(database, files, SYSTEM, LATER.now)

    with database.reading() as session:
        assert check(session) == []
        found = {cohort.month: cohort for cohort in cohorts(session, NOVEMBER, LATER)}
    old, new = found[NOVEMBER], found[JANUARY]
    assert (old.members, old.realised_won) == (1, 3_000 + 58_000 - 9_000)
    assert (new.members, new.realised_won) == (1, 5 * 29_000)
    retained = {cell.month: (cell.retained, int(cell.mrr)) for cell in old.cells}
    assert retained[NOVEMBER] == (0, 0), "imported payments are no membership of ours"
    assert retained[FEBRUARY] == (1, 29_000)
    assert retained[Month(2025, 3)] == (0, 0)


def test_another_grace_makes_other_stays(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        hana = book.subscribes("hana", seoul("2025-01-25 10:00"))
        book.declined(hana)
        book.renews(hana, seoul("2025-03-07 10:00"))  # ten days late

    def returning(grace_days: int) -> int:
        with database.reading() as session:
            march = Month(2025, 3)
            as_of = AsOf(LATER.now, grace_days)
            assert check(session) == []
            return movements(session, [march], as_of)[march].returning

    assert returning(7) == 1
    with pytest.raises(Refusal, match="roll_ups_missing"):
        returning(14)

    keep_roll_ups(database, grace_days=14)

    assert returning(14) == 0


def test_years_written_in_one_go_are_counted_once_at_their_end(database: Database) -> None:
    stop_keeping(database)
    with database.writing() as session:
        live_a_little(session)
        with pytest.raises(Refusal):
            mrr_movements(session, [JANUARY], LATER)

    keep_roll_ups(database, grace_days=7)

    with database.reading() as session:
        assert check(session) == []
        assert mrr_movements(session, [JANUARY], LATER)[JANUARY].end == 58_000
