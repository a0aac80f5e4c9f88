from __future__ import annotations

import pytest

from billing_core.sandbox import Notice, Sandbox, SandboxError
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant, refused

CARD = {"card_number": "9381-0000-0000-0001", "expiry": "2030-12"}


def test_registering_a_card_looks_paid_but_moves_no_money(
    merchant: Merchant, sandbox: Sandbox, bell: list[Notice]
) -> None:
    payment = sandbox.issue("hong", merchant_uid="reg-1", amount=PRICE, buyer_name="홍길동")

    assert (payment["status"], payment["amount"]) == ("paid", PRICE)
    assert payment["customer_uid_usage"] == "issue"
    assert (payment["apply_num"], payment["receipt_url"]) == (None, None)
    assert [(one.merchant_uid, one.status) for one in bell] == [("reg-1", "paid")]
    stats = sandbox.stats()
    assert (stats.issuances, stats.captured, stats.payments) == (1, 0, {})
    assert merchant.get("/subscribe/customers/hong")["customer_name"] == "홍길동"


def test_what_moved_no_money_cannot_be_refunded(merchant: Merchant, sandbox: Sandbox) -> None:
    payment = sandbox.issue("hong", merchant_uid="reg-1", amount=PRICE)

    refused(merchant.call("POST", "/payments/cancel", {"imp_uid": payment["imp_uid"]}))


def test_a_card_refused_at_issue_leaves_a_failed_attempt_and_no_key(
    merchant: Merchant, sandbox: Sandbox, bell: list[Notice]
) -> None:
    payment = sandbox.issue("hong", merchant_uid="r", amount=PRICE, card="9366-0000-0000-0005")

    assert payment["status"] == "failed"
    assert (sandbox.billing_keys(), bell) == ([], [])
    refused(merchant.call("GET", "/subscribe/customers/hong"), status=404, code=-1)


def test_a_new_card_under_the_same_uid_takes_over_and_the_old_key_stays_behind(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.issue(hong, merchant_uid="reg-2", amount=PRICE, card="9381-0000-0000-0051")

    assert merchant.again(hong, "nov")["card_name"] == "KB국민카드"
    assert (sandbox.stats().live_keys, sandbox.stats().orphaned_keys) == (1, 1)


def test_a_key_issued_by_api_makes_no_payment(merchant: Merchant, sandbox: Sandbox) -> None:
    key = merchant.post("/subscribe/customers/lee", **CARD, customer_name="이순신")

    assert (key["card_name"], key["inserted"]) == ("KB국민카드", NINE_O_CLOCK)
    assert key["customer_name"] == "이순신"
    assert sandbox.payments() == []


def test_a_deleted_key_is_gone_for_good(merchant: Merchant, hong: str) -> None:
    assert merchant.call("DELETE", f"/subscribe/customers/{hong}").json()["code"] == 0

    refused(merchant.call("GET", f"/subscribe/customers/{hong}"), status=404, code=-1)
    refused(merchant.call("DELETE", f"/subscribe/customers/{hong}"), status=404, code=-1)


def test_an_unknown_customer_may_also_be_a_refusal_with_200(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    sandbox.configure(unknown_customer_is_404=False)

    refused(merchant.call("GET", "/subscribe/customers/stranger"))


def test_many_customers_at_once_with_some_unknown_is_207(merchant: Merchant, hong: str) -> None:
    def asked(*uids: str) -> tuple[int, int]:
        answer = merchant.call("GET", "/subscribe/customers", params={"customer_uid[]": list(uids)})
        return answer.status_code, len(answer.json()["response"] or [])

    assert asked(hong) == (200, 1)
    assert asked(hong, "stranger") == (207, 1)
    assert asked("stranger") == (404, 0)


def test_the_window_does_not_open_for_another_amount_than_prepared(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    merchant.post("/payments/prepare", merchant_uid="reg-1", amount=PRICE)
    with pytest.raises(SandboxError, match="사전등록"):
        sandbox.issue("hong", merchant_uid="reg-1", amount=100)
    changed = {"merchant_uid": "reg-1", "amount": 100}
    assert merchant.call("PUT", "/payments/prepare", changed).json()["response"]["amount"] == 100

    assert sandbox.issue("hong", merchant_uid="reg-1", amount=100)["status"] == "paid"


def test_prepared_amounts_are_registered_once_and_read_back(merchant: Merchant) -> None:
    body = {"merchant_uid": "reg-1", "amount": PRICE}
    merchant.post("/payments/prepare", **body)

    refused(merchant.call("POST", "/payments/prepare", body))
    assert merchant.get("/payments/prepare/reg-1") == body | {"currency": None}
    refused(merchant.call("GET", "/payments/prepare/other"), status=404, code=-1)
    unknown = {"merchant_uid": "other", "amount": 1}
    refused(merchant.call("PUT", "/payments/prepare", unknown), status=404, code=-1)
