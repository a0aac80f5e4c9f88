"""Refunds in a payments file: each of its own payment, on its own day, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import write_mapping
from billing_core.history.preview import preview
from billing_core.history.source_file import SourceFile
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.numbers.overview import monthly_overview
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.rules.calendar import Month
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import Desk
from tests.numbers.book import seoul

HEADING = "거래일시,거래구분,주문번호,회원번호,금액,원거래일시\n"
ROWS = [
    "2026-03-03 09:00,승인,o1,m1,29000,\n",
    "2026-04-02 13:00,취소,o1,m1,-29000,2026-03-03 09:00\n",
    "2026-03-04 09:00,승인,o2,m2,49000,\n",
    "2026-03-20 10:00,부분취소,o2,m2,-10000,2026-03-04 09:00\n",
]
MAPPING = """\
time_zone = "Asia/Seoul"
[payments.columns]
imp_uid = "주문번호"
merchant_uid = "주문번호"
member_id = "회원번호"
paid_at = "거래일시"
amount = "금액"
"""
BACK = [("o1", seoul("2026-04-02 13:00"), -29_000), ("o2", seoul("2026-03-20 10:00"), -10_000)]


def text(*rows: str) -> str:
    return HEADING + "".join(rows or ROWS)


def refunds(desk: Desk) -> list[tuple[str, object, int]]:
    with desk.database.reading() as session:
        entries = session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.kind == EntryKind.REFUND)
            .order_by(LedgerEntry.imp_uid)
        )
        return [(entry.imp_uid, entry.occurred_at, entry.amount) for entry in entries]


@pytest.mark.parametrize("turned", [False, True])
def test_each_refund_is_of_its_payment_and_on_its_own_day(desk: Desk, turned: bool) -> None:
    report = desk.imports(text(*(reversed(ROWS) if turned else ROWS)), MAPPING)

    assert (report.won, report.refunds_new, report.refunded_won) == (78_000, 2, 39_000)
    assert (report.rows_read, report.rows_new) == (4, 4)
    assert refunds(desk) == BACK
    with desk.database.reading() as session:
        assert check(session) == []
        kept = session.get_one(PaymentRecord, "o2")
        march, april = monthly_overview(
            session, Month(2026, 3), Month(2026, 4), AsOf(desk.clock.now())
        )
    assert (kept.cancel_amount, kept.amount) == (10_000, 49_000)
    assert (march.paid_won, march.refunded_won, april.refunded_won) == (78_000, 10_000, 29_000)


def test_importing_twice_changes_nothing(desk: Desk) -> None:
    desk.imports(text(), MAPPING)
    before = desk.book()

    again = desk.imports(text(), MAPPING)

    assert (again.rows_new, again.rows_known, again.refunds_new) == (0, 4, 0)
    assert desk.book() == before
    assert refunds(desk) == BACK


def test_refunds_may_come_in_a_later_file(desk: Desk) -> None:
    desk.imports(text(ROWS[0], ROWS[2]), MAPPING)

    report = desk.imports(text(ROWS[1], ROWS[3]), MAPPING)

    assert (report.rows_new, report.won, report.refunded_won) == (2, 0, 39_000)
    assert refunds(desk) == BACK
    with desk.database.reading() as session:
        assert check(session) == []


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([ROWS[1]], "환불한 결제를 찾지 못했습니다(o1)"),
        ([ROWS[0], ROWS[1].replace("29000", "30000")], "환불의 합이 결제한 29,000원보다 큽니다"),
        ([ROWS[0], ROWS[1].replace("m1", "m2")], "다른 회원의 결제를 환불한 행입니다(o1)"),
        ([ROWS[0], ROWS[1].replace("2026-04", "2026-02")], "환불이 결제보다 앞섭니다"),
        ([ROWS[2], ROWS[3], ROWS[3]], "환불이 두 번 적혀 있습니다"),
    ],
)
def test_a_refund_that_cannot_be_is_a_named_row(desk: Desk, rows: list[str], why: str) -> None:
    [bad] = desk.refuses(text(*rows), mapping=MAPPING).bad_rows

    assert bad.line == len(rows) + 1
    assert why in bad_row_said(bad)
    assert desk.book() == [0, 0, 0, 0]


def test_rows_with_positive_money_are_refunds_when_somebody_says_so(desk: Desk) -> None:
    positive = text().replace("-29000", "29000").replace("-10000", "10000")
    [bad] = desk.refuses(positive, mapping=MAPPING).bad_rows[:1]
    assert "거래구분(취소, 부분취소, 승인)" in bad_row_said(bad)

    said = '[payments.refunds]\n"거래구분" = ["취소", "부분취소"]\n'
    assert desk.imports(positive, MAPPING + said).refunded_won == 39_000
    assert refunds(desk) == BACK


POSITIVE = "".join(ROWS).replace("-29000", "29000").replace("-10000", "10000")
OWN_NUMBERS = (
    "거래번호,거래일시,거래구분,주문번호,회원번호,금액,원거래번호\n"
    "T1,2026-03-03 09:00,승인,o1,m1,29000,\nT2,2026-04-02 13:00,취소,,m1,29000,T1\n"
)
SHOPS = "주문번호,결제일시,금액,상태,회원번호\n"


@pytest.mark.parametrize(
    ("written", "won"),
    [
        (HEADING + POSITIVE, (78_000, 39_000)),
        (OWN_NUMBERS.replace(",취소,,", ",취소,o9,"), (29_000, 29_000)),
        # an order that was cancelled, and a part of one: neither was ever counted
        (f"{SHOPS}o1,2026-03-01,39800,결제완료,m1\no2,2026-03-02,9800,취소완료,m2\n", (39_800, 0)),
        (f"{SHOPS}o1,2026-03-01,39800,결제완료,m1\no1,2026-03-01,9800,취소완료,m1\n", (39_800, 0)),
        (f"{SHOPS}o1,2026-03-01,9800,결제완료,m1\no1,2026-03-02,39800,취소완료,m1\n", (9_800, 0)),
    ],
)
def test_rows_that_give_back_what_the_file_took_are_suggested_as_refunds(
    sqlite_desk: Desk, written: str, won: tuple[int, int]
) -> None:
    """Money without a sign: left out they would make the month richer than it was."""
    suggested = preview(SourceFile("거래.csv", written.encode())).suggested

    report = sqlite_desk.imports(written, write_mapping({FileKind.PAYMENTS: suggested}))

    assert (report.won, report.refunded_won) == won


def test_a_yes_or_no_called_refunded_is_a_state(sqlite_desk: Desk) -> None:
    columns = "imp_uid,merchant_uid,member_id,paid_at,amount,refunded\n"
    rows = "T-1,o1,m1,2026-03-03 09:00,29000,false\nT-2,o2,m2,2026-03-04 09:00,49000,true\n"

    [bad] = sqlite_desk.refuses(columns + rows, mapping='time_zone = "Asia/Seoul"').bad_rows

    assert "상태로 보이는 열: refunded(true, false)" in bad_row_said(bad)


def test_a_refund_that_failed_is_a_question(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses(
        text(*ROWS).replace("부분취소", "취소실패"), mapping=MAPPING
    ).bad_rows

    assert "거래구분(취소실패" in bad_row_said(bad)


def test_a_payment_may_say_in_its_own_row_what_was_given_back(desk: Desk) -> None:
    columns = "imp_uid,merchant_uid,member_id,paid_at,amount,refunded,refunded_at\n"
    rows = "T-1,o1,m1,2026-03-03 09:00,29000,29000,2026-04-02 13:00\nT-2,o2,m2,2026-03-04 09:00,49000,0,\n"
    zone = 'time_zone = "Asia/Seoul"'

    report = desk.imports(columns + rows, zone)

    assert (report.won, report.refunds_new, report.refunded_won) == (78_000, 1, 29_000)
    assert refunds(desk) == [("T-1", seoul("2026-04-02 13:00"), -29_000)]
    assert desk.imports(columns + rows, zone).refunds_new == 0
    [bad] = desk.refuses(columns + rows.replace(",0,", ",1000,"), mapping=zone).bad_rows
    assert bad_row_said(bad) == "refunded_at: 비어 있습니다"


def test_numbers_of_their_own_are_joined_by_the_order_or_by_the_number_they_name(
    desk: Desk,
) -> None:
    columns = "imp_uid,merchant_uid,member_id,paid_at,amount,refund_of\n"
    rows = (
        "T-1,o1,m1,2026-03-03 09:00,29000,\nT-2,o1,m1,2026-03-03 09:00,29000,\n"
        "T-3,o1,m1,2026-03-05 09:00,-29000,T-2\nT-4,o2,m2,2026-03-03 09:00,9000,\n"
        "T-5,o2,m2,2026-03-06,-4000,\nT-6,o2,m2,2026-03-07,-5000,\n"
    )
    zone = 'time_zone = "Asia/Seoul"'

    desk.imports(columns + rows, zone)

    assert [(name, won) for name, _, won in sorted(refunds(desk), key=str)] == [
        ("T-2", -29_000),
        ("T-4", -4_000),
        ("T-4", -5_000),
    ]
    others = rows.replace("T-2\n", "\n").replace("T-", "U-").replace(",o", ",p")
    without = columns + others.replace(",m", ",n")
    [bad] = desk.refuses(without, mapping=zone).bad_rows
    assert "같은 주문번호의 결제가 여럿" in bad_row_said(bad)


def test_the_suggested_mapping_takes_them_as_they_are(sqlite_desk: Desk) -> None:
    suggested = preview(SourceFile("거래.csv", text().encode())).suggested

    report = sqlite_desk.imports(text(), write_mapping({FileKind.PAYMENTS: suggested}))

    assert (report.won, report.refunded_won) == (78_000, 39_000)
