"""The confirm process: the merchant is asked before a payment is approved, where it is arranged."""

from __future__ import annotations

import json
import socket

import pytest

from billing_core.sandbox import windows
from tests.sandbox.merchant import PRICE
from tests.sandbox.receiver import Receiver
from tests.sandbox.window.calling import Browsing, told, with_params

NOWHERE = "http://127.0.0.1:1/closed"


@pytest.mark.parametrize(
    ("arranged", "asked"), [("off", []), ("payments", ["sale"]), ("all", ["card", "sale"])]
)
def test_payments_are_confirmed_and_issuing_a_card_where_that_is_so(
    browsing: Browsing, receiver: Receiver, arranged: str, asked: list[str]
) -> None:
    browsing.sandbox.configure(confirm_process=arranged, confirm_url=receiver.url)
    browsing.press(browsing.window(with_params(merchant_uid="card")))
    browsing.press(browsing.window(with_params(merchant_uid="sale", customer_uid=None)))

    rows = {str(one["merchant_uid"]): one for one in browsing.sandbox.payments()}
    assert [one["status"] for one in rows.values()] == ["paid", "paid"]
    for name in asked:
        wanted = {"imp_uid": rows[name]["imp_uid"], "merchant_uid": name, "amount": PRICE}
        assert json.loads(receiver.next()[1]) == wanted
    assert receiver.quiet


@pytest.mark.parametrize(
    ("status", "says", "text"),
    [
        (400, '{"reason": "품절입니다."}', "품절입니다."),
        (500, "<html>", "confirm_process가 거절하였습니다. (HTTP 500)"),
        (403, '["no"]', "confirm_process가 거절하였습니다. (HTTP 403)"),
        (204, "", "confirm_process가 거절하였습니다. (HTTP 204)"),
    ],
)
def test_anything_but_200_stops_the_payment_and_its_reason_is_told(
    browsing: Browsing, receiver: Receiver, status: int, says: str, text: str
) -> None:
    browsing.sandbox.configure(confirm_process="all", confirm_url=receiver.url)
    receiver.answer, receiver.says = status, says.encode()
    rsp = told(browsing.press(browsing.window()))["rsp"]

    assert (rsp["success"], rsp["error_code"]) == (False, "F0005")
    assert text in rsp["error_msg"]
    assert (browsing.row()["status"], browsing.bell) == ("failed", [])


def test_no_answer_stops_it_too(browsing: Browsing) -> None:
    browsing.sandbox.configure(confirm_process="all", confirm_url=NOWHERE)
    rsp = told(browsing.press(browsing.window()))["rsp"]

    assert "응답이 없습니다" in rsp["error_msg"]
    assert browsing.row()["status"] == "failed"


def test_an_answer_that_takes_too_long_is_none(browsing: Browsing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # it listens, and never says a word
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        browsing.sandbox.configure(confirm_process="all", confirm_url=url, confirm_seconds=0.05)
        rsp = told(browsing.press(browsing.window()))["rsp"]

    assert "응답이 없습니다" in rsp["error_msg"]


def test_a_payment_agreed_while_the_merchant_thinks_is_not_stopped(
    browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tabs of one window: the other one is done before the first is refused."""
    browsing.sandbox.configure(confirm_process="all", confirm_url=NOWHERE)
    address = browsing.window()

    def meanwhile(*_: object) -> str:
        monkeypatch.undo()
        browsing.sandbox.configure(confirm_process="off")
        browsing.press(address)
        return "품절입니다."

    monkeypatch.setattr(windows, "objection", meanwhile)

    assert told(browsing.press(address))["rsp"]["success"] is True
    assert browsing.row()["status"] == "paid"


def test_the_call_may_name_another_address(browsing: Browsing, receiver: Receiver) -> None:
    browsing.sandbox.configure(confirm_process="all", confirm_url=NOWHERE)
    browsing.press(browsing.window(with_params(confirm_url=receiver.url)))

    assert json.loads(receiver.next()[1])["merchant_uid"] == "reg-1"
    assert browsing.row()["status"] == "paid"


def test_without_any_address_nobody_is_asked(browsing: Browsing) -> None:
    browsing.sandbox.configure(confirm_process="all")
    browsing.press(browsing.window())

    assert browsing.row()["status"] == "paid"
