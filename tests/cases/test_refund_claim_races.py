"""Refund claims and what may happen at the same time, or in the middle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from billing_core.desk.morning import morning
from billing_core.desk.todays_work import todays_work
from billing_core.desk.waiting import waiting
from billing_core.gateway import GatewayError
from billing_core.lifecycle import decide_refund_claim
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import Finding, RefundClaim, RefundRequest
from billing_core.notices.brief import brief_said
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refund_claim import ClaimKind, ClaimState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import at_rest, seoul
from tests.cases.test_refunds import refund_at_console
from tests.parts.claims import (
    ENDS_NOW,
    STAYS,
    approves,
    claim,
    claims,
    decides,
    last_payment,
    refuses,
    takes_back,
)
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.world import DAY, World

UNASKED = FindingKind.UNASKED_REFUND
MINUTES = timedelta(minutes=2)  # the watchman's next round


@pytest.fixture
def asked(world: World) -> str:
    """On the tenth day of a month, u1 wants money back."""
    world.join("u1")
    world.work()
    world.move(seoul(1, 20))
    return claims(world)


def told(world: World, *acts: object) -> list[object]:
    """What became of each, all at once."""

    def run(act: object) -> object:
        try:
            return act()  # type: ignore[operator]
        except Refusal as refusal:
            return refusal.says

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_approvers_at_once_give_it_back_once(world: World, asked: str) -> None:
    answers = told(
        world,
        lambda: decides(world, asked),
        lambda: decides(world, asked, SECOND_APPROVER),
        lambda: decides(world, asked),
    )
    world.work()

    assert answers.count(ClaimState.DONE) == 1
    assert answers.count(RefusalCode.CLAIM_DECIDED) == 2
    assert world.ledger("u1") == [29_000, -10_000]
    assert len(world.rows(RefundRequest)) == 1
    at_rest(world)


def test_a_member_takes_it_back_while_somebody_approves(world: World, asked: str) -> None:
    answers = told(world, lambda: decides(world, asked), lambda: takes_back(world, asked))
    world.work()

    state = claim(world, asked).state
    assert RefusalCode.CLAIM_DECIDED in answers
    assert state in (ClaimState.DONE, ClaimState.WITHDRAWN)
    assert world.ledger("u1") == ([29_000, -10_000] if state is ClaimState.DONE else [29_000])
    at_rest(world)


def test_a_member_presses_twice_in_two_tabs(world: World) -> None:
    world.join("u1")

    found = told(world, *[lambda: claims(world)] * 3)

    assert len(set(found)) == 1
    assert len(world.rows(RefundClaim)) == 1


def test_what_went_back_at_the_console_meanwhile_is_answered_by_the_decision(
    world: World, asked: str
) -> None:
    refund_at_console(world)
    at_rest(world, UNASKED)
    with pytest.raises(Refusal) as refused:
        approves(world, asked, 10_000)
    assert refused.value.says is RefusalCode.AMOUNT

    assert approves(world, asked, 0, ENDS_NOW, note="") is ClaimState.DONE

    [answered] = world.rows(Finding, Finding.kind == UNASKED)
    assert answered.answer is FindingAnswer.REFUND_CLAIM_DECIDED
    assert answered.cure is Cure.END_ACCESS
    assert world.subscription("u1").status is not SubscriptionStatus.ACTIVE
    assert world.ledger("u1") == [29_000, -29_000]
    at_rest(world)


def test_what_went_back_while_the_dialog_stood_open_is_not_sent_once_more(
    world: World, asked: str
) -> None:
    """The notice of the console's refund came before the button; of the rest 10,000 could go."""
    refund_at_console(world, 10_000)
    seen = decide_refund_claim.ClaimDecision(10_000, STAYS, used=True, note="합의", shown=29_000)
    with pytest.raises(Refusal) as refused:
        decide_refund_claim.approve_refund_claim(world.system, asked, seen, actor=APPROVER)
    assert (refused.value.says, refused.value.facts["left"]) == (RefusalCode.AMOUNT, 19_000)
    assert world.ledger("u1") == [29_000, -10_000]
    assert world.rows(RefundRequest) == []

    assert approves(world, asked, 0, STAYS) is ClaimState.DONE


