"""Refunds: money back has consequences, also when we did not send it (L22, L23, L24, L25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.desk.light import Invariant
from billing_core.lifecycle import cure_payments
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import EntryKind, Finding, PaymentRecord
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import FaultKind
from tests.cases.rest import QUIET, at_rest, gateway_bookings, seoul
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.world import DAY, World

UNASKED, REFUNDED = FindingKind.UNASKED_REFUND, FindingKind.REFUNDED_PERIOD
DOUBLE, SURPLUS = FindingKind.DOUBLE_CHARGE, FindingKind.CHARGE_AFTER_CANCELLATION
HOUR = timedelta(hours=1)


def last_charge(world: World) -> str:
    """The gateway's number of the last money that was taken."""
    paid = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    return str(paid[-1]["imp_uid"])


def refund_at_console(world: World, won: int = 0, *, rings: bool = True) -> None:
    world.sandbox.refund_at_console(last_charge(world), won, "고객 요청", rings=rings)
    world.move(world.clock.now() + HOUR)
    world.work()


def refund(world: World, imp_uid: str, won: int, actor: object = APPROVER) -> None:
    assert actor in (APPROVER, SECOND_APPROVER)
    person = APPROVER if actor is APPROVER else SECOND_APPROVER
    [record] = world.rows(PaymentRecord, PaymentRecord.gateway_uid == imp_uid)
    refund_payment(world.system, record.imp_uid, amount=won, reason="요청", actor=person)


@pytest.mark.parametrize("rings", [True, False])
@pytest.mark.parametrize("cure", [Cure.KEEP_ACCESS, Cure.END_ACCESS, Cure.TREAT_AS_CANCELLED])
def test_a_refund_at_the_console_is_asked_about_the_same_day(
    world: World, cure: Cure, rings: bool
) -> None:
    """L22: the running period in full; a person says what it means for access."""
    world.join("u1")
    world.move(seoul(1, 20))
    refund_at_console(world, rings=rings)
    assert [(one.kind, one.amount) for one in world.findings()] == [(UNASKED, 29_000)]
    at_rest(world, UNASKED)
    world.cure(UNASKED, cure)
    subscription = world.subscription("u1")
    match cure:
        case Cure.KEEP_ACCESS:
            assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]
        case Cure.END_ACCESS:
            assert gateway_bookings(world) == set()
            assert subscription.paid_through == world.clock.now()
        case _:
            assert gateway_bookings(world) == set()
            assert subscription.paid_through == seoul(2, 10, 0)
    world.wait_until(seoul(2, 11), pace=QUIET)
    if cure is not Cure.KEEP_ACCESS:
        assert world.approve("u1") == "approved"
    at_rest(world)


@pytest.mark.parametrize("cure", [Cure.KEEP_ACCESS, Cure.END_ACCESS])
def test_undecided_the_booking_is_taken_back_the_evening_before(world: World, cure: Cure) -> None:
    """L22: nobody decided; the next charge does not happen, and the finding says so."""
    world.join("u1")
    world.move(seoul(2, 1))
    refund_at_console(world)
    world.wait_until(seoul(2, 9, 17), pace=QUIET)
    assert len(gateway_bookings(world)) == 1
    world.wait_until(seoul(2, 9, 18, 5))
    assert gateway_bookings(world) == set()
    [finding] = world.findings(UNASKED)
    assert finding.detail["taken_back"]
    world.wait_until(seoul(2, 11))
    assert sum(world.ledger("u1")) == 0
    at_rest(world, UNASKED)
    world.cure(UNASKED, cure)
    world.wait_until(seoul(2, 11, 11), pace=timedelta(minutes=10))
    if cure is Cure.KEEP_ACCESS:
        assert world.ledger("u1") == [29_000, -29_000, 29_000]
        assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    else:
        assert world.subscription("u1").status is SubscriptionStatus.ENDED
        assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_part_that_went_back_unheard_of_is_not_sent_once_more(world: World) -> None:
    """F9: the page of whoever refunds shows the whole payment; the console has given back a part."""
    world.join("u1")
    charge = last_charge(world)
    world.sandbox.refund_at_console(charge, 10_000, "고객 요청", rings=False)
    with pytest.raises(Refusal) as refused:
        refund(world, charge, 10_000)
    assert (refused.value.says, refused.value.facts["left"]) == (RefusalCode.AMOUNT, 19_000)
    assert world.ledger("u1") == [29_000, -10_000]
    assert [one.amount for one in world.findings(UNASKED)] == [10_000]
    refund(world, charge, 1_000)
    assert world.ledger("u1") == [29_000, -10_000, -1_000]


