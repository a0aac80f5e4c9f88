from __future__ import annotations

import httpx
import pytest

from billing_core.sandbox import Fault, FaultKind, Sandbox, SandboxControl, SandboxError
from billing_core.sandbox.faults import UnknownFaultError
from tests.sandbox.merchant import PRICE, Merchant, order

AGAIN = "/subscribe/payments/again"


def outcome(merchant: Merchant, token: str, customer_uid: str, merchant_uid: str) -> str:
    """What a caller with a good token sees: an HTTP status, or the name of the transport's error."""
    wanted, headers = order(customer_uid, merchant_uid), {"authorization": token}
    try:
        answer = merchant.client.post(AGAIN, json=wanted, headers=headers)
    except httpx.TransportError as error:
        return type(error).__name__
    return str(answer.status_code)


@pytest.mark.parametrize(
    ("kind", "seen", "captured"),
    [
        (FaultKind.NO_CONNECTION, "ConnectError", 0),
        (FaultKind.UNAUTHORIZED, "401", 0),
        (FaultKind.TOO_MANY_REQUESTS, "429", 0),
        (FaultKind.ERROR_BEFORE, "502", 0),
        (FaultKind.ERROR_AFTER, "502", PRICE),
        (FaultKind.TIMEOUT_BEFORE, "ReadTimeout", 0),
        (FaultKind.TIMEOUT_AFTER, "ReadTimeout", PRICE),
    ],
)
def test_an_outage_lasts_until_it_is_lifted(
    control: SandboxControl,
    merchant: Merchant,
    hong: str,
    kind: FaultKind,
    seen: str,
    captured: int,
) -> None:
    token = merchant.token()
    control.outage(kind)
    assert [outcome(merchant, token, hong, "nov") for _ in range(3)] == [seen] * 3
    assert control.stats().captured == captured

    control.lift_outage()
    assert outcome(merchant, token, hong, "dec") == "200"


def test_an_outage_may_be_of_some_operations_only(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    control.outage(FaultKind.NO_CONNECTION, ["again", "schedule"])
    assert outcome(merchant, merchant.token(), hong, "nov") == "ConnectError"
    assert merchant.get(f"/subscribe/customers/{hong}")
    assert control.stats().calls["get_customer"] == 1
    assert "again" not in control.stats().calls


def test_lifting_an_outage_leaves_the_other_faults_armed(control: SandboxControl) -> None:
    counted = Fault(FaultKind.ERROR_BEFORE, operation="again", times=3)
    lost = Fault(FaultKind.WEBHOOK_LOST, times=None)
    control.arm(counted)
    control.outage(FaultKind.ERROR_AFTER)
    control.arm(lost)
    control.lift_outage()

    assert list(control.armed()) == [counted, lost]


def test_what_cannot_be_an_outage_is_told(control: SandboxControl) -> None:
    with pytest.raises(SandboxError, match="webhook_lost"):
        control.outage(FaultKind.WEBHOOK_LOST)
    with pytest.raises(SandboxError, match="again"):
        control.outage(FaultKind.NO_CONNECTION, ["agian"])
    with pytest.raises(UnknownFaultError):
        Fault(FaultKind.NO_CONNECTION, merchant_uid="nov")


def test_a_connection_that_does_not_open_was_asked_nothing(
    sandbox: Sandbox, merchant: Merchant, hong: str
) -> None:
    sandbox.outage(FaultKind.NO_CONNECTION)
    with pytest.raises(httpx.ConnectError):
        merchant.token()
    assert sandbox.stats().calls == {}
