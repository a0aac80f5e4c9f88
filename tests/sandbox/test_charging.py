from __future__ import annotations

import pytest

from billing_core.sandbox import CardOutcome, Notice, Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, order, refused


def test_a_good_card_is_charged_and_the_bell_rings(
    merchant: Merchant, hong: str, bell: list[Notice]
) -> None:
    payment = merchant.again(hong, "nov", buyer_name="홍길동", custom_data={"plan": "monthly"})

    assert (payment["status"], payment["paid_at"]) == ("paid", NINE_O_CLOCK)
    assert (payment["customer_uid_usage"], payment["fail_reason"]) == ("payment", None)
    assert payment["apply_num"]
    assert (payment["card_name"], payment["card_number"]) == ("신한카드", "936600******0001")
    assert payment["custom_data"] == '{"plan": "monthly"}'
    assert [(one.imp_uid, one.status) for one in bell] == [(payment["imp_uid"], "paid")]


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("0051", "잔액부족"),
        ("0061", "한도초과"),
        ("0054", "유효기간 만료"),
        ("0062", "정지된 카드"),
        ("0041", "분실·도난"),
    ],
)
def test_a_declined_card_is_a_served_call_that_says_failed_and_rings_no_bell(
    merchant: Merchant, sandbox: Sandbox, bell: list[Notice], ending: str, reason: str
) -> None:
    sandbox.issue("kim", merchant_uid="issue", amount=PRICE, card=f"9365-0000-0000-{ending}")
    bell.clear()
    payment = merchant.again("kim", "nov")

    assert (payment["status"], payment["failed_at"]) == ("failed", NINE_O_CLOCK)
    assert reason in payment["fail_reason"]
    assert (payment["paid_at"], payment["apply_num"]) == (0, None)
    assert bell == []


def test_a_declined_order_can_be_charged_again_under_its_number_until_it_is_paid(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.set_card(hong, CardOutcome.OVER_LIMIT)
    assert merchant.again(hong, "nov")["status"] == "failed"
    sandbox.set_card(hong, CardOutcome.APPROVED)
    assert merchant.again(hong, "nov")["status"] == "paid"

    third = merchant.call("POST", "/subscribe/payments/again", order(hong, "nov"))
    assert "이미 주문이 이루어진" in refused(third)
    assert sandbox.stats().captured == PRICE


def test_a_refunded_order_stays_spent(merchant: Merchant, hong: str) -> None:
    payment = merchant.again(hong, "nov")
    merchant.post("/payments/cancel", imp_uid=payment["imp_uid"])

    refused(merchant.call("POST", "/subscribe/payments/again", order(hong, "nov")))


def test_with_the_guard_off_the_same_order_is_charged_twice(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.configure(duplicate_guard=False)
    first, second = merchant.again(hong, "nov"), merchant.again(hong, "nov")

    assert first["imp_uid"] != second["imp_uid"]
    assert sandbox.stats().captured == 2 * PRICE


def test_a_card_can_go_bad_on_a_day_and_recover_on_another(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.set_card(hong, CardOutcome.SUSPENDED, from_at=NINE_O_CLOCK + DAY)
    sandbox.set_card(hong, CardOutcome.APPROVED, from_at=NINE_O_CLOCK + 3 * DAY)
    outcomes = []
    for day in range(5):
        sandbox.move_to(NINE_O_CLOCK + day * DAY)
        outcomes.append(merchant.again(hong, f"day-{day}")["status"])

    assert outcomes == ["paid", "failed", "failed", "paid", "paid"]


def test_nobody_without_a_key_is_charged(merchant: Merchant, sandbox: Sandbox) -> None:
    asked = merchant.call("POST", "/subscribe/payments/again", order("stranger", "nov"))

    assert "등록되지 않은 구매자입니다." in refused(asked, code=-1)
    assert sandbox.payments() == []


def test_onetime_with_a_customer_uid_keeps_the_card_and_really_charges(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    card = {"card_number": "9371-1234-5678-9012", "expiry": "2030-12"}
    payment = merchant.post("/subscribe/payments/onetime", **order("lee", "first", **card))

    assert (payment["customer_uid_usage"], payment["status"]) == ("issue", "paid")
    assert payment["apply_num"]
    assert sandbox.stats().captured == PRICE
    assert merchant.get("/subscribe/customers/lee")["card_number"] == "937112******9012"


def test_onetime_without_a_customer_uid_keeps_nothing(merchant: Merchant, sandbox: Sandbox) -> None:
    card = {"card_number": "9371-1234-5678-9012", "expiry": "2030-12", "merchant_uid": "once"}
    payment = merchant.post("/subscribe/payments/onetime", amount=PRICE, name="책", **card)

    assert (payment["customer_uid"], payment["customer_uid_usage"]) == (None, None)
    assert sandbox.billing_keys() == []


def test_a_real_looking_card_number_is_not_taken(merchant: Merchant) -> None:
    card = {"card_number": "4111-1111-1111-1111", "expiry": "2030-12"}
    body = order("lee", "first", **card)

    assert "테스트 카드" in refused(
        merchant.call("POST", "/subscribe/payments/onetime", body), code=-1
    )
