"""The stand-in for the vendor's script, at its own door: what opens, what ends it, who hears it."""

from __future__ import annotations

import pytest

from billing_core.sandbox.script import PATHS
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Json, Merchant
from tests.sandbox.window.calling import (
    BELL,
    DESK,
    NO_FUNDS,
    PHONE,
    REFUSED_CARD,
    TABLET,
    Browsing,
    back,
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


def test_a_refusal_without_a_callback_goes_back_to_a_phone_and_to_nobody_on_a_desk(
    browsing: Browsing,
) -> None:
    wrong = with_params(amount="29000")
    leave = browsing.call(wrong, listens=False, agent=PHONE)["leave"]

    assert leave.startswith("https://shop.example/done?plan=monthly&merchant_uid=reg-1&error_code=")
    assert "imp_uid" not in leave
    assert browsing.call(wrong, listens=False, agent=DESK) == {"gone": True}
    bare = wrong | {"m_redirect_url": "javascript:alert(1)"}
    assert browsing.call(bare, listens=False, agent=PHONE) == {"gone": True}


def test_a_phone_leaves_and_comes_back_with_its_own_query(browsing: Browsing) -> None:
    said = browsing.call(agent=PHONE)
    answer = browsing.press(said["leave"])

    row = browsing.row()
    ids = {"imp_uid": row["imp_uid"], "merchant_uid": "reg-1"}
    assert back(answer) == {"plan": "monthly"} | ids
    assert (row["status"], row["channel"]) == ("paid", "mobile")


def test_a_phone_may_also_take_a_frame_and_its_callback(browsing: Browsing) -> None:
    browsing.sandbox.configure(phone_way="frame")
    rsp = told(browsing.press(browsing.call(agent=PHONE)["window"]))["rsp"]

    assert (rsp["success"], browsing.row()["channel"]) == (True, "mobile")


@pytest.mark.parametrize(("says_phone", "does"), [(True, "leave"), (False, "window")])
def test_a_tablet_is_a_phone_or_a_desk(browsing: Browsing, says_phone: bool, does: str) -> None:
    browsing.sandbox.configure(tablet_is_phone=says_phone)

    assert does in browsing.call(agent=TABLET)


def test_a_phone_without_a_return_address_stays_where_the_window_was(browsing: Browsing) -> None:
    answer = browsing.press(browsing.call(with_params(m_redirect_url=None), agent=PHONE)["leave"])

    assert (answer.status_code, told(answer)) == (200, {})
    assert str(browsing.row()["imp_uid"]) in answer.text


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ("ids", {"imp_uid"}, {"imp_uid", "error_code", "error_msg"}),
        (
            "imp_success",
            {"imp_uid", "imp_success"},
            {"imp_uid", "imp_success", "error_code", "error_msg"},
        ),
        ("merchant_uid", set(), {"error_code", "error_msg"}),
    ],
)
def test_the_return_address_has_three_shapes(
    browsing: Browsing, shape: str, good: set[str], bad: set[str]
) -> None:
    browsing.sandbox.configure(redirect_shape=shape)
    cancelled = back(browsing.press(browsing.call(agent=PHONE)["leave"], "close"))
    paid = back(browsing.press(browsing.call(agent=PHONE)["leave"]))

    assert paid.keys() == {"plan", "merchant_uid"} | good
    assert cancelled.keys() == {"plan", "merchant_uid"} | bad
    if shape == "imp_success":
        assert (paid["imp_success"], cancelled["imp_success"]) == ("true", "false")


@pytest.mark.parametrize(("way", "end"), [("kept", "#top"), ("lost", "reg-1")])
def test_the_fragment_of_a_return_address_is_kept_or_lost(
    browsing: Browsing, way: str, end: str
) -> None:
    browsing.sandbox.configure(redirect_fragment=way)
    params = with_params(m_redirect_url="https://shop.example/done#top")
    answer = browsing.press(browsing.call(params, agent=PHONE)["leave"])

    assert answer.headers["location"].endswith(end)


@pytest.mark.parametrize(
    ("shape", "code", "text"),
    [("code", "F0005", "결제가 중단"), ("text", None, "F0005:결제가 중단"), ("empty", None, "")],
)
def test_a_failure_has_three_shapes_in_both_answers(
    browsing: Browsing, shape: str, code: str | None, text: str
) -> None:
    browsing.sandbox.configure(failure_shape=shape)
    rsp = told(browsing.press(browsing.window(), "close"))["rsp"]
    query = back(browsing.press(browsing.call(agent=PHONE)["leave"], "close"))

    assert (rsp["success"], rsp["error_code"]) == (False, code)
    assert rsp["error_msg"].startswith(text)
    assert query.get("error_code") == code
    assert query["error_msg"].startswith(text)


@pytest.mark.parametrize("verdict", ["success", "imp_success"])
def test_the_full_answer_carries_a_verdict_under_either_name(
    browsing: Browsing, verdict: str
) -> None:
    browsing.sandbox.configure(rsp_shape=verdict)
    cancelled = told(browsing.press(browsing.window(), "close"))["rsp"]
    paid = told(browsing.press(browsing.window()))["rsp"]

    assert (paid[verdict], cancelled[verdict]) == (True, False)
    assert paid.keys() >= {"pg_tid", "status", "buyer_email", "card_name", "paid_amount"}
    assert len({"success", "imp_success"} & paid.keys()) == 1


