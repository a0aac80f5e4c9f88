"""Who ends the contract with a claim is not charged again, unless they say so themselves."""

from __future__ import annotations

import pytest

from billing_core.desk.light import Invariant
from billing_core.models import AuditRow, Cancellation, PaymentRecord
from billing_core.rules.act import Act
from billing_core.rules.refund_claim import AccessDecision, ClaimKind, ClaimState
from billing_core.rules.subscription import SubscriptionStatus
from tests.cases.rest import QUIET, at_rest, gateway_bookings, seoul
from tests.parts.claims import (
    AT_END,
    ENDS_NOW,
    approves,
    claim,
    claims,
    last_payment,
    refuses,
    takes_back,
)
from tests.parts.world import World


@pytest.mark.parametrize("kind", [ClaimKind.WITHDRAWAL, ClaimKind.MID_TERM])
def test_who_ends_the_contract_is_not_charged_while_they_wait(
    world: World, kind: ClaimKind
) -> None:
    world.join("u1")
    world.work()

    asked = claims(world, kind=kind)
    claims(world, kind=kind)  # a double click
    world.wait_until(seoul(2, 12), pace=QUIET)

    assert gateway_bookings(world) == set()
    assert world.ledger("u1") == [29_000]
    assert claim(world, asked).state is ClaimState.OPEN
    [cancelled] = world.rows(Cancellation)
    assert cancelled.requested_by == ""
    at_rest(world, red=[Invariant.CLAIMS_ANSWERED])


def test_another_refund_leaves_the_next_charge_alone(world: World) -> None:
    world.join("u1")
    world.work()

    claims(world, kind=ClaimKind.OTHER)

    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]


def test_a_claim_taken_back_or_refused_leaves_the_cancellation_to_its_member(world: World) -> None:
    world.join("u1")
    world.work()
    takes_back(world, claims(world, kind=ClaimKind.MID_TERM))
    refuses(world, claims(world, kind=ClaimKind.MID_TERM))
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING

    world.withdraw("u1")
    world.work()

    assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]
    asked = claims(world, kind=ClaimKind.MID_TERM)  # and changes their mind once more
    approves(world, asked, 10_000, AT_END)
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING
    assert len(world.rows(Cancellation)) == 2
    at_rest(world)


def test_a_claim_of_a_period_that_is_over_spares_who_came_back(world: World) -> None:
    world.join("u1")
    first = last_payment(world, "u1")
    world.cancel("u1")
    world.wait_until(seoul(2, 12), pace=QUIET)
    world.approve("u1")
    world.join("u1")
    world.work()

    claims(world, imp_uid=first, kind=ClaimKind.MID_TERM)

    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE


def test_who_asked_for_money_first_and_then_wants_out_is_not_charged(world: World) -> None:
    """The claim waits already, for another reason: the second wish is not lost."""
    world.join("u1")
    world.work()
    first = claims(world, kind=ClaimKind.OTHER)

    assert claims(world, kind=ClaimKind.WITHDRAWAL, reason="청약을 철회합니다") == first
    asked = claim(world, first)
    assert (asked.kind, asked.reason) == (ClaimKind.WITHDRAWAL, "이사합니다 / 청약을 철회합니다")
    told = world.rows(AuditRow, AuditRow.act == Act.REFUND_CLAIM_ASKED)
    assert [one.detail["kind"] for one in told] == ["other", "withdrawal"]
    assert claims(world, kind=ClaimKind.OTHER) == first  # and is not made less again
    assert claim(world, first).kind is ClaimKind.WITHDRAWAL
    world.wait_until(seoul(2, 12), pace=QUIET)

    assert world.ledger("u1") == [29_000]
    [cancelled] = world.rows(Cancellation)
    assert cancelled.reason == "청약을 철회합니다"


def came_twice(world: World) -> str:
    card = world.join("u1")
    world.work()
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()
    [twice] = world.rows(PaymentRecord, PaymentRecord.merchant_uid == "hand-1")
    return str(twice.imp_uid)


def test_who_ends_the_contract_by_a_payment_that_came_twice_is_not_charged(world: World) -> None:
    """Of two that look alike, the member chose the one that bought nothing."""
    claims(world, imp_uid=came_twice(world), kind=ClaimKind.MID_TERM)
    world.wait_until(seoul(2, 12), pace=QUIET)

    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").status is SubscriptionStatus.ENDED


@pytest.mark.parametrize("access", [ENDS_NOW, AT_END])
def test_what_is_decided_about_access_happens_by_a_payment_that_came_twice(
    world: World, access: AccessDecision
) -> None:
    """The member reads on their page that access ended with the refund, or will."""
    asked = claims(world, imp_uid=came_twice(world), kind=ClaimKind.OTHER)
    before = world.subscription("u1").paid_through

    approves(world, asked, 29_000, access)

    ends = world.clock.now() if access is ENDS_NOW else before
    assert world.subscription("u1").paid_through == ends
    assert world.subscription("u1").status is not SubscriptionStatus.ACTIVE
    at_rest(world)
