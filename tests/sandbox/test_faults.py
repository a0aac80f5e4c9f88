from __future__ import annotations

from json import JSONDecodeError

import httpx
import pytest

from billing_core.sandbox import Fault, FaultKind, Notice, Sandbox, SandboxError
from billing_core.sandbox.faults import UnknownFaultError
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant, order, refused

AGAIN = "/subscribe/payments/again"


def attempt(merchant: Merchant, customer_uid: str, merchant_uid: str = "nov") -> httpx.Response:
    return merchant.call("POST", AGAIN, order(customer_uid, merchant_uid))


@pytest.mark.parametrize(
    ("kind", "captured"), [(FaultKind.TIMEOUT_BEFORE, 0), (FaultKind.TIMEOUT_AFTER, PRICE)]
)
def test_after_a_time_out_only_the_book_knows_whether_money_moved(
    merchant: Merchant, sandbox: Sandbox, hong: str, kind: FaultKind, captured: int
) -> None:
    sandbox.arm(Fault(kind, operation="again"))
    with pytest.raises(httpx.ReadTimeout):
        attempt(merchant, hong)

    assert sandbox.stats().captured == captured


@pytest.mark.parametrize(
    ("kind", "status", "captured"),
    [
        (FaultKind.ERROR_BEFORE, 502, 0),
        (FaultKind.ERROR_AFTER, 502, PRICE),
        (FaultKind.REFUSED_BEFORE, 200, 0),
        (FaultKind.REFUSED_AFTER, 200, PRICE),
        (FaultKind.TOO_MANY_REQUESTS, 429, 0),
        (FaultKind.UNAUTHORIZED, 401, 0),
        (FaultKind.BROKEN_BODY, 200, PRICE),
    ],
)
def test_no_bad_answer_tells_by_itself_whether_money_moved(
    merchant: Merchant, sandbox: Sandbox, hong: str, kind: FaultKind, status: int, captured: int
) -> None:
    sandbox.arm(Fault(kind, operation="again"))
    answer = attempt(merchant, hong)

    assert (answer.status_code, sandbox.stats().captured) == (status, captured)
    assert '"code": 0' not in answer.text or kind is FaultKind.BROKEN_BODY
    attempt(merchant, hong)
    assert sandbox.stats().captured == PRICE


def test_a_broken_body_is_no_json(merchant: Merchant, sandbox: Sandbox, hong: str) -> None:
    sandbox.arm(Fault(FaultKind.BROKEN_BODY, operation="again"))
    with pytest.raises(JSONDecodeError):
        attempt(merchant, hong).json()


def test_what_is_said_to_be_done_and_was_not_leaves_nothing_but_its_number(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.NOT_DONE, operation="again"))
    said = attempt(merchant, hong).json()["response"]
    assert (said["status"], said["amount"]) == ("paid", PRICE)
    refused(merchant.call("GET", "/payments/findAll/nov"), status=404, code=-1)
    assert (sandbox.stats().captured, bell) == (0, [])

    done = attempt(merchant, hong).json()["response"]
    assert done["imp_uid"] != said["imp_uid"]
    assert sandbox.stats().captured == PRICE


def test_a_late_call_is_invisible_until_it_suddenly_happened(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.LATE, operation="again", seconds=600))
    with pytest.raises(httpx.ReadTimeout):
        attempt(merchant, hong)
    sandbox.advance(599)
    refused(merchant.call("GET", "/payments/findAll/nov"), status=404, code=-1)
    sandbox.advance(3600)

    assert merchant.get("/payments/find/nov")["paid_at"] == NINE_O_CLOCK + 600
    assert [one.merchant_uid for one in bell] == ["nov"]


def test_a_late_call_meets_the_guard_like_any_other(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.arm(Fault(FaultKind.LATE, operation="again"))
    with pytest.raises(httpx.ReadTimeout):
        attempt(merchant, hong)
    attempt(merchant, hong)
    sandbox.advance(3600)

    assert sandbox.stats().captured == PRICE


def test_a_fault_strikes_its_operation_and_order_as_often_as_armed(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="again", merchant_uid="nov", times=2))

    assert attempt(merchant, hong, "extra").status_code == 200
    assert merchant.get(f"/subscribe/customers/{hong}")
    statuses = [attempt(merchant, hong).status_code for _ in range(3)]
    assert statuses == [502, 502, 200]
    assert sandbox.armed() == ()


def test_a_fault_finds_its_order_among_several_bookings(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="schedule", merchant_uid="jan"))
    with pytest.raises(httpx.ReadTimeout):
        merchant.reserve(hong, {"dec": NINE_O_CLOCK + 60, "jan": NINE_O_CLOCK + 120})

    assert sandbox.stats().schedules == {"scheduled": 2}


def test_a_lasting_fault_ends_when_cleared(merchant: Merchant, sandbox: Sandbox, hong: str) -> None:
    sandbox.arm(Fault(FaultKind.TOO_MANY_REQUESTS, operation="again", times=None))
    assert {attempt(merchant, hong).status_code for _ in range(5)} == {429}
    sandbox.clear_faults()

    assert attempt(merchant, hong).status_code == 200


def test_a_probable_fault_strikes_about_its_share(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="again", times=None, probability=0.3))
    struck = [attempt(merchant, hong, f"m{n}").status_code for n in range(100)].count(502)

    assert 15 < struck < 45


def test_the_webhook_can_beat_the_answer(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    """Also when the answer never comes."""
    sandbox.arm(Fault(FaultKind.WEBHOOK_BEFORE_ANSWER, operation="again"))
    sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    with pytest.raises(httpx.ReadTimeout):
        attempt(merchant, hong)

    assert [one.merchant_uid for one in bell] == ["nov"]


def test_a_fault_that_could_never_strike_is_not_armed(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="again"):
        sandbox.arm(Fault(FaultKind.LATE, operation="agian"))
    with pytest.raises(SandboxError, match="reservation"):
        sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="get_payment"))
    with pytest.raises(UnknownFaultError):
        Fault(FaultKind.LATE, probability=1.5)
