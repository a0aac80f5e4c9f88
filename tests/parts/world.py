"""The driver of a small world: what people do in it. `seen` reads it, `worlds` makes one.

Time stands still unless a story moves it, and moves for everybody at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import delete

from billing_core.clock import HeldClock
from billing_core.demo.company_app import CompanyApp
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.check_downgrade import check_downgrades
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.models import (
    Cancellation,
    Checkout,
    Downgrade,
    Finding,
    Job,
    JobKind,
)
from billing_core.rules.actor import Actor, member_acting
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import Checklist, DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.plan import Plan
from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from billing_core.sandbox.notice import Notice
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.transport import SandboxTransport
from billing_core.system import System
from billing_core.worker import Worker
from tests.parts.foretold import followed, held_to_its_words
from tests.parts.lived_once import Beginning, step_of_a_story
from tests.parts.people import APPROVER
from tests.parts.seen import Seen

DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)


class World(Seen):
    """A small world with the verbs of a story. Instants are aware UTC, money whole won."""

    # While time passes and nothing has come up, how often the worker makes its rounds and reads the
    # gateway's books: with every step of time in `make prove`.
    looks_around = 7 * DAY

    def __init__(
        self,
        system: System,
        sandbox: Sandbox,
        clock: HeldClock,
        company: CompanyApp | None = None,
    ) -> None:
        self.system, self.sandbox, self.clock, self.company = system, sandbox, clock, company
        self.worker = Worker(system)
        self.beginning: Beginning | None = None  # as long as others may have begun alike

    # time ---------------------------------------------------------------------------------

    @step_of_a_story
    def work(self) -> None:
        """Let the worker do everything that is due at this instant."""
        self.worker.tick()

    def wait(self, by: timedelta) -> None:
        """Let time pass for everybody, half a day at a time, with the worker at work."""
        self.wait_until(self.clock.now() + by)

    @step_of_a_story
    def wait_until(self, instant: datetime, *, pace: timedelta = HALF_A_DAY) -> None:
        """At each pace the worker does what has come up; where nothing has, it looks around now
        and then, and at the end. Whoever asks for a finer pace wants it to look each time."""
        self.forget_jobs(JobKind.COMPARE)  # costs most and changes nothing: compared at rest
        most = self.looks_around if pace >= HALF_A_DAY else timedelta(0)
        rested = timedelta(0)
        while (now := self.clock.now()) < instant:
            then = min(now + pace, instant)
            self.move(then)
            rested += then - now
            if then == instant or rested >= most or self.something_came_up():
                self.work()
                rested = timedelta(0)

    @step_of_a_story
    def move(self, instant: datetime) -> None:
        """Move both clocks, and nothing else: the worker sleeps meanwhile."""
        self.clock.set(instant)
        self.sandbox.move_to(int(instant.timestamp()))

    # what a member does -------------------------------------------------------------------

    @step_of_a_story
    def register_card(
        self, member_id: str, card: str = APPROVED_CARD, plan: str = "basic", name: str = ""
    ) -> str:
        """Registers a card through the checkout and the PG's window; returns the customer_uid."""
        checkout = self.open_window(member_id, self.system.settings.plan(plan), name)
        return self.finish_window(checkout, card)

    def open_window(self, member_id: str, plan: Plan | None, name: str = "") -> Checkout:
        """Opens the PG's window before the member; `plan` None: just another card."""
        with self.system.database.writing() as session:
            return start_checkout(
                session,
                checkout_id=self.system.new_id(),
                app_id=member_id,
                member_name=name,
                plan=plan,
                now=self.clock.now(),
            )

    def finish_window(self, checkout: Checkout, card: str = APPROVED_CARD) -> str:
        """Types the card in, now; returns the customer_uid."""
        self.sandbox.issue(
            checkout.customer_uid,
            merchant_uid=checkout.merchant_uid,
            amount=checkout.amount,
            card=card,
            name=checkout.plan_name,
        )
        return checkout.customer_uid

    @step_of_a_story
    def join(self, member_id: str, card: str = APPROVED_CARD, plan: str = "basic") -> str:
        """Registers a card and lets the first charge happen."""
        customer_uid = self.register_card(member_id, card, plan)
        self.work()
        return customer_uid

    @step_of_a_story
    def cancel(
        self,
        member_id: str,
        reason: str = "",
        actor: Actor | None = None,
        reason_code: CancelReason | None = None,
    ) -> Cancellation:
        with self.system.database.writing() as session:
            member = the_member(session, member_id)
            return request_cancellation(
                session,
                cancellation_id=self.system.new_id(),
                member=member,
                reason=reason,
                actor=actor or member_acting(member.id),
                now=self.clock.now(),
                reason_code=reason_code,
            )

    @step_of_a_story
    def withdraw(self, member_id: str, actor: Actor | None = None) -> None:
        with self.system.database.writing() as session:
            member = the_member(session, member_id)
            withdraw_cancellation(
                session,
                member=member,
                actor=actor or member_acting(member.id),
                now=self.clock.now(),
            )

    # what the office does ------------------------------------------------------------------

    def cure(
        self,
        kind: FindingKind,
        cure: Cure,
        *,
        actor: Actor | None = None,
        amount: int | None = None,
    ) -> None:
        """Presses the button of the one open finding of this kind, and lets the worker follow."""
        [finding] = self.findings(kind)
        self.cure_one(finding, cure, actor=actor, amount=amount)

    def cure_one(
        self,
        finding: Finding,
        cure: Cure,
        *,
        actor: Actor | None = None,
        amount: int | None = None,
    ) -> None:
        """Presses it for this one of several of its kind: what its dry run says is what happens."""
        with held_to_its_words(self.system, finding, cure, amount) as said:
            cure_finding(
                self.system,
                finding.id,
                cure,
                reason="회원과 통화했습니다",
                actor=actor or APPROVER,
                amount=amount,
            )
        self.work()
        followed(self.system, said)

    @step_of_a_story
    def retry(self, member_id: str) -> None:
        """Asks for a retry (다시 결제)."""
        with self.system.database.writing() as session:
            ask_retry(
                session,
                member=the_member(session, member_id),
                reason="잔액을 채웠다고 합니다",
                actor=APPROVER,
                policy=self.system.settings.policy,
                now=self.clock.now(),
            )

    def due_downgrade(self, member_id: str) -> Downgrade:
        """The member's downgrade that waits for a person."""
        number = self.number(member_id)
        [waiting] = [one for one in self.downgrades(DowngradeState.DUE) if one.member_id == number]
        return waiting

    def checklist(self, member_id: str) -> Checklist:
        """The checklist of the downgrade, read as when the approval page is opened."""
        waiting = self.due_downgrade(member_id)
        return check_downgrades(self.system, [waiting.id]).lists[waiting.id]

    @step_of_a_story
    def approve(self, member_id: str, actor: Actor | None = None) -> str:
        """Presses 승인; returns what became of it."""
        waiting = self.due_downgrade(member_id)
        [decision] = approve_downgrades(self.system, [waiting.id], actor or APPROVER)
        self.work()
        return decision.outcome

    # what the world does -------------------------------------------------------------------

    def declare_recovery(self) -> None:
        """Turns on the setting: the gateway tries failed bookings again by itself."""
        settings = self.system.settings.model_copy(update={"gateway_recovery": True})
        settings.__dict__.pop("policy", None)
        self.system = replace(self.system, settings=settings)
        self.worker = Worker(self.system)

    @step_of_a_story
    def set_card(self, member_id: str, outcome: CardOutcome) -> None:
        """From now on the member's card answers like this."""
        self.sandbox.set_card(self.subscription(member_id).customer_uid, outcome)

    def ring(self, imp_uid: str, merchant_uid: str, status: str) -> None:
        """Somebody, perhaps not the gateway, posts a webhook."""
        self.sandbox.sender(
            Notice(
                url=self.sandbox.settings().notice_url,
                format="json",
                imp_uid=imp_uid,
                merchant_uid=merchant_uid,
                status=status,
                cause="forged",
                created_at=self.sandbox.now(),
            )
        )

    def ring_again(self) -> None:
        """The gateway's last webhook comes once more."""
        last = self.sandbox.payments()[-1]
        self.ring(str(last["imp_uid"]), str(last["merchant_uid"]), str(last["status"]))

    @step_of_a_story
    def call_gateway(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Somebody else in the company uses the gateway's API with the same keys."""
        settings = self.sandbox.settings()
        keys = {"imp_key": settings.imp_key, "imp_secret": settings.imp_secret}
        with httpx.Client(
            transport=SandboxTransport(self.sandbox), base_url="http://sandbox.test"
        ) as client:
            token = client.post("/users/getToken", json=keys).json()["response"]["access_token"]
            answer = client.post(path, json=body, headers={"Authorization": token}).json()
        assert answer["code"] == 0, answer
        response: dict[str, Any] = answer["response"]
        return response

    def onetime(self, merchant_uid: str, customer_uid: str, amount: int) -> dict[str, Any]:
        """Card typed in by hand: issues a key and really charges."""
        return self.call_gateway(
            "/subscribe/payments/onetime",
            {
                "merchant_uid": merchant_uid,
                "customer_uid": customer_uid,
                "amount": amount,
                "card_number": APPROVED_CARD,
                "expiry": "2030-01",
                "birth": "900101",
                "name": "수기 결제",
            },
        )

    def forget_jobs(self, kind: JobKind) -> None:
        """Deletes the jobs, as if the machine that knew of them had been lost."""
        with self.system.database.writing() as session:
            session.execute(delete(Job).where(Job.kind == kind))
