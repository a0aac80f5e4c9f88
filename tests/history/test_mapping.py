"""Other people's files: their column names, their clock, their dates, their statuses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import PLAIN, BadMapping, FileMapping, read_mapping, write_mapping
from billing_core.wording.file_flaws import bad_row_said
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.numbers.book import seoul

SHOP = """\
거래번호,주문번호,회원번호,결제일시,결제금액,상태
T-1,A-1,hana,2025.1.3 오전 9:00,"29,000원",결제완료
T-2,A-2,duri,2025.1.4 오후 1:30,"￦49,000",결제완료
T-3,A-3,duri,2025.1.5 오후 1:30,"￦49,000",결제실패
T-4,A-4,sena,2025.1.6 오후 1:30,"￦49,000",취소
T-5,A-5,sena,2025.1.7 오후 1:30,"￦49,000",취소
"""
MAPPING = """\
time_zone = "Asia/Seoul"

[payments.columns]
imp_uid = "거래번호"
merchant_uid = "주문번호"
member_id = "회원번호"
paid_at = "결제일시"
amount = "결제금액"

[payments.only]
"상태" = ["결제완료"]
"""


def test_a_shops_own_file_is_history_with_a_mapping(desk: Desk) -> None:
    report = desk.imports(SHOP.encode("cp949"), MAPPING)

    assert desk.paid() == {
        "T-1": (seoul("2025-01-03 09:00"), 29_000),
        "T-2": (seoul("2025-01-04 13:30"), 49_000),
    }
    assert report.skipped == (("상태: 결제실패", 1), ("상태: 취소", 2))


def test_one_of_their_columns_may_be_two_of_ours(sqlite_desk: Desk) -> None:
    sqlite_desk.imports(SHOP, MAPPING.replace("거래번호", "주문번호"))

    assert sorted(sqlite_desk.paid()) == ["A-1", "A-2"]


def test_a_column_that_the_mapping_names_has_to_be_there(sqlite_desk: Desk) -> None:
    [bad] = sqlite_desk.refuses(SHOP, mapping=MAPPING.replace("상태", "결제상태")).bad_rows

    assert "열이 없습니다: 결제상태" in bad_row_said(bad)


def test_a_titles_line_and_a_heading_of_merged_cells_are_seen_through(sqlite_desk: Desk) -> None:
    heading, rows = SHOP.split("\n", 1)
    merged = (
        "2025년 결제 내역,,,,,\n거래,,회원번호,결제,,상태\n거래번호,주문번호,,결제일시,결제금액,\n"
    )

    assert heading.startswith("거래번호")
    assert sqlite_desk.imports(merged + rows, MAPPING).rows_new == 2


def test_a_macs_decomposed_letters_are_the_same_words(sqlite_desk: Desk) -> None:
    report = sqlite_desk.imports(unicodedata.normalize("NFD", SHOP), MAPPING)

    assert (report.rows_new, report.won) == (2, 78_000)
    assert report.skipped[0] == ("상태: 결제실패", 1)


def test_without_a_zone_nobody_guesses_one(sqlite_desk: Desk) -> None:
    refused = sqlite_desk.refuses(SHOP, mapping=MAPPING.replace('"Asia/Seoul"', '""'))

    assert [bad.line for bad in refused.bad_rows] == [2, 3]
    assert "매핑에 time_zone" in refusal_said(refused)


def test_optional_columns_come_along_and_a_member_may_pay_twice_in_one_second(
    sqlite_desk: Desk,
) -> None:
    twice = GOOD.replace("imp_1", "imp_2").replace("\n", ",신한,30012345\n")
    report = sqlite_desk.imports(
        HEADING.replace("\n", ",card_name,apply_num\n") + GOOD.replace("\n", ",,\n") + twice
    )

    assert (report.rows_new, report.members_new, report.won) == (2, 1, 58_000)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[payments", "TOML"),
        ("[refunds]", "모르는 항목입니다: refunds"),
        ("[payments]\nencoding = 'x'", "모르는 항목입니다: encoding"),
        ("[payments.columns]\nimp = 'x'", "우리 열이 아닌 이름: imp"),
        ("[payments.columns]\nimp_uid = 3", "따옴표 안의 글자"),
        ("payments = 3", "표여야 합니다"),
        ("time_zone = 'Seoul'", "모르는 시간대입니다: Seoul"),
        ("time_zone = '../etc/passwd'", "모르는 시간대입니다"),
        ("[payments.only]\n상태 = '완료'", "TOML"),
        ("[payments.only]\n'상태' = '완료'", "꼴이어야 합니다"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(text: str, what: str) -> None:
    with pytest.raises(BadMapping) as bad:
        read_mapping(text)

    assert what in refusal_said(bad.value)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
FILE = st.builds(
    FileMapping,
    columns=st.dictionaries(st.sampled_from(FileKind.PAYMENTS.columns), TEXT),
    only=st.dictionaries(TEXT, st.lists(TEXT).map(tuple)),
    time_zone=st.sampled_from(["", "Asia/Seoul", "UTC"]),
    date_formats=st.lists(TEXT).map(tuple),
    sheet=st.just("") | TEXT,
)


@given(FILE)
def test_what_the_page_writes_the_terminal_reads(file: FileMapping) -> None:
    written = write_mapping({FileKind.PAYMENTS: file})

    assert read_mapping(written) == dict.fromkeys(FileKind, PLAIN) | {FileKind.PAYMENTS: file}
