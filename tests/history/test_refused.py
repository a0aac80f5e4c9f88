"""Refused imports: a bad row is named with its reason, and nothing is half-imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.refused import NAMED_AT_MOST, ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.rules.refusal import Refusal
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, JIHYUN, Desk
from tests.history.refusing import import_refused_saying
from tests.parts import people


def test_one_bad_row_keeps_all_the_good_ones_out(desk: Desk) -> None:
    refused = desk.refuses(HEADING + GOOD + "imp_2,shop-2,duri,2025-01-06T12:00:00,29000\n")

    assert [(bad.file_name, bad.line) for bad in refused.bad_rows] == [("payments.csv", 3)]
    assert "시간대가 없습니다" in refusal_said(refused)
    assert desk.book() == [0, 0, 0, 0]


def test_every_bad_row_of_both_files_is_named(desk: Desk) -> None:
    refused = desk.refuses(
        HEADING + "imp_1,shop-1,hana,yesterday,29000\n" + GOOD.replace("29000", "?"),
        cancellations="cancellation_id,member_id,requested_at,reason\n"
        "c-1,,2025-01-05T12:00:00+09:00,\n",
    )

    assert [(bad.file_name, bad.line) for bad in refused.bad_rows] == [
        ("payments.csv", 2),
        ("payments.csv", 3),
        ("cancellations.csv", 2),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("imp_1,shop-1,hana,2025-01-05,29000", "시간대가 없습니다"),
        ("imp_1,shop-1,hana,1025-01-05T12:00:00+09:00,29000", "1980년보다 앞섭니다"),
        ("imp_1,shop-1,hana,2025-02-30T12:00:00+09:00,29000", "읽을 수 없습니다"),
        ("imp_1,shop-1,hana,2026-11-24T00:00:00+09:00,29000", "지금보다 나중"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,-29000", "환불한 결제를 찾지 못했습니다"),
        ('imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,"29,00"', "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,29000.5", "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,٢٩", "정수여야"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,9999999999999", "너무 큽니다"),
        (",shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        ("imp_'; DROP,shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        (f"imp_{'1' * 60},shop-1,hana,2025-01-05T12:00:00+09:00,29000", "imp_uid"),
        ("imp_1,,hana,2025-01-05T12:00:00+09:00,29000", "merchant_uid"),
        ("imp_1,shop-1,  ,2025-01-05T12:00:00+09:00,29000", "member_id: 비어 있습니다"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00,", "amount: 비어 있습니다"),
        ("imp_1,shop-1,ha\x00na,2025-01-05T12:00:00+09:00,29000", "회원 ID"),
        ("imp_1,shop-1,hana,2025-01-05T12:00:00+09:00", "칸이 4개"),
        ('imp_1,"shop-1,hana,2025-01-05T12:00:00+09:00,29000', "따옴표"),
    ],
)
def test_the_reason_says_what_is_wrong(sqlite_desk: Desk, row: str, reason: str) -> None:
    [bad] = sqlite_desk.refuses(f"{HEADING}{row}\n").bad_rows

    assert bad.line >= 2
    assert reason in bad_row_said(bad)


def test_a_missing_column_is_named(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses("imp_uid,member_id,paid_at\n").bad_rows

    assert bad.line == 1
    assert "merchant_uid, amount" in bad_row_said(bad)


def test_a_file_that_is_not_there_is_refused(sqlite_desk: Desk, tmp_path: Path) -> None:
    nowhere = {FileKind.PAYMENTS: SourceFile.at(tmp_path / "nowhere.csv")}

    with import_refused_saying("파일을 열 수 없습니다", ImportRefused):
        import_history(sqlite_desk.database, nowhere, JIHYUN, sqlite_desk.clock.now())


def test_only_an_approver_takes_a_history_in(sqlite_desk: Desk) -> None:
    files = {FileKind.PAYMENTS: SourceFile("payments.csv", (HEADING + GOOD).encode())}

    with pytest.raises(Refusal, match="not_allowed"):
        import_history(sqlite_desk.database, files, people.VIEWER, sqlite_desk.clock.now())
    assert sqlite_desk.book() == [0, 0, 0, 0]


def test_the_same_number_twice_is_one_payment_only_if_it_says_the_same(desk: Desk) -> None:
    refused = desk.refuses(HEADING + GOOD + GOOD.replace("29000", "49000"))
    assert "imp_1: 이미 다른 내용으로 들어 있습니다(2행)" in refusal_said(refused)
    assert desk.book() == [0, 0, 0, 0]

    assert desk.imports(HEADING + GOOD + GOOD).rows_new == 1
    assert desk.book() == [1, 1, 1, 1]


def test_a_payment_the_book_knows_differently_is_not_overwritten(desk: Desk) -> None:
    desk.imports(HEADING + GOOD)

    refused = desk.refuses(HEADING + GOOD.replace("hana", "duri"))

    assert "이미 다른 내용으로 들어 있습니다(payments.csv 2행)" in refusal_said(refused)
    assert desk.book() == [1, 1, 1, 1]


def test_a_long_list_of_bad_rows_is_shortened_for_the_person_and_complete_in_the_error(
    sqlite_desk: Desk,
) -> None:
    refused = sqlite_desk.refuses(HEADING + GOOD.replace("29000", "?") * 50)

    assert len(refused.bad_rows) == 50
    assert "그 밖에 30개" in refusal_said(refused)


def test_beyond_what_anybody_reads_bad_rows_are_only_counted(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(HEADING + GOOD.replace("29000", "?") * (NAMED_AT_MOST + 5))

    assert (len(refused.bad_rows), refused.count) == (NAMED_AT_MOST, NAMED_AT_MOST + 5)
    assert "10,005개" in refusal_said(refused)


def test_one_bad_row_at_the_end_of_a_long_file_keeps_everything_out(desk: Desk) -> None:
    rows = "".join(
        f"imp_{n},shop-{n},m{n % 50},2025-01-05T12:00:00+09:00,29000\n" for n in range(2_500)
    )
    far_apart = "imp_7,shop-7,m7,2025-01-05T12:00:00+09:00,10\n"

    refused = desk.refuses(HEADING + rows + far_apart)

    assert [(bad.line, bad_row_said(bad)) for bad in refused.bad_rows] == [
        (
            2_502,
            "imp_7: 이미 다른 내용으로 들어 있습니다(payments.csv 9행): "
            "장부에는 29,000원, 파일에는 10원",
        )
    ]
    assert desk.book() == [0, 0, 0, 0]
    assert desk.imports(HEADING + rows).rows_new == 2_500