@pytest.mark.parametrize("by_finding", [False, True])
def test_a_part_that_was_heard_of_while_a_page_stood_open_is_not_sent_once_more(
    world: World, by_finding: bool
) -> None:
    """F9: the notice of the console's refund came after the page and before the button."""
    world.join("u1")
    charge = last_charge(world)
    world.sandbox.refund_at_console(charge, 1_000, "고객 요청")
    world.work()
    world.sandbox.refund_at_console(charge, 10_000, "고객 요청")
    world.work()
    [record] = world.rows(PaymentRecord, PaymentRecord.gateway_uid == charge)
    asked = AskedCure(
        Finding(subject=record.imp_uid), Cure.REFUND, "요청", APPROVER, amount=10_000, shown=28_000
    )
    ways = {
        True: lambda: cure_payments.refund(world.system, asked),
        False: lambda: refund_payment(
            world.system,
            record.imp_uid,
            amount=10_000,
            reason="요청",
            actor=APPROVER,
            shown=28_000,
        ),
    }
    with pytest.raises(Refusal) as refused:
        ways[by_finding]()
    assert (refused.value.says, refused.value.facts["left"]) == (RefusalCode.AMOUNT, 18_000)
    assert world.ledger("u1") == [29_000, -1_000, -10_000]


def test_a_part_and_then_the_rest_are_two_questions(world: World) -> None:
    """L22: 10,000 and then 19,000 at the console; keeping access answers both."""
    world.join("u1")
    world.move(seoul(1, 20))
    refund_at_console(world, 10_000)
    refund_at_console(world)
    assert [one.amount for one in world.findings(UNASKED)] == [10_000, 19_000]
    for finding in world.findings(UNASKED):
        world.cure_one(finding, Cure.KEEP_ACCESS)
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.ledger("u1") == [29_000, -10_000, -19_000, 29_000]
    at_rest(world)


def test_a_refund_of_a_former_period_is_asked_and_nothing_more(world: World) -> None:
    """L22: January's money goes back in February: the running period was paid."""
    world.join("u1")
    january = last_charge(world)
    world.wait_until(seoul(2, 15), pace=QUIET)
    world.sandbox.refund_at_console(january, 0, "고객 요청")
    world.work()
    at_rest(world, UNASKED)
    world.cure(UNASKED, Cure.KEEP_ACCESS)
    world.wait_until(seoul(3, 11), pace=QUIET)
    assert world.subscription("u1").paid_through == seoul(4, 10, 0)
    at_rest(world)


@pytest.mark.parametrize("kind", [EntryKind.CHARGEBACK, EntryKind.PG_REFUND])
def test_what_only_the_pg_knows_is_recorded_by_hand(world: World, kind: EntryKind) -> None:
    """L22: a chargeback: the gateway's book cannot show it; access is a person's decision."""
    world.join("u1")
    [record] = world.rows(PaymentRecord, PaymentRecord.gateway_uid == last_charge(world))
    world.move(seoul(1, 20))
    with world.system.database.writing() as session:
        record_refund_by_hand(
            session,
            record.imp_uid,
            kind,
            amount=29_000,
            at=seoul(1, 19),
            reason="카드사 이의 제기",
            evidence="PG 통지 2025-01-20",
            actor=APPROVER,
            now=world.clock.now(),
        )
    world.work()
    assert world.ledger("u1") == [29_000, -29_000]
    at_rest_by_hand(world)
    world.cure(REFUNDED, Cure.END_ACCESS)
    world.wait(DAY)
    assert world.approve("u1") == "approved"
    at_rest(world)


@pytest.mark.parametrize("recorded", [(29_001,), (20_000, 9_001), (29_000, 1)])
def test_no_more_is_recorded_as_given_back_than_was_kept(
    world: World, recorded: tuple[int, ...]
) -> None:
    world.join("u1")
    [record] = world.rows(PaymentRecord, PaymentRecord.gateway_uid == last_charge(world))
    world.move(seoul(1, 20))

    def record_by_hand(amount: int) -> None:
        with world.system.database.writing() as session:
            record_refund_by_hand(
                session,
                record.imp_uid,
                EntryKind.PG_REFUND,
                amount=amount,
                at=seoul(1, 19),
                reason="카드사 이의 제기",
                evidence="PG 통지 2025-01-20",
                actor=APPROVER,
                now=world.clock.now(),
            )

    for amount in recorded[:-1]:
        record_by_hand(amount)
    with pytest.raises(Refusal, match="amount"):
        record_by_hand(recorded[-1])

    assert world.ledger("u1") == [29_000, *(-amount for amount in recorded[:-1])]


def at_rest_by_hand(world: World) -> None:
    assert [one.kind for one in world.findings()] == [REFUNDED]


def test_our_own_refund_of_the_running_period_asks_about_access(world: World) -> None:
    """L22: given back in full from this desk: no stranger's refund, but access is a question."""
    world.join("u1")
    world.move(seoul(1, 20))
    refund(world, last_charge(world), 29_000)
    world.work()
    at_rest(world, REFUNDED)
    world.cure(REFUNDED, Cure.END_ACCESS)
    world.wait(DAY)
    assert world.approve("u1") == "approved"
    at_rest(world)


def surplus_after_cancellation(world: World) -> str:
    """Cancelled, and charged all the same by a hand that brought the booking back."""
    world.join("u1")
    [booked] = world.live("u1")
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 11), pace=QUIET)
    world.sandbox.retry_at_console(booked.merchant_uid)
    world.work()
    assert [one.kind for one in world.findings()] == [SURPLUS]
    return last_charge(world)


