"""Everybody's lives while the storm lasts: members, the office and other hands, by the dice.

All act in the same strides of time, so that many lives cost one worker's rounds.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import Checkout, Member, PaymentRecord, Subscription
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.stories.facts.moves import DAY, HOUR
from tests.stories.storm.stormy_town import StormyTown, trying

STRIDES = (HOUR, 6 * HOUR, DAY, DAY, 2 * DAY, 4 * DAY)
CARDS = (*[APPROVED_CARD] * 5, "9366-1234-5678-0051", "9366-1234-5678-0054")
PLANS = ("basic", "basic", "plus", "yearly")
OUTCOMES = (*[CardOutcome.APPROVED] * 2, CardOutcome.INSUFFICIENT_FUNDS, CardOutcome.EXPIRED)
BACKWARDS = -DAY


class Lives:
    def __init__(self, town: StormyTown, dice: Random, members: int) -> None:
        self.town, self.dice = town, dice
        self.members = [f"m{number}" for number in range(1, members + 1)]
        self._numbers = count(1)

    def pass_by(self, span: timedelta) -> None:
        """The span of all lives, in strides of any length."""
        until = self.town.now + span
        while self.town.now < until:
            self.one_stride()

    def one_stride(self) -> None:
        standing = self._standing()
        for member in self.members:
            self._live(member, standing.get(member))
        self._office()
        if self.dice.random() < 0.4:
            self._other_hands()
        stride = self.dice.choice(STRIDES)
        if self.dice.random() < 0.05:
            self.town.sleep(stride)  # our machine is off
        else:
            self.town.wait(stride)

    # members ------------------------------------------------------------------------------

    def _standing(self) -> dict[str, SubscriptionStatus]:
        called = {one.id: one.app_id for one in self.town.world.rows(Member)}
        rows = sorted(self.town.world.rows(Subscription), key=lambda one: one.created_at)
        return {called[one.member_id]: one.status for one in rows}

    def _live(self, member: str, status: SubscriptionStatus | None) -> None:
        thrown = self.dice.random()
        with trying(self.town):
            match status:
                case None:
                    if thrown < 0.5:
                        self._register(member)
                case SubscriptionStatus.ENDED | SubscriptionStatus.PENDING:
                    if thrown < 0.15:
                        self._register(member)
                case SubscriptionStatus.ACTIVE:
                    self._while_active(member, thrown)
                case SubscriptionStatus.PAST_DUE:
                    self._while_past_due(member, thrown)
                case SubscriptionStatus.CANCELLING:
                    if thrown < 0.12:
                        self.town.world.withdraw(member)
                    elif thrown < 0.15:
                        self._register(member)

    def _while_active(self, member: str, thrown: float) -> None:
        if thrown < 0.05:
            self.town.world.cancel(member)
        elif thrown < 0.08:
            self._register(member)
        elif thrown < 0.15:
            self._card_becomes(member, self.dice.choice(OUTCOMES))

    def _while_past_due(self, member: str, thrown: float) -> None:
        if thrown < 0.3:
            self._card_becomes(member, CardOutcome.APPROVED)
        elif thrown < 0.4:
            self._register(member)
        elif thrown < 0.45:
            self.town.world.cancel(member)
        elif thrown < 0.6:
            with self.town.world.system.database.writing() as session:
                ask_retry(
                    session,
                    member=the_member(session, member),
                    reason="입금했다고 합니다",
                    actor=APPROVER,
                    policy=self.town.policy,
                    now=self.town.now,
                )

    def _register(self, member: str) -> None:
        system, plan = self.town.world.system, self.dice.choice(PLANS)
        with system.database.writing() as session:
            checkout = start_checkout(
                session,
                checkout_id=system.new_id(),
                app_id=member,
                member_name="",
                plan=system.settings.plan(plan),
                plan_id=plan,
                now=self.town.now,
            )
        if self.dice.random() < 0.9:
            self._finish(checkout)

    def _finish(self, checkout: Checkout) -> None:
        self.town.world.sandbox.issue(
            checkout.customer_uid,
            merchant_uid=checkout.merchant_uid,
            amount=checkout.amount,
            card=self.dice.choice(CARDS),
        )

    def _card_becomes(self, member: str, outcome: CardOutcome) -> None:
        self.town.world.set_card(member, outcome)

    # the office ---------------------------------------------------------------------------

    def _office(self) -> None:
        system = self.town.world.system
        if self.dice.random() < 0.5:
            due = [one.id for one in self.town.world.downgrades(DowngradeState.DUE)]
            with trying(self.town):
                approve_downgrades(system, due, self.dice.choice((APPROVER, SECOND_APPROVER)))
        if self.dice.random() < 0.05:
            for one in self.town.world.downgrades(DowngradeState.APPROVED)[-1:]:
                with trying(self.town), system.database.writing() as session:
                    undo_downgrade(session, one.id, actor=APPROVER, now=self.town.now)
        for finding in sorted(self.town.world.findings(), key=lambda one: one.id):
            if self.dice.random() < 0.2:
                cures = [one for one in CURES[finding.kind] if one is not Cure.TWO_PAYMENTS]
                with trying(self.town):
                    cure_finding(
                        self.town.world.system,
                        finding.id,
                        self.dice.choice(cures),
                        reason="회원과 통화했습니다",
                        actor=APPROVER,
                    )
        if self.dice.random() < 0.15:
            self._refund()

    def _refund(self) -> None:
        payments = sorted(self.town.world.rows(PaymentRecord), key=lambda one: one.imp_uid)
        if payments:
            chosen = self.dice.choice(payments).imp_uid
            amount = self.dice.choice((1, 9_000, 29_000))
            with trying(self.town):
                refund_payment(
                    self.town.world.system, chosen, amount=amount, reason="요청", actor=APPROVER
                )

    # other hands --------------------------------------------------------------------------

    def _other_hands(self) -> None:
        acts = (
            self._a_booking_goes,
            self._a_booking_moves,
            self._a_booking_comes,
            self._a_console_refund,
            self._a_console_retry,
            self._a_forged_success,
            self._a_bell_again,
            self._a_key_goes,
            self._switches,
        )
        with trying(self.town):
            self.dice.choice(acts)()

    def _one_of(self, rows: Any) -> Any:
        found = list(rows)
        return self.dice.choice(found) if found else None

    def _a_booking_goes(self) -> None:
        if row := self._one_of(self.town.reserved()):
            self.town.world.sandbox.revoke_at_console(row["merchant_uid"])

    def _a_booking_moves(self) -> None:
        by = self.dice.choice((BACKWARDS, 2 * HOUR, DAY, 38 * DAY))
        if row := self._one_of(self.town.reserved()):
            at = row["schedule_at"] + int(by.total_seconds())
            self.town.world.sandbox.move_at_console(row["merchant_uid"], at)

    def _a_booking_comes(self) -> None:
        at = int((self.town.now + self.dice.choice((2 * HOUR, 20 * DAY))).timestamp())
        if key := self._one_of(self.town.world.sandbox.billing_keys()):
            name = f"console-{next(self._numbers)}"
            self.town.world.sandbox.book_at_console(str(key["customer_uid"]), name, at, 29_000)

    def _a_console_refund(self) -> None:
        amount, rings = self.dice.choice((0, 1, 10_000)), self.dice.random() < 0.5
        if row := self._one_of(self.town.captured()):
            self.town.world.sandbox.refund_at_console(row["imp_uid"], amount, "콘솔", rings=rings)

    def _a_console_retry(self) -> None:
        schedules = self.town.world.sandbox.schedules()
        if row := self._one_of(one for one in schedules if one["payment_status"] == "failed"):
            self.town.world.sandbox.retry_at_console(row["merchant_uid"])

    def _a_forged_success(self) -> None:
        """Somebody says of a failed payment that it was paid."""
        payments = self.town.world.sandbox.payments()
        if row := self._one_of(one for one in payments if one["status"] == "failed"):
            self.town.weather.struck["forged_paid"] += 1
            self.town.world.ring(str(row["imp_uid"]), str(row["merchant_uid"]), "paid")

    def _a_bell_again(self) -> None:
        if row := self._one_of(self.town.world.sandbox.payments()):
            self.town.world.ring(str(row["imp_uid"]), str(row["merchant_uid"]), str(row["status"]))

    def _a_key_goes(self) -> None:
        if key := self._one_of(self.town.world.sandbox.billing_keys()):
            self.town.world.sandbox.delete_key_at_console(str(key["customer_uid"]))

    def _switches(self) -> None:
        """The guard against second captures, or the gateway's own recovery, declared that day."""
        if self.dice.random() < 0.5:
            guard = self.town.world.sandbox.settings().duplicate_guard
            self.town.world.sandbox.configure(duplicate_guard=not guard)
        else:
            on = not self.town.world.sandbox.settings().recovery
            self.town.world.sandbox.configure(recovery=on)
            self.town.declare(gateway_recovery=on)
