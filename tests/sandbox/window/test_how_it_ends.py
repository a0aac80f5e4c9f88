"""How a window ends: rows it leaves, the X, a reload, the way back, and who hears of it."""

from __future__ import annotations

import pytest

from tests.sandbox.merchant import NINE_O_CLOCK, Merchant
from tests.sandbox.window.calling import (
    PHONE,
    Browsing,
    back,
    told,
    with_params,
)


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