def test_a_surplus_given_back_in_part_is_settled_by_a_decision(world: World) -> None:
    """L23: 20,000 of 29,000; the rest stays, by a recorded decision, and the approval goes on."""
    surplus_after_cancellation(world)
    assert world.approve("u1") == "not_green"
    world.cure(SURPLUS, Cure.REFUND, amount=20_000)
    assert [one.kind for one in world.findings()] == [SURPLUS]
    assert world.approve("u1") == "not_green"
    world.cure(SURPLUS, Cure.LEAVE_IT)
    assert world.approve("u1") == "approved"
    assert world.ledger("u1") == [29_000, 29_000, -20_000]
    at_rest(world)


def test_a_surplus_left_as_it_is_or_given_back_in_two_parts(world: World) -> None:
    """L23: a part, and later the rest: the finding closes by itself."""
    surplus_after_cancellation(world)
    world.cure(SURPLUS, Cure.REFUND, amount=9_000)
    world.cure(SURPLUS, Cure.REFUND)
    assert world.approve("u1") == "approved"
    assert sum(world.ledger("u1")) == 29_000
    at_rest(world)


@pytest.mark.parametrize("rings", [True, False])
def test_a_double_charge_refunded_at_the_console_closes_itself(world: World, rings: bool) -> None:
    """L24: off the refund list, saying by whom."""
    card = world.join("u1")
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()
    assert [one.kind for one in world.findings()] == [DOUBLE]
    refund_at_console(world, rings=rings)
    [closed] = world.rows(Finding, Finding.kind == DOUBLE)
    assert closed.answer is FindingAnswer.REFUNDED_AT_THE_CONSOLE
    at_rest(world)


def test_a_double_charge_first_seen_refunded_is_no_finding(world: World) -> None:
    """L24: charged and refunded before we ever read it."""
    card = world.join("u1")
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    refund_at_console(world)
    assert world.ledger("u1") == [29_000, 29_000, -29_000]
    at_rest(world)


def test_a_double_charge_refunded_in_part_stays_until_the_rest_is_decided(world: World) -> None:
    """L24: 10,000 of 29,000 went back at the console."""
    card = world.join("u1")
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()
    refund_at_console(world, 10_000)
    at_rest(world, DOUBLE, red=[Invariant.PERIOD_ONCE])
    world.cure(DOUBLE, Cure.REFUND)
    assert sum(world.ledger("u1")) == 29_000
    at_rest(world)


def test_two_approvers_are_each_told_what_happened_to_theirs(world: World) -> None:
    """L25: 20,000 and 15,000 of 29,000 at once: the second is refused, and told so."""
    world.join("u1")
    number = last_charge(world)
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["cancel"])
    with pytest.raises(Refusal) as refused:
        refund(world, number, 15_000, SECOND_APPROVER)
    assert refused.value.code == "refund_refused"
    world.sandbox.lift_outage()
    refund(world, number, 20_000)
    with pytest.raises(Refusal) as too_much:
        refund(world, number, 15_000, SECOND_APPROVER)
    assert too_much.value.code == "amount"
    assert too_much.value.facts["left"] == 9_000
    assert world.ledger("u1") == [29_000, -20_000]
    at_rest(world)


def test_what_the_console_gave_back_meanwhile_is_known_once_it_stands_in_the_way(
    world: World,
) -> None:
    """L25: the refused refund says what is left, and the ledger and the buttons know it too."""
    world.join("u1")
    number = last_charge(world)
    world.sandbox.refund_at_console(number, 20_000, "고객 요청", rings=False)
    with pytest.raises(Refusal, match="left=9000"):
        refund(world, number, 29_000)
    assert world.ledger("u1") == [29_000, -20_000]
    refund(world, number, 9_000)
    assert world.ledger("u1") == [29_000, -20_000, -9_000]


def test_a_refund_whose_answer_is_lost_is_told_as_done(world: World) -> None:
    """L25: read back by its mark before the person is told anything."""
    world.join("u1")
    world.sandbox.outage(FaultKind.TIMEOUT_AFTER, ["cancel"])
    refund(world, last_charge(world), 9_000)
    world.sandbox.lift_outage()
    world.work()
    assert world.ledger("u1") == [29_000, -9_000]
    at_rest(world)


def test_an_unclear_refund_is_on_a_persons_list_and_can_be_read_again(world: World) -> None:
    """L25: nothing was done and nothing could be read."""
    world.join("u1")
    world.sandbox.outage(FaultKind.TIMEOUT_BEFORE, ["cancel"])
    with pytest.raises(Refusal) as unclear:
        refund(world, last_charge(world), 9_000)
    assert unclear.value.code == "refund_unclear"
    world.wait(2 * HOUR)
    at_rest(world, FindingKind.REFUND_UNCLEAR)
    world.sandbox.lift_outage()
    world.cure(FindingKind.REFUND_UNCLEAR, Cure.READ_AGAIN)
    world.move(world.clock.now() + timedelta(minutes=2))
    world.work()
    assert world.ledger("u1") == [29_000]
    at_rest(world)
