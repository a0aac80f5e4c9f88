"""Where a column looks like states nothing is taken before somebody chose which rows are payments."""

from __future__ import annotations

import pytest

from billing_core.history.states import StateColumn, StateWatch
from billing_core.wording.file_flaws import bad_row_said
from tests.history.desk import Desk

SHOP = """\
주문번호,결제일시,결제금액,주문상태,회원아이디
20260301-0000011,2026-03-01 10:11:12,39800,결제완료,m1
20260301-0000012,2026-03-01 10:12:12,39800,취소완료,m2
20260301-0000013,2026-03-01 10:13:12,39800,입금전,m3
"""
MAPPING = """\
time_zone = "Asia/Seoul"
[payments.columns]
imp_uid = "주문번호"
merchant_uid = "주문번호"
member_id = "회원아이디"
paid_at = "결제일시"
amount = "결제금액"
"""
ENGLISH = """\
id,order_id,customer,created,amount,currency,outcome,status
ch_1,o1,m1,2026-03-01 10:00:00,29000,krw,authorized,succeeded
ch_2,o2,m2,2026-03-01 11:00:00,29000,krw,declined,failed
ch_3,o3,m3,2026-03-01 12:00:00,29000,krw,declined,failed
"""
STRIPE = """\
time_zone = "Asia/Seoul"
[payments.columns]
imp_uid = "id"
merchant_uid = "order_id"
member_id = "customer"
paid_at = "created"
"""


@pytest.mark.parametrize(
    ("text", "mapping", "said"),
    [
        (SHOP, MAPPING, "주문상태(취소완료, 입금전, 결제완료)"),
        (ENGLISH, STRIPE, "outcome(declined, authorized), status(failed, succeeded)"),
    ],
)
def test_nobody_chose_so_nothing_is_taken_and_the_columns_are_named(
    desk: Desk, text: str, mapping: str, said: str
) -> None:
    [bad] = desk.refuses(text, mapping=mapping).bad_rows

    assert bad.line == 0
    assert "고르기 전에는 가져올 수 없습니다" in bad_row_said(bad)
    assert said in bad_row_said(bad)
    assert desk.takes(text, mapping=mapping, dry_run=True).bad_rows == (bad,)
    assert desk.book() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("paid", "1 0 1"),
        ("is_paid", "1 0 " * 10),
        ("captured", "true false true"),
        ("승인", "Y N Y"),
        ("입금확인", "O X O"),
        ("처리", "1 0 1"),
        ("memo", "yes no yes"),
    ],
)
def test_a_yes_and_a_no_ask_however_few_the_rows(sqlite_desk: Desk, name: str, values: str) -> None:
    rows = [
        f"ch_{n},o{n},m{n},2026-03-01 10:{n:02}:00,29000,{value}\n"
        for n, value in enumerate(values.split())
    ]
    text = f"id,order_id,customer,created,amount,{name}\n" + "".join(rows)

    [bad] = sqlite_desk.refuses(text, mapping=STRIPE).bad_rows

    assert f"상태로 보이는 열: {name}(" in bad_row_said(bad)
    assert sqlite_desk.book() == [0, 0, 0, 0]


def test_who_chose_takes_what_was_chosen(sqlite_desk: Desk) -> None:
    shop = sqlite_desk.imports(SHOP, f'{MAPPING}[payments.only]\n"주문상태" = ["결제완료"]\n')
    stripe = sqlite_desk.imports(ENGLISH, f'{STRIPE}[payments.only]\nstatus = ["succeeded"]\n')

    assert (shop.won, stripe.won) == (39_800, 29_000)
    assert dict(shop.skipped) == {"주문상태: 취소완료": 1, "주문상태: 입금전": 1}


def test_that_all_of_them_are_payments_can_be_said(sqlite_desk: Desk) -> None:
    every = MAPPING.replace(
        "[payments.columns]", "[payments]\nevery_row = true\n[payments.columns]"
    )

    assert sqlite_desk.imports(SHOP, every).won == 3 * 39_800


def test_another_column_still_asks_where_it_tells_something_of_what_is_left(
    sqlite_desk: Desk,
) -> None:
    text = SHOP.replace("주문상태", "주문상태,환불일시").replace("완료,m1", "완료,2026-03-02,m1")
    text = text.replace("취소완료,", "취소완료,,").replace("입금전,", "입금전,,")
    chosen = f'{MAPPING}[payments.only]\n"주문상태" = ["결제완료"]\n'

    [bad] = sqlite_desk.refuses(text, mapping=chosen).bad_rows

    assert "환불일시(2026-03-02)" in bad_row_said(bad)


@pytest.mark.parametrize(
    ("name", "values", "telling"),
    [
        ("비고", ["", "", "고객 취소 요청"], True),
        ("memo", ["", "Voided by staff"], True),
        ("취소여부", ["N", "N", "Y"], True),
        ("환불금액", ["0", "0", "29,000"], True),
        ("통화", ["KRW", "KRW", "USD"], True),
        ("currency", ["usd", "usd"], True),
        ("결과코드", ["0000", "0051", "0000"], False),
        ("status", ["1", "2", "1"], False),
        ("状態", ["支払済", "キャンセル", "失敗"], True),
        ("状态", ["已付款", "退款"], True),
        ("메시지", ["정상처리", "한도초과", "잔액부족"], True),
        ("비고", ["", "", "분실카드"], True),
        ("결제수단", ["카드", "계좌"] * 3, False),
    ],
)
def test_these_look_like_states(name: str, values: list[str], telling: bool) -> None:
    [found] = watched(name, values)

    assert (found.name, found.telling) == (name, telling)
    assert set(found.values) == set(values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("상태", ["결제완료"] * 5),
        ("취소여부", ["N"] * 5),
        ("환불금액", ["0", "-", ""]),
        ("취소가능금액", ["29000", "49000"]),
        ("currency", ["krw"] * 5),
        ("부가세", ["2636", "4455"] * 5),
        ("거래일", ["2026-03-01", "2026-03-02"] * 5),
        ("이름", [f"회원{n}" for n in range(50)]),
        ("상품", ["멤버십"] * 50),
        ("email", [f"avoid{n}@example.com" for n in range(500)]),
    ],
)
def test_these_do_not(name: str, values: list[str]) -> None:
    assert watched(name, values) == []


def test_one_word_in_a_long_column_is_seen() -> None:
    [found] = watched("메모", [f"메모 {n}" for n in range(5_000)] + ["입금 대기"])

    assert found.telling
    assert found.values[0] == "입금 대기"
    assert len(found.values) == 20


def watched(name: str, values: list[str]) -> list[StateColumn]:
    watch = StateWatch([(0, name)])
    for value in values:
        watch.see([value])
    return watch.found()
