"""The stand-in for the vendor's script, at its own door: what opens, what ends it, who hears it."""

from __future__ import annotations

import pytest

from billing_core.sandbox.script import PATHS
from tests.sandbox.merchant import PRICE, Json, Merchant
from tests.sandbox.window.calling import (
    BELL,
    NO_FUNDS,
    REFUSED_CARD,
    Browsing,
    told,
    with_params,
)


@pytest.mark.parametrize("path", PATHS)
def test_the_script_is_plain_and_never_kept_by_a_browser(browsing: Browsing, path: str) -> None:
    answer = browsing.client.get(path)

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "window.IMP" in answer.text


@pytest.mark.parametrize("amount", [0, PRICE])
def test_issuing_on_a_desk_leaves_a_paid_row_and_captures_nothing(
    browsing: Browsing, merchant: Merchant, amount: int
) -> None:
    address = browsing.window(with_params(amount=amount, custom_data={"plan": "m"}))
    rsp = told(browsing.press(address))["rsp"]

    row = browsing.row()
    assert (row["status"], row["amount"], row["customer_uid_usage"]) == ("paid", amount, "issue")
    assert (row["apply_num"], row["receipt_url"], row["channel"]) == (None, None, "pc")
    assert (row["buyer_tel"], row["buyer_email"]) == ("010-0000-0001", "hong@example.com")
    assert (rsp["success"], rsp["imp_uid"]) == (True, row["imp_uid"])
    assert (rsp["paid_amount"], rsp["custom_data"]) == (amount, {"plan": "m"})
    assert browsing.sandbox.stats().captured == 0
    assert [(one.url, one.status) for one in browsing.bell] == [(BELL, "paid")]


def test_the_key_belongs_to_the_buyer_and_names_the_customer(
    browsing: Browsing, merchant: Merchant
) -> None:
    browsing.press(browsing.window(with_params(customer_id="user-7")))

    key = merchant.get("/subscribe/customers/hong")
    assert (key["customer_name"], key["customer_tel"]) == ("홍길동", "010-0000-0001")
    assert (key["customer_email"], key["customer_id"]) == ("hong@example.com", "user-7")


def test_without_a_customer_uid_the_card_is_charged(browsing: Browsing, merchant: Merchant) -> None:
    rsp = told(browsing.press(browsing.window(with_params(customer_uid=None))))["rsp"]

    row = browsing.row()
    assert (row["status"], row["customer_uid"], row["customer_uid_usage"]) == ("paid", None, None)
    assert rsp["apply_num"] == row["apply_num"] != None  # noqa: E711 - it is there in both
    assert (browsing.sandbox.stats().captured, browsing.sandbox.billing_keys()) == (PRICE, [])
    assert [one.cause for one in browsing.bell] == ["window"]
    merchant.post("/payments/cancel", imp_uid=row["imp_uid"])


def test_an_ordinary_payment_is_declined_like_any_other(browsing: Browsing) -> None:
    rsp = told(browsing.press(browsing.window(with_params(customer_uid=None)), ending=NO_FUNDS))

    assert "잔액부족" in rsp["rsp"]["error_msg"]
    assert (browsing.row()["status"], browsing.bell) == ("failed", [])


def test_an_ordinary_payment_of_nothing_does_not_open(browsing: Browsing) -> None:
    assert browsing.refusal(with_params(customer_uid=None, amount=0))[0] == "F0004"


def test_a_card_refused_at_issue_issues_no_key(browsing: Browsing) -> None:
    rsp = told(browsing.press(browsing.window(), ending=REFUSED_CARD))["rsp"]

    assert (rsp["success"], rsp["error_code"]) == (False, "F0005")
    assert (browsing.row()["status"], browsing.sandbox.billing_keys()) == ("failed", [])


@pytest.mark.parametrize(
    "state", [{"code": "shop-1"}, {"code": ""}, {"inits": 0}, {"inits": 2}], ids=str
)
def test_a_wrong_code_or_init_ends_in_the_callback(browsing: Browsing, state: Json) -> None:
    assert browsing.refusal(**state)[0] == "F500"


def test_the_one_merchant_code_and_channel_may_be_set(browsing: Browsing) -> None:
    browsing.sandbox.configure(imp_code="imp12345678", channel_key="channel-key-1")

    assert browsing.refusal()[0] == "F500"
    assert browsing.refusal(with_params(channelKey="other"), code="imp12345678")[0] == "F500"
    assert "window" in browsing.call(code="imp12345678")
    assert "window" in browsing.call(with_params(channelKey=None), code="imp12345678")


