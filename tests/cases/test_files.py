"""A company's own files, as shops and spreadsheets write them (files/…)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.lifecycle.app_ids import the_member
from billing_core.models import EntryKind, LedgerEntry
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import HEADING, Desk
from tests.history.sheets import Cell, xlsx
from tests.numbers.book import seoul

KOREA = 'time_zone = "Asia/Seoul"\n'
SHOP = """주문번호,결제일시,결제금액,주문상태,회원아이디
20260301-11,2026-03-01 10:11:12,39800,결제완료,m1
20260301-12,2026-03-01 10:12:12,39800,취소완료,m2
20260301-13,2026-03-01 10:13:12,39800,입금전,m3
"""
OF_SHOP = """
[payments.columns]
imp_uid = "주문번호"
merchant_uid = "주문번호"
member_id = "회원아이디"
paid_at = "결제일시"
amount = "결제금액"
"""
ENGLISH = """id,order_id,customer,created,amount,currency,outcome,status
ch_1,o1,m1,2026-03-01 10:00:00,29000,krw,authorized,succeeded
ch_2,o2,m2,2026-03-01 11:00:00,29000,krw,declined,failed
ch_3,o3,m3,2026-03-01 12:00:00,29000,krw,declined,failed
"""
OF_ENGLISH = """
[payments.columns]
imp_uid = "id"
merchant_uid = "order_id"
member_id = "customer"
paid_at = "created"
"""
CHOICE = '[payments.only]\n"{column}" = ["{value}"]\n'


@pytest.fixture
def desk(database: Database, held_clock: HeldClock) -> Desk:
    return Desk(database, held_clock)


def rows(*written: str) -> str:
    return HEADING + "".join(f"{row}\n" for row in written)


def why(desk: Desk, payments: str | bytes, mapping: str = KOREA) -> str:
    """Refused, and nothing is in the book."""
    refused = desk.refuses(payments, mapping=mapping)
    assert desk.book() == [0, 0, 0, 0]
    return " / ".join(bad_row_said(bad) for bad in refused.bad_rows)


@pytest.mark.parametrize(
    ("text", "columns", "column", "value", "won"),
    [
        (SHOP, OF_SHOP, "주문상태", "결제완료", 39_800),
        (ENGLISH, OF_ENGLISH, "status", "succeeded", 29_000),
        (ENGLISH, OF_ENGLISH, "outcome", "authorized", 29_000),
    ],
)
def test_failed_and_cancelled_rows_are_money_only_if_somebody_says_so(
    desk: Desk, text: str, columns: str, column: str, value: str, won: int
) -> None:
    """files/states_shop.csv, files/states_english.csv."""
    assert "어느 행이 결제인지 고르기 전에는" in why(desk, text, KOREA + columns)

    chosen = KOREA + columns + CHOICE.format(column=column, value=value)
    assert desk.imports(text, chosen).won == won


def test_numbers_that_excel_wrote_with_an_exponent_are_refused(desk: Desk) -> None:
    """files/ids_scientific.csv."""
    said = why(desk, rows("t1,2.02603E+15,1.04E+09,2026-03-03 09:00,29000"))

    assert "엑셀이 지수로 바꾼 번호입니다" in said
    assert "셀 서식을 텍스트로" in said


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("가람", "\u1100\u1161\u1105\u1161\u11b7", "눈으로 구별되지 않습니다"),
        ("duri", "duri\u200b", "눈으로 구별되지 않습니다"),
        ("ｄｕｒｉ", "duri", "눈으로 구별되지 않습니다"),
        ("20417", "20417.0", "엑셀이 소수로 바꾼 번호입니다"),
    ],
)
def test_ids_that_nobody_can_tell_apart_are_never_silently_two(
    desk: Desk, one: str, other: str, said: str
) -> None:
    """files/ids_invisible.csv."""
    pair = rows(
        f"imp_1,o1,{one},2026-03-03 09:00,29000", f"imp_2,o2,{other},2026-03-04 09:00,29000"
    )

    assert said in why(desk, pair)


def test_blanks_within_a_name_are_one(desk: Desk) -> None:
    """files/names_blanks.csv."""
    desk.takes(
        members="member_id,name,joined_at\nm1,한\u00a0가람,2026-01-03\nm2,서\u3000둘리,2026-01-03\n",
        mapping=KOREA,
    )

    with desk.database.reading() as session:
        names = [the_member(session, each).name for each in ("m1", "m2")]
    assert names == ["한 가람", "서 둘리"]


def test_empty_headings_at_the_end_are_none(desk: Desk) -> None:
    """files/headings_cut.csv."""
    text = HEADING.strip() + ",,,\nimp_1,o1,duri,2026-03-03 09:00,29000\n"

    assert desk.imports(text, KOREA).won == 29_000


def test_a_day_and_a_time_of_two_columns_are_one_instant(desk: Desk) -> None:
    """files/date_and_time.csv."""
    text = (
        "imp_uid,merchant_uid,member_id,거래일자,거래시간,amount\n"
        "00041234,o1,m1,20260301,235959,29000\n00041235,o2,m2,20260401,000001,29000\n"
    )

    desk.imports(text, KOREA + '[payments.columns]\npaid_at = ["거래일자", "거래시간"]\n')

    at = {number: when for number, (when, _) in desk.paid().items()}
    assert at["00041234"] == seoul("2026-03-01 23:59:59")
    assert at["00041235"] == seoul("2026-04-01 00:00:01")


def test_a_zone_that_a_cell_names_is_its_own(desk: Desk) -> None:
    """files/times_named_zone.csv."""
    text = rows(
        "imp_1,o1,m1,2026-03-01 15:00:00 UTC,29000",
        "imp_2,o2,m2,2026-03-01 15:00:00 KST,29000",
        "imp_4,o4,m4,오전 0:05 2026-03-02,29000",
    )

    desk.imports(text, KOREA)

    assert [at for at, _ in desk.paid().values()] == [
        seoul("2026-03-01 15:00"),
        seoul("2026-03-02"),
        seoul("2026-03-02 00:05"),
    ]


def test_ways_to_write_a_time_can_be_chosen(desk: Desk) -> None:
    """files/times_named_zone.csv: two-digit years, and seconds since 1970."""
    text = rows("imp_3,o3,m3,26-03-02,29000", "imp_5,o5,m5,1772380800,29000")
    assert "날짜와 시각으로 읽을 수 없습니다" in why(desk, text)

    desk.imports(text, KOREA + '[payments]\ndate_formats = ["%y-%m-%d", "%s"]\n')

    assert [at for at, _ in desk.paid().values()] == [
        seoul("2026-03-02"),
        seoul("2026-03-02 01:00"),
    ]


def test_upright_lines_separate_as_well(desk: Desk) -> None:
    """files/pipe.csv."""
    text = rows("imp_1,o1,m1,2026-03-03 09:00,29000").replace(",", "|")

    assert desk.imports(text, KOREA).won == 29_000


def test_refund_rows_are_refunds_of_their_payments(desk: Desk) -> None:
    """files/refund_rows.csv."""
    text = (
        "거래일시,거래구분,주문번호,회원번호,금액,원거래일시\n"
        "2026-04-02 13:00,취소,o1,m1,-29000,2026-03-03 09:00\n"
        "2026-03-03 09:00,승인,o1,m1,29000,\n"
        "2026-03-04 09:00,승인,o2,m2,49000,\n"
        "2026-03-20 10:00,부분취소,o2,m2,-10000,2026-03-04 09:00\n"
    )
    columns = OF_SHOP.replace("회원아이디", "회원번호").replace("결제일시", "거래일시")

    report = desk.imports(text, KOREA + columns.replace("결제금액", "금액"))

    assert (report.won, report.refunded_won) == (78_000, 39_000)
    with desk.database.reading() as session:
        back = session.scalars(
            select(LedgerEntry).where(LedgerEntry.kind == EntryKind.REFUND)
        ).all()
    assert {(each.occurred_at, each.amount) for each in back} == {
        (seoul("2026-04-02 13:00"), -29_000),
        (seoul("2026-03-20 10:00"), -10_000),
    }


def test_order_numbers_of_sixteen_digits_are_not_believed_from_a_spreadsheet(desk: Desk) -> None:
    """An XLSX with order numbers as numbers."""
    row: list[Cell] = ["imp_1", 2026030112345678, "m1", "2026-03-03 09:00", 29000]
    sheet: list[Sequence[Cell]] = [HEADING.strip().split(","), row]

    assert "엑셀은 15자리까지만 기억합니다" in why(desk, xlsx(sheet))


@pytest.mark.parametrize("cell", ["#N/A", "#REF!"])
def test_a_spreadsheets_error_is_named_as_what_it_is(desk: Desk, cell: str) -> None:
    """Cells #N/A, #REF!."""
    assert f"엑셀 오류값 {cell}" in why(desk, rows(f"imp_1,{cell},m1,2026-03-03 09:00,29000"))


def test_a_file_that_ends_within_a_letter_was_cut(desk: Desk) -> None:
    """A file cut inside a letter."""
    whole = rows("imp_1,o1,가람,2026-03-03 09:00,29000", "imp_2,o2,가").encode()

    assert "파일이 중간에 끊겼습니다" in why(desk, whole[:-2])
