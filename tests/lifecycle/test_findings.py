"""Findings of surplus and strange money, and what a person decides about them."""

from __future__ import annotations

import pytest

from billing_core.gateway import OutcomeUnknown
from billing_core.lifecycle.decide_quarantined import decide_quarantined
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import Finding, LedgerEntry, PaymentRecord
from billing_core.rules.actor import Actor
from billing_core.rules.classification import PaymentClass
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import DAY, World


def charge_by_hand(world: World, customer_uid: str, merchant_uid: str) -> str:
    """Somebody charges the member's card in the console; returns the imp_uid."""
    payment = world.call_gateway(
        "/subscribe/payments/again",
        {
            "customer_uid": customer_uid,
            "merchant_uid": merchant_uid,
            "amount": 29_000,
            "name": "콘솔 수기 결제",
        },
    )
    return str(payment["imp_uid"])


def test_two_charges_in_one_paid_period_are_both_booked_and_one_is_to_be_refunded(
    world: World,
) -> None:
    customer_uid = world.join("u1")
    surplus = charge_by_hand(world, customer_uid, "console-1")
    world.work()
    assert world.ledger("u1") == [29_000, 29_000]
    assert [one.subject for one in world.findings(FindingKind.DOUBLE_CHARGE)] == [surplus]
    assert world.findings(FindingKind.UNEXPECTED_CHARGE) == []
    assert world.subscription("u1").periods_paid == 1


def test_a_charge_we_did_not_ask_for_outside_a_paid_period_buys_nothing_by_itself(
    world: World,
) -> None:
    customer_uid = world.join("u1")
    world.cancel("u1")
    world.wait(40 * DAY)
    charge_by_hand(world, customer_uid, "console-1")
    world.work()
    assert len(world.findings(FindingKind.UNEXPECTED_CHARGE)) == 1
    assert world.subscription("u1").periods_paid == 1


def test_a_payment_of_another_product_is_kept_apart_with_its_reason(world: World) -> None:
    world.onetime("shop-order-1", "somebody-else", 15_000)
    world.call_gateway(
        "/subscribe/payments/again",
        {
            "customer_uid": "somebody-else",
            "merchant_uid": "shop-order-2",
            "amount": 15_000,
            "name": "다른 상품",
        },
    )
    world.work()
    [foreign] = world.rows(PaymentRecord, PaymentRecord.merchant_uid == "shop-order-2")
    assert foreign.payment_class is PaymentClass.OTHER_PRODUCT
    assert foreign.reason
    assert world.rows(LedgerEntry) == []


@pytest.mark.parametrize("counts", [True, False])
def test_a_quarantined_payment_counts_only_if_a_person_says_so(world: World, counts: bool) -> None:
    customer_uid = world.join("u1")
    world.onetime("u1-by-hand", customer_uid, 29_000)
    world.work()
    [waiting] = world.findings(FindingKind.QUARANTINED_PAYMENT)
    payment = world.system.gateway.payment(waiting.subject)

    def decide(actor: Actor = APPROVER) -> None:
        with world.system.database.writing() as session:
            decide_quarantined(
                session,
                payment,
                counts=counts,
                actor=actor,
                now=world.clock.now(),
            )

    with pytest.raises(Refusal, match="not_allowed"):
        decide(VIEWER)
    decide()
    assert sum(world.ledger("u1")) == (58_000 if counts else 29_000)
    assert world.findings(FindingKind.QUARANTINED_PAYMENT) == []
    with pytest.raises(Refusal, match="not_quarantined"):
        decide()
    world.wait(DAY)
    assert sum(world.ledger("u1")) == (58_000 if counts else 29_000), "a sweep changes nothing"


def test_what_a_person_left_out_is_not_asked_about_again_when_it_is_refunded(
    world: World,
) -> None:
    world.onetime("u1-by-hand", world.join("u1"), 29_000)
    world.work()
    [waiting] = world.findings(FindingKind.QUARANTINED_PAYMENT)
    world.cure_one(waiting, Cure.LEAVE_OUT)

    world.sandbox.refund_at_console(waiting.subject, 29_000, "현장에서 환불")
    world.work()

    [left_out] = world.rows(PaymentRecord, PaymentRecord.imp_uid == waiting.subject)
    assert str(left_out.status) == "cancelled", "the reading is news"
    assert left_out.payment_class is not PaymentClass.QUARANTINED
    assert world.findings() == []
    assert world.ledger("u1") == [29_000]


