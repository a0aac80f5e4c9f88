"""Refund claims on PostgreSQL: whoever locks the rows of a claim locks them in one order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from billing_core.lifecycle import decide_refund_claim
from billing_core.lifecycle.lock import lock_member, lock_payment, lock_subscription
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import RefundClaim
from billing_core.rules.refund_claim import ClaimKind, ClaimState
from billing_core.rules.subscription import SubscriptionStatus
from tests.cases.rest import seoul
from tests.parts.claims import claim, claims, decides, last_payment, refuses, takes_back
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process


def somebody_waits(world: World) -> bool:
    with world.system.database.reading() as session:
        waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
    return bool(waiting)


def test_a_claim_and_a_payment_of_its_subscription_wait_for_each_other(postgresql_url: str) -> None:
    """Both hold the subscription before its member, or the database would end one of them."""
    with in_process(postgresql_url, seoul(1, 10)) as world:
        world.join("u1")
        subscription, number = world.subscription("u1"), world.number("u1")
        with ThreadPoolExecutor(1) as pool, world.system.database.writing() as session:
            lock_subscription(session, subscription.id)  # as a payment that is being settled
            claiming = pool.submit(claims, world, kind=ClaimKind.MID_TERM)
            while not claiming.done() and not somebody_waits(world):
                pass
            lock_member(session, number)
            session.commit()
            asked = claiming.result()

        assert claim(world, asked).state is ClaimState.OPEN
        assert world.subscription("u1").status is SubscriptionStatus.CANCELLING


@pytest.mark.parametrize("act", ["asks", "takes back", "is refused", "is refunded"])
def test_a_claim_waits_for_a_settlement_of_its_payment(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Which holds the payment before the claim and the member: so does whoever moves a claim, or
    the database would end one of them, perhaps the one that has just given money back."""
    with in_process(postgresql_url, seoul(1, 10)) as world:
        world.join("u1")
        paid, number = last_payment(world, "u1"), world.number("u1")
        asked = claims(world) if act != "asks" else ""
        if act == "is refunded":
            monkeypatch.setattr(decide_refund_claim, "refund_payment", lambda *_, **__: None)
            decides(world, asked)
        moves = {
            "asks": lambda: claims(world),
            "takes back": lambda: takes_back(world, asked),
            "is refused": lambda: refuses(world, asked),
            "is refunded": lambda: refund_payment(
                world.system,
                paid,
                amount=10_000,
                reason="",
                actor=APPROVER,
                claim=claim(world, asked),
            ),
        }
        with ThreadPoolExecutor(1) as pool, world.system.database.writing() as session:
            lock_payment(session, paid)
            moving = pool.submit(moves[act])
            while not moving.done() and not somebody_waits(world):
                pass
            session.scalars(select(RefundClaim).with_for_update()).all()
            lock_member(session, number)
            session.commit()
            moving.result()

        [moved] = world.rows(RefundClaim)
        assert (
            moved.state
            == {
                "asks": ClaimState.OPEN,
                "takes back": ClaimState.WITHDRAWN,
                "is refused": ClaimState.REFUSED,
                "is refunded": ClaimState.DONE,
            }[act]
        )
