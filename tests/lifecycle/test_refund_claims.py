"""Refund claims: asked for, decided, refunded, and what becomes of access."""

from __future__ import annotations

import pytest

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.claim_refund import withdraw_refund_claim
from billing_core.lifecycle.decide_refund_claim import ClaimDecision
from billing_core.lifecycle.foresee_refund_claim import foresee_refund_claim
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.models import AuditRow, Cancellation, EntryKind, PaymentRecord, RefundClaim
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.effect import EffectCode
from billing_core.rules.finding import FindingKind
from billing_core.rules.refund_claim import AccessDecision, ClaimKind, ClaimState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus
from tests.cases.hands import pays_by_transfer
from tests.cases.rest import QUIET, at_rest, gateway_bookings, seoul
from tests.parts.claims import (
    AT_END,
    ENDS_NOW,
    STAYS,
    approves,
    claim,
    claims,
    last_payment,
    refuses,
    takes_back,
)
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import DAY, World


def says(refused: pytest.ExceptionInfo[Refusal]) -> RefusalCode:
    return refused.value.says


def acts(world: World) -> list[str]:
    return [
        str(one.act)
        for one in world.rows(AuditRow)
        if one.act.startswith(("refund", "access", "cancellation.requested"))
    ]


@pytest.mark.parametrize("access", AccessDecision)
def test_a_claim_is_paid_and_access_goes_on_or_ends_as_decided(
    world: World, access: AccessDecision
) -> None:
    world.join("u1")
    world.work()
    world.move(seoul(1, 20))
    asked = claims(world)

    assert approves(world, asked, 19_646, access, note="") is ClaimState.DONE

    done = claim(world, asked)
    assert (done.state, done.won, done.proposed) == (ClaimState.DONE, 19_646, 19_646)
    assert (done.decided_by, done.rule_version) == ("김지현", "1")
    assert world.ledger("u1") == [29_000, -19_646]
    subscription = world.subscription("u1")
    match access:
        case AccessDecision.ENDS_NOW:
            assert subscription.paid_through == world.clock.now()
            assert gateway_bookings(world) == set()
        case AccessDecision.ENDS_AT_PAID_THROUGH:
            assert subscription.paid_through == seoul(2, 10, 0)
            assert subscription.status is SubscriptionStatus.CANCELLING
            assert gateway_bookings(world) == set()
        case AccessDecision.STAYS:
            assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]
    at_rest(world)


@pytest.mark.parametrize("access", AccessDecision)
def test_all_of_a_running_period_asks_nothing_that_was_decided(
    world: World, access: AccessDecision
) -> None:
    world.join("u1")
    world.work()
    asked = claims(world, kind=ClaimKind.WITHDRAWAL)

    approves(world, asked, 29_000, access, used=False, note="")

    assert world.findings(FindingKind.REFUNDED_PERIOD) == []
    world.wait(2 * DAY)
    at_rest(world)
    assert world.live("u1") == []  # the claim has cancelled: only its member takes that back


def test_the_whole_story_stands_on_the_timeline(world: World) -> None:
    world.join("u1")
    world.move(seoul(1, 20))

    asked = claims(world)
    approves(world, asked, 10_000)

    assert acts(world) == [
        "refund_claim.asked",
        "refund_claim.approved",
        "refund.requested",
        "refund_claim.done",
        "cancellation.requested",
        "access.ended",
    ]
    [approved] = world.rows(AuditRow, AuditRow.act == Act.REFUND_CLAIM_APPROVED)
    assert approved.actor == APPROVER.id
    assert approved.detail["proposed"] == 19_646
    [cancelled] = world.rows(Cancellation)
    assert cancelled.requested_by == ""  # the member's own wish


def test_asked_twice_it_is_one_claim(world: World) -> None:
    world.join("u1")

    assert claims(world) == claims(world, reason="다시 누름")

    assert len(world.rows(RefundClaim)) == 1


def test_a_refused_claim_says_why_and_may_be_asked_again(world: World) -> None:
    world.join("u1")
    first = claims(world)

    with pytest.raises(Refusal) as silent:
        refuses(world, first, "  ")
    assert says(silent) is RefusalCode.CLAIM_NO_ANSWER
    refuses(world, first)

    assert (claim(world, first).state, claim(world, first).answer) == (
        ClaimState.REFUSED,
        "이용 기록이 있습니다",
    )
    assert claims(world) != first
    assert world.ledger("u1") == [29_000]


def test_a_member_takes_back_their_own_claim_alone(world: World) -> None:
    world.join("u1")
    world.join("u2")
    asked = claims(world)

    with pytest.raises(Refusal) as refused:
        takes_back(world, asked, "u2")
    assert says(refused) is RefusalCode.CLAIM_UNKNOWN
    with pytest.raises(Refusal) as stranger, world.system.database.writing() as session:
        withdraw_refund_claim(
            session,
            the_member(session, "u1"),
            asked,
            actor=member_acting(world.number("u2")),
            now=world.clock.now(),
        )
    assert says(stranger) is RefusalCode.NOT_SIGNED_IN
    takes_back(world, asked)

    assert claim(world, asked).state is ClaimState.WITHDRAWN
    with pytest.raises(Refusal) as late:
        approves(world, asked, 10_000)
    assert says(late) is RefusalCode.CLAIM_DECIDED
    assert world.ledger("u1") == [29_000]


