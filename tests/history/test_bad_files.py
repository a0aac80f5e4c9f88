"""What people's files are like: each of these ends in a list and a reason, or is read as it was meant.

| a file with | is | told in |
|---|---|---|
| two encodings in one | refused by its lines | test_encodings |
| merged header rows, a title above them | read | test_mapping, test_spreadsheets |
| an Excel cell merged over rows | refused by its line | test_spreadsheets |
| a broken quote, a missing cell | refused by its line | test_refused |
| a password, a web page's table, a far cell, nothing in it | refused in a sentence | test_unreadable |
"""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.numbers.explained import excluded
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.numbers.book import seoul

JANUARY = Month(2025, 1)
SEOUL = 'time_zone = "Asia/Seoul"'


def row(number: int, at: str = "2025-01-05 12:00", won: str = "29000", member: str = "hana") -> str:
    return f'imp_{number},shop-{number},{member},"{at}","{won}"\n'


def test_a_member_who_pays_twice_in_a_second_paid_twice(desk: Desk) -> None:
    report = desk.imports(HEADING + row(1) + row(2), SEOUL)

    assert (report.rows_new, report.members_new, report.won) == (2, 1, 58_000)
    assert list(desk.paid()) == ["imp_1", "imp_2"]


def test_merged_header_rows_under_a_title_are_one_heading(desk: Desk) -> None:
    merged = "결제 내역,,,,\n결제,,회원,,\nimp_uid,merchant_uid,member_id,paid_at,amount\n"

    assert desk.imports(merged + row(1), SEOUL).rows_new == 1


@pytest.mark.parametrize("won", ["29,000", "29,000원", "₩29,000", "￦ 29,000", "29000.00"])
def test_thousands_separators_and_the_won_sign_are_money(desk: Desk, won: str) -> None:
    assert desk.imports(HEADING + row(1, won=won), SEOUL).won == 29_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025.1.3", "2025-01-03 00:00"),
        ("2025-01-03 오전 9:00", "2025-01-03 09:00"),
        ("2025-01-03 오후 12:30", "2025-01-03 12:30"),
    ],
)
def test_korean_dates_are_the_moments_that_were_meant(desk: Desk, written: str, meant: str) -> None:
    desk.imports(HEADING + row(1, written), SEOUL)

    assert desk.paid() == {"imp_1": (seoul(meant), 29_000)}


def test_two_encodings_in_one_file_are_refused_by_the_lines_of_the_fewer(desk: Desk) -> None:
    korean = [row(number, member=name) for number, name in enumerate(("하나", "두리", "세나"))]
    content = (HEADING + korean[0] + korean[1]).encode() + korean[2].encode("cp949")

    refused = desk.refuses(content, mapping=SEOUL)

    assert [bad.line for bad in refused.bad_rows] == [4]
    assert desk.book() == [0, 0, 0, 0]


def test_a_number_twice_is_one_payment_and_with_other_words_none(desk: Desk) -> None:
    refused = desk.refuses(HEADING + row(1) + row(1, won="49000"), mapping=SEOUL)
    assert [bad_row_said(bad) for bad in refused.bad_rows] == [
        "imp_1: 이미 다른 내용으로 들어 있습니다(2행)"
    ]
    assert desk.book() == [0, 0, 0, 0]

    assert desk.imports(HEADING + row(1) + row(1), SEOUL).rows_new == 1


def test_a_reason_calls_the_column_as_the_file_does(desk: Desk) -> None:
    mapping = f'{SEOUL}\n[payments.columns]\namount = "받은 돈"\n'

    refused = desk.refuses(HEADING.replace("amount", "받은 돈") + row(1, won="?"), mapping=mapping)

    assert bad_row_said(refused.bad_rows[0]) == "받은 돈: 원 단위 정수여야 합니다(받은 값 '?')"


