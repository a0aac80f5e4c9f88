"""Ids that nobody can tell apart: a question about each pair, before anything is taken."""

from __future__ import annotations

import pytest

from billing_core.history.alike_members import AlikeMembers
from billing_core.lifecycle.app_ids import member_called
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import HEADING, Desk

DECOMPOSED = "\u1100\u1161\u1105\u1161\u11b7"
UNSEEN = "duri\u200b"
BOTH = [("가람", DECOMPOSED), ("duri", UNSEEN)]


def payments(*members: str, first: int = 1) -> str:
    return HEADING + "".join(
        f"imp_{n},o{n},{member},2025-01-05T12:00:00+09:00,29000\n"
        for n, member in enumerate(members, start=first)
    )


ALL = payments("가람", DECOMPOSED, "duri", UNSEEN, "20417")


def pairs(alike: tuple[AlikeMembers, ...]) -> list[tuple[str, str]]:
    return [(each.known, each.given) for each in alike]


def test_each_pair_of_a_file_is_asked_about_and_nothing_is_taken(desk: Desk) -> None:
    refused = desk.refuses(ALL)

    assert [bad.line for bad in refused.bad_rows] == [3, 5]
    assert "회원 ID 'duri[U+200B]'는 'duri'와 눈으로 구별되지 않습니다" in refusal_said(refused)
    assert repr("·".join(DECOMPOSED)) in refusal_said(refused)
    assert pairs(desk.takes(ALL, dry_run=True).alike) == BOTH
    assert desk.book() == [0, 0, 0, 0]


def test_a_pair_across_two_imports_is_asked_about(desk: Desk) -> None:
    desk.imports(payments(UNSEEN, "가람"))

    report = desk.takes(payments("duri", DECOMPOSED, first=3), dry_run=True)

    assert pairs(report.alike) == [(UNSEEN, "duri"), ("가람", DECOMPOSED)]
    assert [each.kept for each in report.alike] == [UNSEEN, "가람"]
    assert report.bad_count == 2


@pytest.mark.parametrize("order", [("duri", UNSEEN), (UNSEEN, "duri")])
def test_as_one_member_they_are_called_by_the_plainer_id(
    sqlite_desk: Desk, order: tuple[str, str]
) -> None:
    [alike] = sqlite_desk.takes(payments(*order), dry_run=True).alike
    assert (alike.kept, alike.other) == ("duri", UNSEEN)

    same = f'[same_members]\n"duri\\u200b" = "{alike.kept}"\n'
    report = sqlite_desk.imports(payments(*order), same)

    assert (report.members_new, report.rows_new) == (1, 2)
    assert sqlite_desk.imports(payments(*order), same).rows_known == 2


def test_members_of_their_own_stay_two(desk: Desk) -> None:
    other = f'other_members = ["duri\\u200b", "{DECOMPOSED}"]\n'

    assert desk.imports(ALL, other).members_new == 5
    with desk.database.reading() as session:
        assert member_called(session, UNSEEN) is not None


def test_three_files_of_one_import_are_compared_with_each_other(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(
        payments(UNSEEN), members="member_id,name,joined_at\nduri,두리,2025-01-01T00:00:00Z\n"
    )

    assert [(bad.file_name, bad.line) for bad in refused.bad_rows] == [("payments.csv", 2)]


def test_what_can_be_told_apart_is_no_question(sqlite_desk: Desk) -> None:
    members = ["a1", "A1", "a 1", "👨\u200d👩\u200d👧", "👨👩👧", "m2", "m²", "01", "2"]

    assert sqlite_desk.imports(payments(*members)).members_new == len(members)


def test_an_id_of_nothing_that_can_be_seen_is_none(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses(payments("\u200b\u3164")).bad_rows

    assert bad_row_said(bad).startswith("member_id: 보이지 않는 글자뿐입니다")


@pytest.mark.parametrize("order", [("00417", "417"), ("417", "00417")])
def test_an_id_that_may_have_lost_its_zeros_is_a_question(
    desk: Desk, order: tuple[str, str]
) -> None:
    """Excel shows 00417 as 417, and saves what it shows."""
    refused = desk.refuses(payments(*order, "518"))
    assert "와 앞의 0만 다릅니다. 엑셀이 0을 지운 같은 회원이면" in refusal_said(refused)
    [alike] = desk.takes(payments(*order), dry_run=True).alike
    assert (alike.kept, alike.other) == ("00417", "417")
    assert desk.book() == [0, 0, 0, 0]

    desk.imports(payments(*order), '[same_members]\n"417" = "00417"\n')

    assert desk.book()[:2] == [1, 2]


@pytest.mark.parametrize(("first", "then"), [("00417", "417"), ("417", "00417"), ("0417", "00417")])
def test_lost_zeros_are_asked_about_across_two_imports(desk: Desk, first: str, then: str) -> None:
    desk.imports(payments(first, "518", "0", "00"))

    report = desk.takes(payments(then, "519", first=5), dry_run=True)
    assert [(each.known, each.given, each.kept) for each in report.alike] == [(first, then, first)]

    desk.imports(payments(then, first=5), f'[payments]\nother_members = ["{first}", "{then}"]\n')

    assert desk.book()[0] == 5


def test_numbers_of_which_each_has_its_zeros_are_no_question(sqlite_desk: Desk) -> None:
    assert sqlite_desk.imports(payments("0001", "0002", "0010", "0100", "m1", "m01")).rows_new == 6
