"""A period paid to the company's account (F10): recorded by a person, and charged only once."""

from __future__ import annotations

import pytest

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.export.sheets import SHEETS, ExportKind
from billing_core.lifecycle.reverse_transfer import reverse_transfer
from billing_core.models import Card, PaymentRecord
from billing_core.numbers.overview import monthly_overview
from billing_core.numbers.revenue import ledger_lines
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.check import check
from billing_core.rules.calendar import Month
from billing_core.rules.effect import Effect, EffectCode
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.source import Source
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.hands import SOON, pays_by_transfer
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World


def settled(world: World) -> None:
    """At rest, and every sum beside the ledger is the ledger's."""
    at_rest(world)
    with world.system.database.reading() as session:
        assert check(session) == []


def facts(said: list[Effect], code: EffectCode) -> dict[str, object]:
    [found] = [each for each in said if each.code is code]
    return dict(found.facts)


def test_a_month_paid_by_transfer_is_never_charged_again(world: World) -> None:
    world.join("u1")
    [booked] = world.live("u1")
    world.move(seoul(2, 5))
    said = pays_by_transfer(world, seoul(2, 4, 15))

    assert facts(said, EffectCode.REVOKES)["number"] == booked.merchant_uid
    assert facts(said, EffectCode.PAID_THROUGH) == {
        "before": seoul(2, 10, 0),
        "after": seoul(3, 10, 0),
    }
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    assert [one.due_at for one in world.live("u1")] == [seoul(3, 10)]
    assert facts(said, EffectCode.BOOKS)["due_at"] == seoul(3, 10)
    at_rest(world)

    world.wait_until(seoul(3, 11), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(4, 10, 0)
    at_rest(world)
    february = Month(2025, 2)
    with world.system.database.reading() as session:
        as_of = AsOf(world.clock.now(), world.system.settings.policy.grace_days)
        [numbers] = monthly_overview(session, february, february, as_of)
        assert (numbers.paid_members, numbers.paid_won) == (1, 29_000)
        [complete] = [
            each
            for each in lights(session, world.clock.now())
            if each.invariant is Invariant.LEDGER_COMPLETE
        ]
        assert (complete.broken, complete.excepted) == (0, 1)
        [line] = ledger_lines(session, february)
    row = {each.heading: each.cell(line) for each in SHEETS[ExportKind.TAX].columns}
    assert row["구분"] == "계좌 이체 결제"
    assert row["승인번호"] == "계좌 이체 (카드 승인 없음)"
    assert row["합계(원)"] == 29_000


def test_a_transfer_in_the_grace_ends_the_retries(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    [rung] = world.live("u1")
    assert world.subscription("u1").status is SubscriptionStatus.PAST_DUE

    said = pays_by_transfer(world, seoul(2, 10, 11))

    assert facts(said, EffectCode.REVOKES)["number"] == rung.merchant_uid
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert subscription.paid_through == seoul(3, 10, 0)
    world.wait_until(seoul(2, 20), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    assert [one.due_at for one in world.live("u1")] == [seoul(3, 10)]
    settled(world)


def test_who_left_comes_back_by_transfer_without_a_card(world: World) -> None:
    """Nothing can be booked, which is said and is no alarm; the time ends by itself."""
    world.join("u1")
    world.cancel("u1")
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.approve("u1") == "approved"
    world.wait_until(seoul(2, 20), pace=QUIET)
    assert [one.deleted_at is not None for one in world.rows(Card)] == [True]
    with pytest.raises(Refusal) as refused:
        pays_by_transfer(world, seoul(2, 20, 9))
    assert refused.value.code == "say_rejoin"

    said = pays_by_transfer(world, seoul(2, 20, 9), rejoin=True)

    assert EffectCode.NO_CARD in [each.code for each in said]
    subscription = world.subscription("u1")
    assert (
        subscription.paid_through
        == facts(said, EffectCode.FIRST_PERIOD)["until"]
        == seoul(3, 20, 0)
    )
    assert world.member("u1").permission is Permission.PAID
    assert world.live("u1") == []
    world.wait_until(seoul(3, 19), pace=7 * DAY)
    at_rest(world)
    world.wait_until(seoul(3, 28), pace=QUIET)
    assert world.subscription("u1").end_kind is EndKind.INVOLUNTARY
    assert world.approve("u1") == "approved"
    settled(world)


def test_a_wrong_record_is_reversed_and_the_card_is_charged_after_all(world: World) -> None:
    world.join("u1")
    world.move(seoul(2, 5))
    pays_by_transfer(world, seoul(2, 5, 9))
    [record] = world.rows(PaymentRecord, PaymentRecord.source == Source.BY_HAND)
    with world.system.database.writing() as session:
        reverse_transfer(
            session,
            record.imp_uid,
            reason="다른 회원의 입금",
            actor=APPROVER,
            now=world.clock.now(),
        )
    world.move(world.clock.now() + SOON)
    world.work()

    assert world.ledger("u1") == [29_000, 29_000, -29_000]
    assert world.subscription("u1").paid_through == seoul(2, 10, 0)
    assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]
    at_rest(world)
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000, -29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    settled(world)
