"""An hour without a gateway: what each kind of outage proves about a write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, NotFound, NotSent, OutcomeUnknown, Refused, Unauthorized
from billing_core.sandbox import FaultKind, Sandbox, SandboxTransport

ORDER = {"customer_uid": "card_1", "name": "멤버십"}
WRITES: dict[str, Callable[[Iamport, datetime], object]] = {
    "charge": lambda it, _now: it.charge(amount=29_000, merchant_uid="bdc1", **ORDER),
    "book": lambda it, now: it.book(
        amount=29_000, merchant_uid="bdc1", due_at=now + timedelta(days=1), **ORDER
    ),
}


@pytest.fixture
def client(held_clock: HeldClock, sandbox: Sandbox) -> Iterator[Iamport]:
    with Iamport(
        base_url="http://sandbox.test",
        imp_key="key",
        imp_secret="secret",
        clock=held_clock,
        transport=SandboxTransport(sandbox),
    ) as client:
        client.measure_clock()  # it has a token when the outage begins
        yield client


def nothing_happened(sandbox: Sandbox) -> bool:
    return sandbox.stats().captured == 0 and sandbox.schedules() == []


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("kind", "error"), [(FaultKind.NO_CONNECTION, NotSent), (FaultKind.UNAUTHORIZED, Unauthorized)]
)
def test_no_connection_and_a_closed_door_prove_that_nothing_was_done(
    client: Iamport,
    sandbox: Sandbox,
    now: datetime,
    write: str,
    kind: FaultKind,
    error: type[Exception],
) -> None:
    sandbox.outage(kind)
    with pytest.raises(error):
        WRITES[write](client, now)
    assert nothing_happened(sandbox)

    sandbox.lift_outage()
    assert WRITES[write](client, now)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.TOO_MANY_REQUESTS,
        FaultKind.ERROR_BEFORE,
        FaultKind.ERROR_AFTER,
        FaultKind.TIMEOUT_BEFORE,
        FaultKind.TIMEOUT_AFTER,
        FaultKind.BROKEN_BODY,
    ],
)
def test_no_other_outage_proves_anything_or_is_a_no(
    client: Iamport, sandbox: Sandbox, now: datetime, write: str, kind: FaultKind
) -> None:
    sandbox.outage(kind)
    with pytest.raises(OutcomeUnknown) as unknown:
        WRITES[write](client, now)

    assert not unknown.value.answered_no


def test_a_no_of_the_gateway_is_an_answer(client: Iamport, sandbox: Sandbox) -> None:
    sandbox.outage(FaultKind.REFUSED_AFTER, ["again"])
    with pytest.raises(OutcomeUnknown) as unknown:
        client.charge(amount=29_000, merchant_uid="bdc1", **ORDER)

    assert unknown.value.answered_no


@pytest.mark.parametrize("is_404", [True, False])
def test_a_deleted_billing_key_is_read_back_as_unknown(
    client: Iamport, sandbox: Sandbox, is_404: bool
) -> None:
    sandbox.configure(unknown_customer_is_404=is_404)
    assert client.customer("card_1").customer_uid == "card_1"
    client.delete_customer("card_1", "탈퇴")

    with pytest.raises(NotFound):
        client.customer("card_1")
    with pytest.raises(Refused):  # deleted before: by the console, or by a try that went unheard
        client.delete_customer("card_1")