def test_of_a_payment_refunded_in_part_meanwhile_only_the_rest_is_proposed(
    world: World, asked: str
) -> None:
    refund_payment(
        world.system, last_payment(world, "u1"), amount=20_000, reason="먼저", actor=SECOND_APPROVER
    )
    world.work()

    with pytest.raises(Refusal):
        approves(world, asked, 19_646)
    assert approves(world, asked, 9_000, STAYS, note="남은 전부") is ClaimState.DONE

    assert claim(world, asked).proposed == 0
    assert world.ledger("u1") == [29_000, -20_000, -9_000]
    at_rest(world)


def test_while_the_gateway_is_down_nothing_goes_out_and_it_can_be_decided_again(
    world: World, asked: str
) -> None:
    world.sandbox.outage(FaultKind.NO_CONNECTION)
    with pytest.raises(GatewayError):
        decides(world, asked)
    world.sandbox.lift_outage()
    assert claim(world, asked).state is ClaimState.OPEN
    assert world.rows(RefundRequest) == []

    approves(world, asked, 10_000)

    assert world.ledger("u1") == [29_000, -10_000]
    at_rest(world)


def test_a_refund_whose_answer_was_lost_is_read_at_once(world: World, asked: str) -> None:
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="cancel"))
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="cancel"))

    assert approves(world, asked, 10_000) is ClaimState.DONE

    assert world.ledger("u1") == [29_000, -10_000]
    assert world.subscription("u1").status is not SubscriptionStatus.ACTIVE
    at_rest(world)


def test_one_that_happened_later_is_finished_by_whoever_reads_of_it(
    world: World, asked: str
) -> None:
    world.sandbox.arm(Fault(FaultKind.LATE, operation="cancel", seconds=600))
    with pytest.raises(Refusal) as unclear:
        decides(world, asked)
    assert unclear.value.says is RefusalCode.REFUND_UNCLEAR
    assert claim(world, asked).state is ClaimState.REFUNDING

    world.wait(DAY)
    world.wait(MINUTES)

    assert claim(world, asked).state is ClaimState.DONE
    assert world.ledger("u1") == [29_000, -10_000]
    assert world.subscription("u1").status is not SubscriptionStatus.ACTIVE
    at_rest(world)


def test_one_that_never_happened_is_read_by_a_person_and_decided_again(
    world: World, asked: str
) -> None:
    world.sandbox.outage(FaultKind.TIMEOUT_BEFORE, ["cancel"])
    with pytest.raises(Refusal):
        decides(world, asked)
    with pytest.raises(Refusal) as pressed_again:
        decides(world, asked)
    assert pressed_again.value.says is RefusalCode.CLAIM_DECIDED
    world.wait(timedelta(hours=2))
    at_rest(world, FindingKind.REFUND_UNCLEAR)
    world.sandbox.lift_outage()

    world.cure(FindingKind.REFUND_UNCLEAR, Cure.READ_AGAIN)
    assert claim(world, asked).state is ClaimState.OPEN
    approves(world, asked, 10_000)
    world.wait(MINUTES)

    assert world.ledger("u1") == [29_000, -10_000]
    assert len(world.rows(RefundRequest)) == 2
    at_rest(world)


def test_a_refund_that_the_gateway_refuses_leaves_the_claim_to_be_decided(
    world: World, asked: str
) -> None:
    world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, operation="cancel"))
    with pytest.raises(Refusal) as refused:
        decides(world, asked)
    assert refused.value.says is RefusalCode.REFUND_REFUSED
    assert claim(world, asked).state is ClaimState.OPEN

    approves(world, asked, 10_000)

    assert world.ledger("u1") == [29_000, -10_000]
    at_rest(world)


class Died(BaseException):
    """The program ends here."""