def test_the_short_answer_has_ids_and_error_alone(browsing: Browsing) -> None:
    browsing.sandbox.configure(rsp_shape="short")
    rsp = told(browsing.press(browsing.window()))["rsp"]

    assert rsp.keys() == {"imp_uid", "merchant_uid", "error_code", "error_msg"}
    assert browsing.call()["rsp"]["imp_uid"] is None


def test_a_row_is_ready_from_opening_on_and_for_good_where_the_tab_was_closed(
    browsing: Browsing, merchant: Merchant
) -> None:
    browsing.window()
    browsing.sandbox.advance(86_400)

    row = merchant.get("/payments/find/reg-1")
    assert (row["status"], row["started_at"], row["card_name"]) == ("ready", NINE_O_CLOCK, None)
    assert browsing.bell == []
    assert browsing.sandbox.stats().captured == 0


def test_a_cancelled_window_leaves_a_failed_row_and_may_be_opened_again(browsing: Browsing) -> None:
    rsp = told(browsing.press(browsing.window(), "close"))["rsp"]

    row = browsing.row()
    assert (rsp["error_code"], rsp["imp_uid"]) == ("F0005", row["imp_uid"])
    assert (row["status"], row["fail_reason"]) == ("failed", rsp["error_msg"])
    assert "01 | 사용자가 결제를 취소 하였습니다." in rsp["error_msg"]
    assert browsing.bell == []
    assert told(browsing.press(browsing.window()))["rsp"]["success"] is True


@pytest.mark.parametrize("row", ["failed", "ready"])
@pytest.mark.parametrize("answers", ["callback", "nothing", "stuck"])
def test_the_x_decides_apart_what_becomes_of_row_and_page(
    browsing: Browsing, row: str, answers: str
) -> None:
    browsing.sandbox.configure(window_closed=row, closing_answers=answers)
    said = told(browsing.press(browsing.window(), "leave"))

    assert browsing.row()["status"] == row
    assert said.keys() == {"callback": {"rsp"}, "nothing": {"gone"}, "stuck": set()}[answers]
    if answers == "callback":
        assert said["rsp"]["error_code"] == "F0005"


def test_the_x_on_a_phone_goes_back_or_nowhere(browsing: Browsing) -> None:
    assert back(browsing.press(browsing.call(agent=PHONE)["leave"], "leave"))["error_code"]

    browsing.sandbox.configure(closing_answers="nothing")
    answer = browsing.press(browsing.call(agent=PHONE)["leave"], "leave")
    assert (answer.status_code, "나갔습니다" in answer.text) == (200, True)


def test_a_reloaded_window_fails_with_an_empty_text(browsing: Browsing) -> None:
    address = browsing.window()
    rsp = told(browsing.look(address))["rsp"]

    assert (rsp["success"], rsp["error_code"], rsp["error_msg"]) == (False, None, "")
    assert browsing.row()["status"] == "failed"


def test_back_after_paying_reports_a_failure_of_a_finished_order(browsing: Browsing) -> None:
    address = browsing.window(agent=PHONE)
    browsing.press(address)

    assert back(browsing.look(address))["error_msg"] == ""
    assert browsing.row()["status"] == "paid"


def test_a_reloaded_window_may_also_open_again_and_say_the_truth(browsing: Browsing) -> None:
    browsing.sandbox.configure(window_reload="opens")
    address = browsing.window()

    assert "동의하고 등록하기" in browsing.look(address).text
    browsing.press(address)
    assert told(browsing.look(address))["rsp"]["success"] is True


def test_the_browser_may_never_hear_of_it(browsing: Browsing) -> None:
    browsing.sandbox.configure(window_answers=False)
    on_desk = browsing.press(browsing.window())
    params = with_params(merchant_uid="reg-2")
    on_phone = browsing.press(browsing.window(params, agent=PHONE))

    assert (told(on_desk), told(on_phone), on_phone.status_code) == ({}, {}, 200)
    assert [one.merchant_uid for one in browsing.bell] == ["reg-1", "reg-2"]


@pytest.mark.parametrize(
    ("when", "by_the_answer", "later"),
    [("before", 1, 1), ("after", 0, 1), ("twice", 1, 2), ("never", 0, 0)],
)
def test_the_bell_rings_before_after_twice_or_never(
    browsing: Browsing, when: str, by_the_answer: int, later: int
) -> None:
    browsing.sandbox.configure(window_bell=when)
    browsing.press(browsing.window())
    heard = len(browsing.bell)
    browsing.sandbox.advance(60)

    assert (heard, len(browsing.bell)) == (by_the_answer, later)
    assert browsing.row()["status"] == "paid"


@pytest.mark.parametrize("given", ["memory:ours", ["memory:ours"]])
def test_a_notice_url_of_the_call_rings_alone(browsing: Browsing, given: object) -> None:
    browsing.press(browsing.window(with_params(notice_url=given)))

    assert [one.url for one in browsing.bell] == ["memory:ours"]


def test_several_addresses_ring_once_each(browsing: Browsing) -> None:
    browsing.press(browsing.window(with_params(notice_url=["memory:a", "memory:b"])))

    assert [one.url for one in browsing.bell] == ["memory:a", "memory:b"]


def test_a_call_that_no_script_sends_is_a_bad_request(browsing: Browsing) -> None:
    for body in (b"{", b"[]", b'{"params": []}', b'{"params": {}, "inits": "x"}', b"x" * 1_000_001):
        assert browsing.client.post("/window/call", content=body).status_code == 400


def test_a_window_nobody_opened_is_not_there(browsing: Browsing) -> None:
    assert browsing.look("/window/imp_unknown").status_code == 404
    assert browsing.press("/window/imp_unknown").status_code == 400