def test_who_asks_and_takes_back_all_day_is_told_to_call(world: World) -> None:
    world.join("u1")
    for _ in range(10):
        takes_back(world, claims(world))

    with pytest.raises(Refusal) as refused:
        claims(world)

    assert says(refused) is RefusalCode.CLAIM_TOO_MANY
    claims(world, actor=APPROVER)  # on the telephone


def test_nobody_claims_what_is_not_theirs_or_was_never_paid(world: World) -> None:
    world.join("u1")
    world.join("u2")
    theirs = last_payment(world, "u2")

    for imp_uid in (theirs, "imp_000000000000"):
        with pytest.raises(Refusal) as refused:
            claims(world, "u1", imp_uid=imp_uid)
        assert says(refused) is RefusalCode.UNKNOWN_PAYMENT


def test_a_sum_of_ones_own_needs_a_reason_and_stays_within_what_is_left(world: World) -> None:
    world.join("u1")
    asked = claims(world)

    for won, used, note, code in (
        (29_000, None, "", RefusalCode.CLAIM_USAGE_NEEDED),
        (10_000, True, "", RefusalCode.CLAIM_NO_NOTE),
        (29_001, True, "더", RefusalCode.AMOUNT),
        (0, True, "없음", RefusalCode.AMOUNT),
    ):
        with pytest.raises(Refusal) as refused:
            approves(world, asked, won, used=used, note=note)
        assert says(refused) is code
        assert claim(world, asked).state is ClaimState.OPEN
    approves(world, asked, 10_000, note="회원과 합의")
    assert claim(world, asked).note == "회원과 합의"


def test_a_viewer_neither_asks_nor_decides(world: World) -> None:
    world.join("u1")
    with pytest.raises(Refusal):
        claims(world, actor=VIEWER)
    asked = claims(world)
    with pytest.raises(Refusal) as refused:
        approves(world, asked, 1_000, actor=VIEWER)
    assert says(refused) is RefusalCode.NOT_ALLOWED


def test_a_payment_by_transfer_goes_back_by_transfer_with_its_evidence(world: World) -> None:
    world.join("u1")
    world.move(seoul(2, 5))
    pays_by_transfer(world, seoul(2, 4))
    world.work()
    [record] = world.rows(PaymentRecord, PaymentRecord.source == Source.BY_HAND)
    asked = claims(world, imp_uid=record.imp_uid)

    with pytest.raises(Refusal) as refused:
        approves(world, asked, 29_000)
    assert says(refused) is RefusalCode.NO_EVIDENCE
    assert claim(world, asked).state is ClaimState.OPEN
    assert approves(world, asked, 29_000, evidence="국민은행 2월 5일 이체") is ClaimState.DONE

    assert world.ledger("u1") == [29_000, 29_000, -29_000]
    assert world.findings(FindingKind.REFUNDED_PERIOD) == []
    assert world.sandbox.stats().refunded == 0
    at_rest(world)


def test_a_doubled_payment_is_proposed_whole_and_leaves_access_alone(world: World) -> None:
    card = world.join("u1")
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()
    [doubled] = world.findings(FindingKind.DOUBLE_CHARGE)
    asked = claims(world, imp_uid=doubled.subject)

    approves(world, asked, 29_000, STAYS, note="")

    assert claim(world, asked).arithmetic["basis"] == "bought_nothing"
    at_rest(world)
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE


def test_of_an_older_period_only_money_goes_back_where_the_subscription_has_ended(
    world: World,
) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait_until(seoul(2, 12), pace=QUIET)
    world.approve("u1")
    asked = claims(world)

    approves(world, asked, 5_000, ENDS_NOW)

    assert world.subscription("u1").status is SubscriptionStatus.ENDED
    assert world.ledger("u1") == [29_000, -5_000]
    at_rest(world)


def test_the_dry_run_says_what_will_happen(world: World) -> None:
    world.join("u1")
    world.work()
    world.move(seoul(1, 20))
    asked = claims(world)
    foreseen = {}
    with world.system.database.reading() as session:
        for access in AccessDecision:
            decision = ClaimDecision(19_646, access, used=True)
            rule = world.system.settings.refund_rule
            found = foresee_refund_claim(session, asked, decision, rule, world.clock.now())
            foreseen[access] = [one.code for one in found]

    assert foreseen[ENDS_NOW] == [
        EffectCode.REFUNDS,
        EffectCode.REVOKES,
        EffectCode.PAID_THROUGH,
        EffectCode.DUE_DOWNGRADES,
    ]
    assert foreseen[AT_END] == [EffectCode.REFUNDS, EffectCode.REVOKES, EffectCode.CANCELS]
    assert foreseen[STAYS] == [EffectCode.REFUNDS, EffectCode.RUNS]


def by_hand(world: World, won: int, kind: EntryKind = EntryKind.CHARGEBACK) -> None:
    with world.system.database.writing() as session:
        record_refund_by_hand(
            session,
            last_payment(world, "u1"),
            kind,
            amount=won,
            at=world.clock.now(),
            reason="카드사 통보",
            evidence="공문",
            actor=APPROVER,
            now=world.clock.now(),
        )


def test_what_the_bank_took_back_is_not_given_back_again(world: World) -> None:
    world.join("u1")
    by_hand(world, 20_000)
    asked = claims(world)
    with pytest.raises(Refusal) as too_much:
        approves(world, asked, 9_001, STAYS)
    assert says(too_much) is RefusalCode.AMOUNT
    approves(world, asked, 9_000, STAYS)

    with pytest.raises(Refusal) as nothing:
        claims(world)
    assert says(nothing) is RefusalCode.CLAIM_NOTHING_LEFT
