"""A day and a time in two columns, of which a spreadsheet may have taken the zeros."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.history.cells import BadCell
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.two_columns import joined
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import Desk
from tests.history.refusing import refused_saying
from tests.numbers.book import seoul

AT_HOME = TimeReading(seoul("2026-11-23 09:00"), ZoneInfo("Asia/Seoul"))
LOST = "앞의 0이 지워진 시각"
WIDE: dict[int, int] = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("20260301", "235959", "2026-03-01 23:59:59"),
        ("20260401", "000001", "2026-04-01 00:00:01"),
        ("2026-03-01T00:00:00", "23:59:59", "2026-03-01 23:59:59"),
        ("2026-03-01", "오후 3:05", "2026-03-01 15:05"),
        ("2026-03-01", "90500", "2026-03-01 09:05"),
        ("2026-03-01", "９０５００", "2026-03-01 09:05"),
        ("2026-03-01 ００:００:００", "２３:５９:５９", "2026-03-01 23:59:59"),
        ("2026-03-01", "90500 KST", "2026-03-01 09:05"),
        ("2026-03-01", "150500 UTC", "2026-03-02 00:05:00"),
        ("2026-03-01", "150500+0000", "2026-03-02 00:05:00"),
        ("2026-03-01", "0905", "2026-03-01 09:05"),
        ("2026-03-01", "", "2026-03-01 00:00"),
    ],
)
def test_a_day_and_a_time_of_two_columns_are_one(day: str, time: str, moment: str) -> None:
    assert read_instant("paid_at", joined("paid_at", day, time), AT_HOME) == seoul(moment)


@pytest.mark.parametrize(
    "time",
    [
        "0", "12", "512", "2359", "1205", "01234", "１２３４", "1234.00", "12.34", "12.0", "90500.0",
        "1234 KST", "1234Z", "1234+0900", "905 (KST)", " 12 ",
    ],
)  # fmt: skip
def test_a_time_of_digits_whose_zeros_may_be_lost_is_no_hour(time: str) -> None:
    """00:00:12, 00:05:12, 00:23:59 once a spreadsheet has opened and saved them."""
    with refused_saying(LOST):
        joined("paid_at", "2026-03-01", time)


def test_a_part_of_a_day_is_named_as_excels() -> None:
    with refused_saying("엑셀의 시각 번호"):
        joined("paid_at", "2026-03-01", "0.378472222")


FORMS = {
    "%Y-%m-%d %H%M%S": "%Y-%m-%d",
    "%m/%d/%Y %H%M%S": "%m/%d/%Y",
    "%d.%m.%Y %H%M%S": "%d.%m.%Y",
    "%y%m%d %H%M%S": "%y%m%d",
}


@given(
    st.datetimes(datetime(1996, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001
    st.sampled_from([(), *((form,) for form in FORMS)]),
    st.sampled_from([str, lambda number: str(number).translate(WIDE), lambda n: f"{n} KST"]),
)
def test_a_time_without_its_zeros_is_itself_or_refused(
    at: datetime, forms: tuple[str, ...], write: Callable[[int], str]
) -> None:
    """Whatever form is chosen, a number never becomes another time of the day."""
    at = at.replace(microsecond=0)
    day = f"{at:{FORMS[forms[0]] if forms else '%Y-%m-%d'}}"
    number = int(f"{at:%H%M%S}")
    reading = replace(AT_HOME, formats=forms)
    if at.time() < time(1):
        with refused_saying(LOST):
            joined("paid_at", day, write(number))
        return
    text = joined("paid_at", day, write(number))
    if forms and write(number).endswith("KST"):
        return  # such a form has no zone
    assert read_instant("paid_at", text, reading) == at.replace(tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%m/%d/%Y %H%M%S", "03/02/2026 12345"),
        ("%H%M%S %d.%m.%Y", "0905 02.03.2026"),
        ("%Y%m%d", "2026312"),
        ("%y%m%d%H%M", "260302123"),
    ],
)
def test_digits_side_by_side_are_never_shared_out_at_will(form: str, text: str) -> None:
    with pytest.raises(BadCell):
        read_instant("paid_at", text, replace(AT_HOME, formats=(form,)))


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("%m/%d/%Y %H:%M", "3/2/2026 9:05", "2026-03-02 09:05"),
        ("%Y%m%d%H%M%S%f", "20260302090501250", "2026-03-02 09:05:01.250"),
        ("%d %B, %Y %I:%M %p", "02 March, 2026  9:05 pm", "2026-03-02 21:05"),
        ("%y%m%d/%H시%M분", "260302/9시5분", "2026-03-02 09:05"),
    ],
)
def test_forms_read_what_they_say(form: str, text: str, moment: str) -> None:
    assert read_instant("paid_at", text, replace(AT_HOME, formats=(form,))) == seoul(moment)


def test_a_file_whose_form_is_chosen_keeps_the_hour(desk: Desk) -> None:
    text = (
        "imp_uid,merchant_uid,member_id,거래일자,거래시간,amount\n"
        "00041234,o1,m1,03/02/2026,12345,29000\n"
    )
    mapping = (
        'time_zone = "Asia/Seoul"\n[payments]\ndate_formats = ["%m/%d/%Y %H%M%S"]\n'
        '[payments.columns]\npaid_at = ["거래일자", "거래시간"]\n'
    )

    desk.imports(text, mapping)
    [bad] = desk.refuses(text.replace("12345", "１２３４"), mapping=mapping).bad_rows

    assert desk.paid() == {"00041234": (seoul("2026-03-02 01:23:45"), 29_000)}
    assert LOST in bad_row_said(bad)
