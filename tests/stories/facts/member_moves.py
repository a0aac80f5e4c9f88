"""What members do: register cards, choose plans, leave, come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.models import Checkout, Subscription
from billing_core.rules.actor import Actor
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from tests.parts.members import numbered
from tests.parts.people import APPROVER
from tests.stories.facts.moves import HOUR, Moves, members, pauses, pick, which
from tests.stories.facts.town import perhaps

CARDS = (APPROVED_CARD, "9366-1234-5678-0051", "9366-1234-5678-0054", "9366-1234-5678-0005")
plans = st.sampled_from(("basic", "plus", "yearly"))
open_for = st.sampled_from((timedelta(0), timedelta(0), 10 * timedelta(minutes=1), 26 * HOUR))


class MemberMoves(Moves):
    @rule(member=members, card=st.sampled_from(CARDS), plan=plans, after=pauses)
    def register_a_card(self, member: str, card: str, plan: str, after: timedelta) -> None:
        checkout = self._open_window(member, plan)
        if checkout is not None:
            self._finish(checkout, card)
        self._go_on(after)

    @rule(member=members, plan=plans, left_open=open_for, after=pauses)
    def open_a_window(self, member: str, plan: str, left_open: timedelta, after: timedelta) -> None:
        """And finish it later, or never; what happens meanwhile happens."""
        checkout = self._open_window(member, plan)
        self.town.wait(left_open)
        if checkout is not None and left_open:
            self._finish(checkout, APPROVED_CARD)
        self._go_on(after)

    @precondition(lambda self: bool(self._unfinished()))
    @rule(number=which, after=pauses)
    def finish_an_old_window(self, number: int, after: timedelta) -> None:
        checkout = pick(self._unfinished(), number)
        if checkout is not None:
            self._finish(checkout, APPROVED_CARD)
        self._go_on(after)

    @rule(member=members, outcome=st.sampled_from(CardOutcome), after=pauses)
    def card_changes_its_mind(self, member: str, outcome: CardOutcome, after: timedelta) -> None:
        rows = self.town.world.rows(Subscription, Subscription.member_id == numbered(member))
        with perhaps():
            for one in rows[-1:]:
                self.town.world.sandbox.set_card(one.customer_uid, outcome)
        self._go_on(after)

    @rule(member=members, by_the_desk=st.booleans(), after=pauses)
    def cancel(self, member: str, by_the_desk: bool, after: timedelta) -> None:
        actor: Actor | None = APPROVER if by_the_desk else None
        with perhaps():
            self.town.world.cancel(member, actor=actor)
        self._go_on(after)

    @precondition(
        lambda self: self.town.some(
            Subscription, Subscription.status == SubscriptionStatus.CANCELLING
        )
    )
    @rule(member=members, after=pauses)
    def withdraw(self, member: str, after: timedelta) -> None:
        with perhaps():
            self.town.world.withdraw(member)
        self._go_on(after)

    def _unfinished(self) -> Sequence[Checkout]:
        return self.town.world.rows(Checkout, Checkout.registered_at.is_(None))

    def _open_window(self, member: str, plan: str) -> Checkout | None:
        system = self.town.world.system
        with perhaps(), system.database.writing() as session:
            return start_checkout(
                session,
                checkout_id=system.new_id(),
                app_id=member,
                member_name="",
                plan=system.settings.plan(plan),
                plan_id=plan,
                now=self.town.now,
            )
        return None

    def _finish(self, checkout: Checkout, card: str) -> None:
        with perhaps():
            self.town.world.sandbox.issue(
                checkout.customer_uid,
                merchant_uid=checkout.merchant_uid,
                amount=checkout.amount,
                card=card,
            )

    def _go_on(self, after: timedelta) -> None:
        """A pause of nothing leaves the worker no time either."""
        self.town.wait(after)