def test_a_spent_order_number_is_refused_before_the_window(browsing: Browsing) -> None:
    browsing.press(browsing.window())

    assert browsing.refusal() == ("F1002", "이미 결제가 이루어진 거래건입니다.")
    assert len(browsing.sandbox.payments()) == 1


@pytest.mark.parametrize(("prepared", "asked"), [(PRICE, 0), (0, PRICE), (PRICE, PRICE + 1)])
def test_another_amount_than_prepared_is_refused(
    browsing: Browsing, merchant: Merchant, prepared: int, asked: int
) -> None:
    merchant.post("/payments/prepare", merchant_uid="reg-1", amount=prepared)

    assert "사전등록" in browsing.refusal(with_params(amount=asked))[1]
    assert "window" in browsing.call(with_params(amount=prepared))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "29000"},
        {"amount": 99.5},
        {"amount": -1},
        {"amount": True},
        {"amount": None},
        {"name": None},
        {"name": " "},
        {"customer_uid": ""},
        {"customer_uid": "c" * 81},
        {"merchant_uid": "m" * 41},
        {"merchant_uid": ["a", "b"]},
        {"name": "가" * 14},
        {"buyer_name": "가" * 11},
        {"buyer_tel": "0" * 41},
        {"buyer_email": "a" * 61},
        {"m_redirect_url": "https://shop.example/" + "a" * 980},
        {"m_redirect_url": "javascript:alert(1)"},
        {"pay_method": "vbank"},
        {"currency": "USD"},
    ],
    ids=str,
)
def test_a_field_out_of_bounds_is_refused_before_the_window(
    browsing: Browsing, wrong: Json
) -> None:
    code, text = browsing.refusal(with_params(**wrong))

    assert (code, bool(text)) == ("F0004", True)
    assert browsing.sandbox.payments() == []


def test_thirteen_hangul_of_a_name_fit(browsing: Browsing) -> None:
    assert "window" in browsing.call(with_params(name="가" * 13, buyer_name="가" * 10))


@pytest.mark.parametrize(("way", "kept"), [("cut", "가" * 13), ("kept", "가" * 20)])
def test_what_is_too_long_may_also_be_cut_or_kept(browsing: Browsing, way: str, kept: str) -> None:
    browsing.sandbox.configure(too_long=way)
    browsing.window(with_params(name="가" * 20))

    assert browsing.row()["name"] == kept


@pytest.mark.parametrize("missing", ["buyer_name", "buyer_tel", "buyer_email"])
def test_the_buyer_may_be_required(browsing: Browsing, missing: str) -> None:
    assert "window" in browsing.call(with_params(**{missing: None}))

    browsing.sandbox.configure(buyer_required=True)
    assert missing in browsing.refusal(with_params(**{missing: None}))[1]


def test_a_missing_order_number_is_made_up(browsing: Browsing) -> None:
    browsing.window(with_params(merchant_uid=None))
    browsing.window(with_params(merchant_uid=None))

    first, second = (str(one["merchant_uid"]) for one in browsing.sandbox.payments())
    assert first.startswith("nobody_")
    assert first != second


def test_a_call_outside_a_click_may_be_blocked(browsing: Browsing) -> None:
    assert "window" in browsing.call(clicked=False)

    browsing.sandbox.configure(click_needed=True)
    assert "차단" in browsing.refusal(clicked=False)[1]
    assert "window" in browsing.call(clicked=True)


def test_a_second_window_may_be_refused(browsing: Browsing) -> None:
    assert "window" in browsing.call(windows=1)

    browsing.sandbox.configure(second_window="refused")
    assert "이미 열려 있는" in browsing.refusal(windows=1)[1]


def test_of_two_windows_of_one_order_the_second_issues_nothing(browsing: Browsing) -> None:
    first, second = browsing.window(), browsing.window()
    browsing.press(first)
    rsp = told(browsing.press(second, ending=NO_FUNDS))["rsp"]

    assert (rsp["error_code"], rsp["status"]) == ("F1002", "failed")
    assert len(browsing.bell) == 1
    assert browsing.sandbox.stats().orphaned_keys == 0


def test_a_button_pressed_twice_issues_once(browsing: Browsing) -> None:
    address = browsing.window()
    first, second = told(browsing.press(address)), told(browsing.press(address))

    assert first == second
    assert (len(browsing.bell), browsing.sandbox.stats().issuances) == (1, 1)


def test_what_was_agreed_is_not_undone_by_closing(browsing: Browsing) -> None:
    address = browsing.window()
    browsing.press(address)

    for decision in ("close", "leave"):
        assert told(browsing.press(address, decision))["rsp"]["success"] is True
    assert browsing.row()["status"] == "paid"
