"""Headings that say more than a name: whose clock the times below show, and how they are written."""

from __future__ import annotations

import pytest

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import write_mapping
from billing_core.history.preview import preview
from billing_core.history.source_file import SourceFile
from tests.history.desk import Desk
from tests.numbers.book import seoul

MAPPING = """\
time_zone = "Asia/Seoul"
[payments.columns]
paid_at = "{paid_at}"
"""


def as_suggested(desk: Desk, text: str) -> None:
    """Taken in with the mapping that the page suggests, and nothing chosen by hand."""
    seen = preview(SourceFile("거래.csv", text.encode()))
    assert seen.missing == ()
    desk.imports(text, write_mapping({FileKind.PAYMENTS: seen.suggested}))


@pytest.mark.parametrize(
    ("heading", "moment"),
    [
        ("Created (UTC)", "2026-04-01"),
        ("Created date (UTC)", "2026-04-01"),
        ("created_utc", "2026-04-01"),
        ("결제일시(UTC)", "2026-04-01"),
        ("결제일시 GMT+0", "2026-04-01"),
        ("결제일시(Etc/UTC)", "2026-04-01"),
        ("결제일시(+00:00)", "2026-04-01"),
        ("결제일시(KST)", "2026-03-31 15:00"),
        ("결제일시(한국시간)", "2026-03-31 15:00"),
        ("결제일시", "2026-03-31 15:00"),
    ],
)
def test_a_zone_in_the_heading_is_that_of_every_time_below(
    sqlite_desk: Desk, heading: str, moment: str
) -> None:
    """Nine hours are a month at its edge."""
    as_suggested(
        sqlite_desk,
        f"id,order_id,customer,{heading},amount\nch_1,o1,m1,2026-03-31 15:00:00,29000\n",
    )

    assert [at for at, _ in sqlite_desk.paid().values()] == [seoul(moment)]


def test_the_heading_has_the_word_before_the_mapping_and_a_cell_before_the_heading(
    sqlite_desk: Desk,
) -> None:
    text = (
        "imp_uid,merchant_uid,member_id,Paid (UTC),amount\n"
        "imp_1,o1,m1,2026-03-31 15:00:00,29000\nimp_2,o2,m2,2026-03-31 15:00:00 KST,29000\n"
    )

    sqlite_desk.imports(text, MAPPING.format(paid_at="Paid (UTC)"))

    assert {number: at for number, (at, _) in sqlite_desk.paid().items()} == {
        "imp_1": seoul("2026-04-01"),
        "imp_2": seoul("2026-03-31 15:00"),
    }


@pytest.mark.parametrize(
    ("headings", "day", "time"),
    [
        ("거래일자,거래시간", "20260301", "235959"),
        ("승인일,승인시", "20260301", "235959"),
        ("거래일자(YYYYMMDD),거래시간(HHMMSS)", "20260301", "235959"),
        ("결제일,결제시간", "2026-03-01(일)", "23:59:59"),
        ("date,time", "2026.03.01", "23.59.59"),
        ("date,time", "2026-03-01", "PM 11:59:59"),
    ],
)
@pytest.mark.parametrize("order", ["{0},{1}", "{1},{0}", "{0},상점,지점,단말기,{1}"])
def test_a_time_is_offered_beside_its_day_wherever_it_stands(
    sqlite_desk: Desk, headings: str, day: str, time: str, order: str
) -> None:
    """files/date_and_time.csv: before its day, far behind it, and by other names."""
    values = order.format(day, time).replace("상점,지점,단말기", "가,나,다")

    as_suggested(
        sqlite_desk,
        f"거래번호,주문번호,회원번호,{order.format(*headings.split(','))},결제금액\n"
        f"t1,o1,m1,{values},29000\n",
    )

    assert [at for at, _ in sqlite_desk.paid().values()] == [seoul("2026-03-01 23:59:59")]


@pytest.mark.parametrize("order", ["거래일,시분초", "시분초,거래일"])
def test_a_time_that_names_no_day_is_offered_close_by(sqlite_desk: Desk, order: str) -> None:
    values = {"거래일": "2026-03-01", "시분초": "23:59:59"}
    row = ",".join(values[name] for name in order.split(","))

    as_suggested(
        sqlite_desk, f"거래번호,주문번호,회원번호,{order},결제금액\nt1,o1,m1,{row},29000\n"
    )

    assert [at for at, _ in sqlite_desk.paid().values()] == [seoul("2026-03-01 23:59:59")]


def test_the_time_of_the_refund_is_not_that_of_the_payment(sqlite_desk: Desk) -> None:
    text = (
        "거래번호,주문번호,회원번호,결제일자,취소일자,취소시간,취소금액,결제금액\n"
        "t1,o1,m1,2026-03-01,2026-03-31,235959,29000,29000\n"
    )

    columns = preview(SourceFile("거래.csv", text.encode())).suggested.columns

    assert (columns["paid_at"], columns["refunded_at"]) == ("결제일자", ("취소일자", "취소시간"))


def test_what_nobody_sees_in_a_heading_is_nothing(sqlite_desk: Desk) -> None:
    as_suggested(
        sqlite_desk,
        "\ufeff\ufeffimp_uid,merchant_uid,member_id\u200b,paid\u00ad_at,amount\u2060,\u200b,\u3000\n"
        "imp_1,o1,m1,2026-03-01 09:00,29000,,\n",
    )

    assert [won for _, won in sqlite_desk.paid().values()] == [29_000]


@pytest.mark.parametrize("counted", ["1772380800", "1772380800000"])
def test_programs_count_seconds_or_thousandths_of_them(sqlite_desk: Desk, counted: str) -> None:
    text = f"imp_uid,merchant_uid,member_id,paid_at,amount\nimp_1,o1,m1,{counted},29000\n"

    sqlite_desk.imports(text, '[payments]\ndate_formats = ["%s"]\n')

    assert [at for at, _ in sqlite_desk.paid().values()] == [seoul("2026-03-02 01:00")]
