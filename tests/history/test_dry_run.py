"""The dry run of an import: what would be new, known, left out and refused."""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.refused import ImportRefused
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.history.test_mapping import MAPPING, SHOP

ZERO = "imp_2,shop-2,duri,2025-01-06T12:00:00+09:00,0\n"
BAD = "imp_3,shop-3,duri,yesterday,1000\n"
OTHER = GOOD.replace("29000", "49000")


def test_it_says_what_would_come_and_changes_nothing(desk: Desk) -> None:
    desk.imports(HEADING + GOOD)
    before = desk.book()

    report = desk.takes(HEADING + GOOD + ZERO + BAD + OTHER, dry_run=True)

    file = report.of(FileKind.PAYMENTS)
    assert report.dry_run
    assert (file.rows_new, file.rows_known, file.members_new) == (1, 2, 1)
    assert [row.line for row in file.excluded] == [3]
    assert [(bad.line, bad_row_said(bad)[:7]) for bad in report.bad_rows] == [
        (4, "paid_at"),
        (5, "imp_1: "),
    ]
    assert desk.book() == before


def test_what_it_foretells_is_what_happens(desk: Desk) -> None:
    foretold = desk.takes(SHOP, mapping=MAPPING, dry_run=True)
    happened = desk.takes(SHOP, mapping=MAPPING)

    assert happened.files == foretold.files
    assert desk.book() == [2, 2, 2, 1]


def test_the_files_see_each_other(desk: Desk) -> None:
    """A member of the first file is not new in the second, although nothing is kept."""
    members = "member_id,name,joined_at\nhana,김하나,2024-11-02T10:00:00+09:00\n"
    report = desk.takes(HEADING + GOOD, members=members, dry_run=True)

    assert [file.members_new for file in report.files] == [1, 0]
    assert desk.book() == [0, 0, 0, 0]


def test_a_file_that_cannot_be_read_is_among_the_refused_beside_the_rows_of_another(
    desk: Desk,
) -> None:
    report = desk.takes(HEADING + BAD, members="id\n1\n", dry_run=True)

    assert [bad.file_name for bad in report.bad_rows] == ["members.csv", "payments.csv"]
    with pytest.raises(ImportRefused):
        desk.takes(HEADING + BAD, members="id\n1\n")
