"""The dry run of a cure. That it comes true, `tests.parts.foretold` holds in every story."""

from __future__ import annotations

from datetime import timedelta

from billing_core.lifecycle.cure_finding import STEPS_OF_ANY_KIND
from billing_core.lifecycle.foresee_cure import FORESIGHTS_OF_ANY_KIND, foresee_cure
from billing_core.models import AuditRow
from billing_core.rules.cure import Cure
from billing_core.rules.effect import EffectCode
from billing_core.rules.finding import FindingKind
from tests.parts.world import World


def test_every_step_has_its_foresight() -> None:
    assert set(FORESIGHTS_OF_ANY_KIND) == set(STEPS_OF_ANY_KIND) == set(Cure)


def test_looking_changes_nothing_and_the_act_keeps_what_was_said(world: World) -> None:
    """김하나's booking was revoked in the console: she looks at both ways out, and takes one."""
    world.join("hana")
    [booked] = world.live("hana")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.wait(timedelta(hours=1))
    [finding] = world.findings(FindingKind.BOOKING_LOST)
    acts = len(world.rows(AuditRow))

    again, stop = (
        [each.code for each in foresee_cure(world.system, finding.id, cure)]
        for cure in (Cure.BOOK_AGAIN, Cure.TREAT_AS_CANCELLED)
    )
    assert again == [EffectCode.BOOKS, EffectCode.CLOSES]
    assert stop == [EffectCode.CANCELS, EffectCode.CLOSES]
    assert len(world.rows(AuditRow)) == acts, "nothing was written"

    world.cure_one(finding, Cure.BOOK_AGAIN)
    [asked] = world.rows(AuditRow, AuditRow.act == "finding.cure_asked")
    assert asked.detail["effects"] == ["books", "closes"]
    assert [one.due_at for one in world.live("hana")] == [booked.due_at]


def test_money_that_has_gone_back_already_is_told_beside_what_is_counted(world: World) -> None:
    """A card typed in at the console, given back there before anybody judged it."""
    typed = world.onetime("u1-order-7", world.join("u1"), 29_000)
    world.work()
    world.sandbox.refund_at_console(str(typed["imp_uid"]), 0, "잘못 입력")
    world.wait(timedelta(hours=2))
    [finding] = world.findings(FindingKind.QUARANTINED_PAYMENT)

    said = foresee_cure(world.system, finding.id, Cure.COUNT_IT)
    assert [(each.code, each.facts.get("won")) for each in said] == [
        (EffectCode.COUNTS, 29_000),
        (EffectCode.COUNTS_REFUNDED, 29_000),
        (EffectCode.CLOSES, None),
    ]
    world.cure_one(finding, Cure.COUNT_IT)
    assert world.ledger("u1") == [29_000, 29_000, -29_000]