def test_a_crash_before_anything_was_sent_opens_the_claim_again(
    world: World, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Died

    monkeypatch.setattr(decide_refund_claim, "refund_payment", dies)
    with pytest.raises(Died):
        decides(world, asked)
    monkeypatch.undo()
    assert claim(world, asked).state is ClaimState.APPROVED
    with pytest.raises(Refusal):
        decides(world, asked)

    world.wait(timedelta(minutes=30))

    assert claim(world, asked).state is ClaimState.OPEN
    approves(world, asked, 10_000)
    assert world.ledger("u1") == [29_000, -10_000]
    at_rest(world)


def test_a_crash_after_the_money_went_out_is_finished_by_the_sweep(
    world: World, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Died

    monkeypatch.setattr("billing_core.lifecycle.refund_payment._settle", dies)
    with pytest.raises(Died):
        decides(world, asked)
    monkeypatch.undo()
    assert claim(world, asked).state is ClaimState.REFUNDING

    world.wait(DAY)
    world.wait(MINUTES)

    assert claim(world, asked).state is ClaimState.DONE
    assert world.ledger("u1") == [29_000, -10_000]
    at_rest(world)


def test_whoever_comes_late_with_an_old_approval_sends_nothing(world: World, asked: str) -> None:
    """The approval was thought lost and opened again, and somebody approved anew."""
    old = claim(world, asked)
    old.request_id = "oldrequest01"
    approves(world, asked, 10_000)

    with pytest.raises(Refusal) as late:
        refund_payment(
            world.system, old.imp_uid, amount=10_000, reason="", actor=APPROVER, claim=old
        )

    assert late.value.says is RefusalCode.CLAIM_DECIDED
    assert world.ledger("u1") == [29_000, -10_000]


def test_a_claim_of_somebody_who_has_cancelled_ends_access_only_as_decided(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    world.work()
    asked = claims(world, kind=ClaimKind.WITHDRAWAL)

    approves(world, asked, 29_000, ENDS_NOW, used=False, note="")

    assert world.subscription("u1").paid_through == world.clock.now()
    world.wait(2 * DAY)
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_the_morning_brief_counts_who_waits_for_an_answer_and_who_for_too_long(
    world: World, asked: str
) -> None:
    def brief() -> str:
        now = world.clock.now()
        with world.system.database.reading() as session:
            work = todays_work(session, waiting(session), AsOf(now, 7))
            return brief_said(work, morning(session, now), now, "https://desk")[1]

    assert "답을 기다리는 환불 요청 1건 https://desk/refund_claims" in brief()
    assert "3영업일" not in brief()

    world.move(world.clock.now() + 6 * DAY)

    late = "답을 기다리는 환불 요청 1건, 그중 1건은 3영업일이 지났습니다 https://desk/refund_claims"
    assert late in brief()
    refuses(world, asked)
    assert "환불 요청" not in brief()


def test_what_was_agreed_and_given_back_at_the_console_answers_the_claim(
    world: World, asked: str
) -> None:
    refund_at_console(world, 19_646)

    assert approves(world, asked, 0, ENDS_NOW, note="") is ClaimState.DONE

    assert world.ledger("u1") == [29_000, -19_646]
    assert world.subscription("u1").paid_through == world.clock.now()
    at_rest(world)


def test_what_was_charged_while_the_claim_waited_is_on_the_refund_list(
    world: World, asked: str
) -> None:
    """Nobody answers for weeks, the next month is charged, and then access ends at once."""
    world.wait(25 * DAY)
    assert world.ledger("u1") == [29_000, 29_000]

    approves(world, asked, 19_646, ENDS_NOW, note="")

    at_rest(world, FindingKind.CHARGE_AFTER_CANCELLATION)
    [owed] = world.findings()
    assert (owed.amount, owed.subject) == (29_000, last_payment(world, "u1"))
    world.cure(FindingKind.CHARGE_AFTER_CANCELLATION, Cure.REFUND)
    assert sorted(world.ledger("u1")) == [-29_000, -19_646, 29_000, 29_000]
    world.wait(DAY)
    at_rest(world)