def test_a_refund_from_the_list_returns_the_money_once_and_closes_the_finding(
    world: World,
) -> None:
    customer_uid = world.join("u1")
    surplus = charge_by_hand(world, customer_uid, "console-1")
    world.work()
    with pytest.raises(Refusal, match="not_allowed"):
        refund_payment(world.system, surplus, amount=29_000, reason="이중 결제", actor=VIEWER)
    refund_payment(world.system, surplus, amount=29_000, reason="이중 결제", actor=APPROVER)
    assert world.ledger("u1") == [29_000, 29_000, -29_000]
    assert world.findings() == []
    with pytest.raises(Refusal, match="amount"):
        refund_payment(world.system, surplus, amount=29_000, reason="또", actor=APPROVER)
    world.wait(DAY)
    assert sum(world.ledger("u1")) == 29_000


@pytest.mark.parametrize("fault", [FaultKind.TIMEOUT_AFTER, FaultKind.ERROR_BEFORE])
def test_a_refund_whose_answer_is_lost_is_read_back_and_not_sent_twice(
    world: World, fault: FaultKind
) -> None:
    customer_uid = world.join("u1")
    surplus = charge_by_hand(world, customer_uid, "console-1")
    world.work()
    world.sandbox.arm(Fault(fault, operation="cancel"))
    done = fault is FaultKind.TIMEOUT_AFTER
    if done:
        refund_payment(world.system, surplus, amount=29_000, reason="이중 결제", actor=APPROVER)
    else:
        with pytest.raises(Refusal, match="refund_unclear") as told:
            refund_payment(world.system, surplus, amount=29_000, reason="이중 결제", actor=APPROVER)
        assert isinstance(told.value.__context__, OutcomeUnknown) or told.value.facts["cause"]
    assert sum(world.ledger("u1")) == (29_000 if done else 58_000)
    assert len(world.findings(FindingKind.DOUBLE_CHARGE)) == (0 if done else 1)


def test_a_partial_refund_in_the_console_keeps_the_member_and_takes_only_the_part(
    world: World,
) -> None:
    world.join("u1")
    [entry] = world.rows(LedgerEntry)
    world.sandbox.refund_at_console(entry.imp_uid, 10_000, "불편 보상")
    world.work()
    [record] = world.rows(PaymentRecord, PaymentRecord.imp_uid == entry.imp_uid)
    assert str(record.status) == "cancelled", "the gateway's own word"
    assert world.ledger("u1") == [29_000, -10_000]
    assert len(world.live("u1")) == 1


def test_a_refund_through_the_api_without_a_webhook_is_found_by_the_sweep(world: World) -> None:
    world.join("u1")
    [entry] = world.rows(LedgerEntry)
    world.call_gateway("/payments/cancel", {"imp_uid": entry.imp_uid, "reason": "환불"})
    world.work()
    assert world.ledger("u1") == [29_000]
    world.wait(DAY)
    assert world.ledger("u1") == [29_000, -29_000]


def test_a_finding_is_told_once(world: World) -> None:
    customer_uid = world.join("u1")
    charge_by_hand(world, customer_uid, "console-1")
    world.wait(3 * DAY)
    assert len(world.rows(Finding)) == 2, "the unexpected charge, and what it turned out to be"


def test_only_an_approver_closes_a_finding_and_only_with_a_note(world: World) -> None:
    customer_uid = world.join("u1")
    charge_by_hand(world, customer_uid, "console-1")
    world.work()
    [finding] = world.findings(FindingKind.DOUBLE_CHARGE)

    def close(actor: Actor, note: str) -> None:
        with world.system.database.writing() as session:
            close_finding(
                session,
                finding.kind,
                finding.subject,
                now=world.clock.now(),
                actor=actor,
                resolution=note,
            )

    with pytest.raises(Refusal, match="not_allowed"):
        close(VIEWER, "계좌로 돌려드림")
    with pytest.raises(Refusal, match="no_note"):
        close(APPROVER, "  ")
    close(APPROVER, "계좌로 돌려드림")
    assert world.findings() == []
