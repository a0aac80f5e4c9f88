"""The stand-in on phones, and the shapes in which its answer comes back."""

from __future__ import annotations

import pytest

from tests.sandbox.window.calling import (
    DESK,
    PHONE,
    TABLET,
    Browsing,
    back,
    told,
    with_params,
)


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
