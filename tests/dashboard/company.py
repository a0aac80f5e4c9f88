"""What happens at the small company before somebody opens the dashboard."""

from __future__ import annotations

from datetime import timedelta

from billing_core.models import Subscription
from billing_core.sandbox.cards import CardOutcome
from tests.parts.members import numbered
from tests.parts.world import World

DAY = timedelta(days=1)
# What people have typed into the company's app as their name, or an attacker has.
HOSTILE = {
    "h-1": '=HYPERLINK("http://127.0.0.1","누르세요")',
    "h-2": "<script>document.title='당했다'</script><b>굵게</b>",
    "h-3": ":red[빨강] **별표** $x^2$ :tada: :material/home:",
    "h-4": "🦊 [링크](http://127.0.0.1/x) http://127.0.0.1/y",
}


def joins(world: World, **names: str) -> None:
    """Members by id and name, each with a card that pays."""
    for member_id, name in names.items():
        world.register_card(member_id, name=name)
    world.work()


def leave(world: World, *member_ids: str) -> None:
    """They ask to stop, and their paid time goes by."""
    for member_id in member_ids:
        world.cancel(member_id, "이사를 가요")
    world.work()
    live(world, 32)


def live(world: World, days: int) -> None:
    end = world.clock.now() + days * DAY
    world.wait_until(end - 2 * DAY, pace=14 * DAY)
    world.wait_until(end, pace=DAY)


def refuse_cards(world: World, outcome: CardOutcome, *member_ids: str) -> None:
    for member_id in member_ids:
        world.set_card(member_id, outcome)


def charge_by_hand(world: World, member_id: str) -> None:
    """Somebody charges the card at the console, past the desk: a double charge."""
    (subscription,) = world.rows(Subscription, Subscription.member_id == numbered(member_id))
    world.system.gateway.charge(
        customer_uid=subscription.customer_uid,
        merchant_uid=f"byhand{member_id}",
        amount=subscription.price,
        name="수기 결제",
    )
    world.move(world.clock.now() + timedelta(minutes=30))
    world.work()
