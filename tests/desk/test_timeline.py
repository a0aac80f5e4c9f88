from __future__ import annotations

from billing_core.desk.timeline import Event, timeline
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.models import Downgrade, PaymentRecord
from billing_core.sandbox.cards import CardOutcome
from tests.desk.conftest import live, read
from tests.parts.people import APPROVER
from tests.parts.world import World


def life_of(world: World, member_id: str) -> list[Event]:
    return read(world, lambda session: timeline(session, world.number(member_id)))


def acts(world: World, member_id: str) -> list[str]:
    """Oldest first, as one would tell it."""
    return [event.act for event in reversed(life_of(world, member_id))]


def assert_told_in_order(told: list[str], *expected: str) -> None:
    at = -1
    for act in expected:
        assert act in told[at + 1 :], f"{act} is not told after {told[: at + 1]}"
        at = told.index(act, at + 1)


def test_a_life_is_told_from_the_card_to_the_free_permission(world: World) -> None:
    world.join("hana")
    live(world, 5)
    world.cancel("hana", "이사를 가요")
    live(world, 27)
    (downgrade,) = world.rows(Downgrade)
    approve_downgrades(world.system, [downgrade.id], APPROVER)
    world.work()

    assert_told_in_order(
        acts(world, "hana"),
        "member.known",
        "card.registered",
        "payment.charge.paid",
        "permission.changed",
        "cancellation.requested",
        "charge.revoked",
        "cancellation.confirmed",
        "subscription.ended",
        "downgrade.due",
        "downgrade.approved",
        "permission.delivered",
    )


def test_a_failure_and_its_recovery_are_both_told(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 31)
    world.set_card("hana", CardOutcome.APPROVED)
    live(world, 3)

    told = acts(world, "hana")

    assert_told_in_order(
        told, "payment.charge.paid", "payment.charge.failed", "payment.charge.paid"
    )
    (failed,) = [each for each in life_of(world, "hana") if each.act == "payment.charge.failed"]
    assert failed.note == "[51] 잔액부족"


def test_every_payment_carries_what_the_gateway_said_of_it(world: World) -> None:
    world.join("hana")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")

    (paid,) = [each for each in life_of(world, "hana") if each.act == "payment.charge.paid"]

    assert paid.subject == payment.imp_uid
    assert paid.amount == 29_000
    assert paid.raw["imp_uid"] == payment.imp_uid
    assert paid.raw["status"] == "paid"


def test_a_refund_is_told_at_its_own_time(world: World) -> None:
    world.join("hana")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")
    live(world, 3)

    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "고객 요청")
    world.work()

    question, newest = life_of(world, "hana")[:2]
    assert question.act == "finding.opened"
    assert newest.act == "payment.refunded"
    assert newest.amount == 9_000
    assert newest.at == world.clock.now()


def test_no_charge_is_told_twice(world: World) -> None:
    world.join("hana")

    told = acts(world, "hana")

    assert told.count("payment.charge.paid") == 1
    assert "charge.paid" not in told
    assert "ledger.payment" not in told


def test_nobody_has_no_life(world: World) -> None:
    assert read(world, lambda session: timeline(session, 0)) == []