def test_a_zero_row_is_in_the_list_of_what_the_months_paid_members_leave_out(desk: Desk) -> None:
    report = desk.takes(HEADING + GOOD + row(2, won="0", member="duri"), mapping=SEOUL)

    with desk.database.reading() as session:
        page = excluded(session, "paid_members", JANUARY, AsOf(desk.clock.now()), limit=10)
    assert [(left.subject, left.app_id, str(left.reason)) for left in page.rows] == [
        ("imp_2", "duri", "zero")
    ]
    assert [left.line for left in report.of(FileKind.PAYMENTS).excluded] == [3]


def test_a_row_of_totals_is_called_one(desk: Desk) -> None:
    refused = desk.refuses(HEADING + row(1) + "합 계,,,,29000\n,,총계,,29000\n", mapping=SEOUL)

    assert [(bad.line, bad_row_said(bad)[:11]) for bad in refused.bad_rows] == [
        (3, "합계 행으로 보입니다"),
        (4, "합계 행으로 보입니다"),
    ]


def test_blanks_around_a_cell_are_nobodys_id(desk: Desk) -> None:
    """One member, not three: fixed-width programs fill with blanks, web pages with their own."""
    spaced = "".join(
        f" imp_{n} , shop-{n} ,{name},2025-01-05 12:00 , 29000 \n"
        for n, name in enumerate(("hana ", " hana", "hana\N{NO-BREAK SPACE}"))
    )

    report = desk.imports(HEADING + "  , ,,, \n" + spaced, SEOUL)

    assert (report.rows_new, report.members_new) == (3, 1)
    assert desk.imports(HEADING + row(0).replace("shop", " shop"), SEOUL).rows_known == 1


def test_empty_cells_behind_the_last_heading_are_no_cells(desk: Desk) -> None:
    assert desk.imports(HEADING + row(1).replace("\n", ",,,\n"), SEOUL).rows_new == 1

    [bad] = desk.refuses(HEADING + row(2).replace("\n", ",,x\n"), mapping=SEOUL).bad_rows
    assert "칸이 7개인데 머리글은 5개입니다" in bad_row_said(bad)


def test_a_quote_that_never_closes_is_named_where_it_was_opened(desk: Desk) -> None:
    rows = HEADING + row(1) + 'imp_2,"shop-2,hana,2025-01-05 12:00,1\n' + "imp_3,a,b,c,d\n" * 50

    [bad] = desk.refuses(rows, mapping=SEOUL).bad_rows

    assert bad.line == 3
    assert "따옴표" in bad_row_said(bad)


def test_a_row_of_several_lines_is_named_by_its_first(desk: Desk) -> None:
    refused = desk.refuses(
        cancellations="cancellation_id,member_id,requested_at,reason\n"
        'c-1,hana,2025-01-05 12:00,"비싸서\n그리고\n바빠서"\nc-2,hana,언젠가,"이사\n갑니다"\n',
        mapping=SEOUL,
    )

    assert [bad.line for bad in refused.bad_rows] == [5]


def test_tabs_are_seen_between_amounts_full_of_commas(desk: Desk) -> None:
    tabbed = HEADING.replace(",", "\t") + "".join(
        f"imp_{n}\tshop-{n}\thana\t2025-01-05 12:00\t1,234,567,890\n" for n in range(3)
    )

    assert desk.imports(tabbed.replace("hana", "하나, 두리, 세나, 네오"), SEOUL).rows_new == 3


def test_bad_rows_stand_in_the_order_of_the_file(desk: Desk) -> None:
    """What conflicts is found after what cannot be read."""
    refused = desk.refuses(
        HEADING + row(1) + row(1, won="1") + row(2, won="?") + row(1, won="2"), mapping=SEOUL
    )

    assert [bad.line for bad in refused.bad_rows] == [3, 4, 5]


def test_of_a_column_with_as_many_values_as_rows_few_are_told(desk: Desk) -> None:
    mapping = f'{SEOUL}\n[payments.only]\nmember_id = ["m7"]\n'
    rows = "".join(row(n, member=f"m{n}") for n in range(1_000))

    report = desk.imports(HEADING + rows, mapping)

    assert report.rows_new == 1
    assert len(report.skipped) == 21
    assert dict(report.skipped)["member_id: …"] == 979
