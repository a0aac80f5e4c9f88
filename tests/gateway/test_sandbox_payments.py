"""The client's cards, charges and refunds against a faithful V1 server, over real HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, NotFound, OutcomeUnknown, Refused, Unauthorized
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.sandbox import CardOutcome, Fault, FaultKind, Sandbox
from billing_core.sandbox.control import SandboxError
from tests.gateway.conftest import Connect

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _charge(client: Iamport, merchant_uid: str = "bdc1") -> Payment:
    return client.charge(
        customer_uid="card_1",
        merchant_uid=merchant_uid,
        amount=29_000,
        name="월 정기 멤버십",
        buyer_name="김하늘",
    )


def test_a_registered_card_and_its_issuance_that_looks_paid(client: Iamport) -> None:
    key = client.customer("card_1")
    [issuance] = client.find_all_payments("bdi1")

    assert (key.customer_uid, key.card_name) == ("card_1", "신한카드")
    assert issuance.status is PaymentStatus.PAID
    assert (issuance.customer_uid_usage, issuance.apply_num) == ("issue", "")


def test_a_charge_is_found_again_in_every_way_of_looking(client: Iamport, now: datetime) -> None:
    charge = _charge(client)
    assert (charge.status, charge.amount, charge.paid_at) == (PaymentStatus.PAID, 29_000, now)
    assert charge.apply_num

    span = (now - DAY, now + DAY)
    assert client.payment(charge.imp_uid) == charge
    assert client.find_all_payments("bdc1") == [charge]
    assert charge in client.payments_of_customer("card_1")
    assert charge in list(client.payments_by_status("all", *span))
    assert list(client.payments_by_status(PaymentStatus.FAILED, *span)) == []


def test_the_span_of_a_sweep_is_half_open(client: Iamport, now: datetime) -> None:
    charge = _charge(client)
    second = timedelta(seconds=1)

    def paid(since: datetime, until: datetime) -> list[Payment]:
        return list(client.payments_by_status(PaymentStatus.PAID, since, until))

    assert charge in paid(now, now + second)
    assert charge not in paid(now - second, now)


def test_a_declined_charge_says_why_and_may_succeed_later(
    client: Iamport, sandbox: Sandbox
) -> None:
    sandbox.set_card("card_1", CardOutcome.OVER_LIMIT)
    declined = _charge(client)
    assert declined.status is PaymentStatus.FAILED
    assert "한도초과" in declined.fail_reason

    sandbox.advance(3600)
    sandbox.set_card("card_1", CardOutcome.APPROVED)
    assert _charge(client).status is PaymentStatus.PAID
    statuses = [payment.status for payment in client.find_all_payments("bdc1")]
    assert statuses == [PaymentStatus.FAILED, PaymentStatus.PAID]


def test_more_than_one_call_and_one_page_of_payments_come_complete(client: Iamport) -> None:
    charges = [_charge(client, f"bdc{number}") for number in range(105)]
    wanted = [charge.imp_uid for charge in charges]

    found = client.payments([*wanted, "imp_unheard_of"])
    assert sorted(payment.imp_uid for payment in found) == sorted(wanted)
    # This look-up pages by twenty and takes no limit; one more row is the issuance.
    assert len(client.payments_of_customer("card_1")) == 106


def test_a_second_charge_under_the_same_number_is_refused_and_not_taken(
    client: Iamport, sandbox: Sandbox
) -> None:
    _charge(client)
    with pytest.raises(OutcomeUnknown) as unknown:
        _charge(client)
    assert unknown.value.answered_no
    assert unknown.value.gateway_message
    assert sandbox.stats().captured == 29_000


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.TIMEOUT_AFTER,
        FaultKind.ERROR_AFTER,
        FaultKind.REFUSED_AFTER,
        FaultKind.BROKEN_BODY,
    ],
)
def test_a_charge_whose_answer_was_lost_is_unknown_and_reading_finds_it(
    kind: FaultKind, sandbox: Sandbox, sandbox_address: str, connect: Connect
) -> None:
    client = connect(sandbox_address, patience=1)
    sandbox.arm(Fault(kind, operation="again"))
    with pytest.raises(OutcomeUnknown):
        _charge(client)

    (found,) = client.find_all_payments("bdc1")
    assert found.status is PaymentStatus.PAID
    assert sandbox.stats().captured == 29_000


def test_a_token_refused_out_of_the_blue_costs_nothing(client: Iamport, sandbox: Sandbox) -> None:
    sandbox.arm(Fault(FaultKind.UNAUTHORIZED, operation="again"))
    assert _charge(client).status is PaymentStatus.PAID
    assert sandbox.stats().captured == 29_000


def test_a_token_lives_through_a_day_of_calls(
    client: Iamport, sandbox: Sandbox, held_clock: HeldClock
) -> None:
    for _ in range(24 * 4):
        sandbox.advance(900)
        held_clock.advance(timedelta(seconds=900))
        client.customer("card_1")
    assert sandbox.stats().calls["get_customer"] == 96  # none was refused and repeated


def test_wrong_keys_open_nothing(sandbox_address: str, connect: Connect) -> None:
    with pytest.raises(Unauthorized):
        connect(sandbox_address, imp_secret="guess").customer("card_1")


@pytest.mark.parametrize("as_404", [True, False])
def test_an_unknown_card_is_not_found_whichever_way_the_gateway_says_it(
    client: Iamport, sandbox: Sandbox, *, as_404: bool
) -> None:
    sandbox.configure(unknown_customer_is_404=as_404)
    with pytest.raises(NotFound):
        client.customer("card_9")
    assert client.payments_of_customer("card_9") == []


def test_a_deleted_card_is_gone(client: Iamport) -> None:
    client.delete_customer("card_1", reason="카드 교체")
    with pytest.raises(NotFound):
        client.customer("card_1")


def test_refunds_in_parts_until_nothing_is_left(client: Iamport, now: datetime) -> None:
    charge = _charge(client)
    part = client.refund(charge.imp_uid, amount=10_000, remaining=29_000, reason="부분 환불")
    assert (part.status, part.cancel_amount) == (PaymentStatus.CANCELLED, 10_000)

    with pytest.raises(OutcomeUnknown) as stale:
        client.refund(charge.imp_uid, amount=10_000, remaining=29_000, reason="두 번 누름")
    assert stale.value.answered_no

    rest = client.refund(charge.imp_uid, amount=19_000, remaining=19_000, reason="나머지")
    assert [refund.amount for refund in rest.refunds] == [10_000, 19_000]
    assert {refund.refunded_at for refund in rest.refunds} == {now}
    assert client.payment(charge.imp_uid) == rest


def test_a_name_is_prepared_once_with_its_amount_also_nothing(
    client: Iamport, sandbox: Sandbox
) -> None:
    client.prepare("bdi7", 29_000)
    client.prepare("bdi8", 0)

    with pytest.raises(Refused):
        client.prepare("bdi7", 29_000)
    with pytest.raises(SandboxError, match="사전등록"):
        sandbox.issue("card_7", merchant_uid="bdi7", amount=30_000)
    assert sandbox.issue("card_7", merchant_uid="bdi7", amount=29_000)["status"] == "paid"
