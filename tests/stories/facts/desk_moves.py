"""What the administration team and the company do: approve, undo, hold, refund, retry, sell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import Charge, Downgrade, EntryKind, PaymentRecord
from billing_core.rules.actor import Actor
from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.plan import Plan
from billing_core.settings import DEFAULT_PLANS
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.stories.facts.moves import Moves, members, pauses, pick, which
from tests.stories.facts.pressing import cures_of, open_findings, press
from tests.stories.facts.town import perhaps

DEARER = tuple(replace(plan, price=plan.price + 10_000) for plan in DEFAULT_PLANS)
offers = st.sampled_from((DEFAULT_PLANS, DEARER, DEFAULT_PLANS[1:], DEFAULT_PLANS[:1]))
WAITING = (DowngradeState.DUE, DowngradeState.HELD)
by_hand = st.sampled_from([kind for kind in EntryKind if kind.by_hand])
approvers = st.sampled_from((APPROVER, SECOND_APPROVER))


class DeskMoves(Moves):
    @precondition(lambda self: self.town.some(Downgrade, Downgrade.state == DowngradeState.DUE))
    @rule(actor=approvers, after=pauses)
    def approve_what_is_due(self, actor: Actor, after: timedelta) -> None:
        due = [one.id for one in self.town.world.downgrades(DowngradeState.DUE)]
        with perhaps():
            approve_downgrades(self.town.world.system, due, actor)
        self.town.wait(after)

    @precondition(
        lambda self: self.town.some(Downgrade, Downgrade.state == DowngradeState.APPROVED)
    )
    @rule(number=which, after=pauses)
    def undo_an_approval(self, number: int, after: timedelta) -> None:
        downgrade = pick(self.town.world.downgrades(DowngradeState.APPROVED), number)
        if downgrade is not None:
            with perhaps(), self.town.world.system.database.writing() as session:
                undo_downgrade(session, downgrade.id, actor=APPROVER, now=self.town.now)
        self.town.wait(after)

    @precondition(lambda self: self.town.some(Downgrade, Downgrade.state.in_(WAITING)))
    @rule(number=which)
    def hold_or_release(self, number: int) -> None:
        downgrade = pick(self.town.world.downgrades(*WAITING), number)
        if downgrade is None:
            return
        now = self.town.now
        with perhaps(), self.town.world.system.database.writing() as session:
            if downgrade.state is DowngradeState.DUE:
                hold_downgrade(session, downgrade.id, reason="통화 뒤", actor=APPROVER, now=now)
            else:
                release_downgrade(session, downgrade.id, actor=APPROVER, now=now)

    @rule(number=which, amount=st.sampled_from((1, 9_000, 29_000)), after=pauses)
    def refund_here(self, number: int, amount: int, after: timedelta) -> None:
        payment = pick(self.town.world.rows(PaymentRecord), number)
        if payment is not None:
            with perhaps():
                refund_payment(
                    self.town.world.system,
                    payment.imp_uid,
                    amount=amount,
                    reason="고객 요청",
                    actor=APPROVER,
                )
        self.town.wait(after)

    @rule(number=which, kind=by_hand, amount=st.sampled_from((1_000, 29_000)), after=pauses)
    def record_what_only_the_pg_knows(
        self, number: int, kind: EntryKind, amount: int, after: timedelta
    ) -> None:
        payment = pick(self.town.world.rows(PaymentRecord), number)
        if payment is not None:
            with perhaps(), self.town.world.system.database.writing() as session:
                record_refund_by_hand(
                    session,
                    payment.imp_uid,
                    kind,
                    amount=amount,
                    at=self.town.now,
                    reason="카드사 이의 제기",
                    evidence="PG 통지",
                    actor=APPROVER,
                    now=self.town.now,
                )
        self.town.wait(after)

    @rule(on=st.booleans(), after=pauses)
    def the_gateways_recovery_is_switched(self, on: bool, after: timedelta) -> None:
        """In the console, and declared in the settings the same day."""
        self.town.world.sandbox.configure(recovery=on)
        self.town.declare(gateway_recovery=on)
        self.town.wait(after)

    @precondition(lambda self: self.town.some(Charge, Charge.state == ChargeState.FAILED))
    @rule(member=members, after=pauses)
    def try_the_card_again(self, member: str, after: timedelta) -> None:
        with perhaps(), self.town.world.system.database.writing() as session:
            ask_retry(
                session,
                member=the_member(session, member),
                reason="입금했다고 합니다",
                actor=APPROVER,
                policy=self.town.world.system.settings.policy,
                now=self.town.now,
            )
        self.town.wait(after)

    @rule(plans=offers, after=pauses)
    def sell_something_else(self, plans: tuple[Plan, ...], after: timedelta) -> None:
        self.town.sell(plans)
        self.town.wait(after)

    @precondition(lambda self: bool(self.town.world.findings()))
    @rule(number=which, choice=which, after=pauses)
    def press_a_cure(self, number: int, choice: int, after: timedelta) -> None:
        finding = pick(open_findings(self.town), number)
        if finding is not None:
            cures = cures_of(finding)
            press(self.town, finding, cures[choice % len(cures)])
        self.town.wait(after)
