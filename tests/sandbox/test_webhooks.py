from __future__ import annotations

import httpx
import pytest

from billing_core.sandbox import (
    Fault,
    FaultKind,
    Notice,
    Sandbox,
    SandboxClock,
    SandboxSettings,
    SandboxTransport,
    UndeliveredError,
)
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant


def heard(bell: list[Notice]) -> list[str]:
    return [one.merchant_uid for one in bell]


def test_a_webhook_goes_to_the_charges_own_address_before_the_configured_one(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    merchant.again(hong, "nov", notice_url="memory:special")
    merchant.reserve(hong, {"dec": NINE_O_CLOCK + 60}, notice_url="memory:booked")
    merchant.again(hong, "extra")
    sandbox.advance(60)

    assert [(one.merchant_uid, one.url) for one in bell] == [
        ("nov", "memory:special"),
        ("extra", "memory:bell"),
        ("dec", "memory:booked"),
    ]


def test_with_no_address_anywhere_nothing_is_sent_and_the_book_says_so(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.configure(notice_url="")
    merchant.again(hong, "nov")

    assert bell == []
    assert sandbox.notices()[-1]["outcome"] == "no_address"


def test_a_lost_webhook_is_recorded_and_never_arrives(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    merchant.again(hong, "nov")
    merchant.again(hong, "extra")
    sandbox.advance(86_400)

    assert heard(bell) == ["extra"]
    assert [one["outcome"] for one in sandbox.notices()[-2:]] == ["lost", "sent"]


def test_a_doubled_webhook_arrives_twice(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.WEBHOOK_DOUBLED, merchant_uid="nov"))
    merchant.again(hong, "extra")
    merchant.again(hong, "nov")

    assert heard(bell) == ["extra", "nov", "nov"]


def test_a_delayed_webhook_arrives_on_the_sandboxs_clock(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.WEBHOOK_DELAYED, seconds=600))
    merchant.again(hong, "nov")
    sandbox.advance(599)
    assert bell == []
    sandbox.advance(1)

    assert heard(bell) == ["nov"]


def test_a_reordered_webhook_is_overtaken_by_the_next(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.WEBHOOK_REORDERED))
    merchant.again(hong, "first")
    merchant.again(hong, "second")

    assert heard(bell) == ["second", "first"]


def test_a_reordered_webhook_with_no_successor_still_arrives(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    sandbox.arm(Fault(FaultKind.WEBHOOK_REORDERED, seconds=30))
    merchant.again(hong, "only")
    sandbox.advance(30)

    assert heard(bell) == ["only"]


def test_a_share_of_webhooks_is_lost_the_same_way_for_the_same_seed() -> None:
    def survivors(seed: int) -> list[str]:
        bell: list[Notice] = []
        sandbox = Sandbox(
            clock=SandboxClock(held_at=NINE_O_CLOCK),
            settings=SandboxSettings(notice_url="memory:", webhook_loss=0.3, seed=seed),
            sender=bell.append,
        )
        sandbox.issue("kim", merchant_uid="reg", amount=PRICE)
        with httpx.Client(transport=SandboxTransport(sandbox), base_url="http://s") as client:
            for number in range(100):
                Merchant(client).again("kim", f"m{number}")
        sandbox.close()
        return heard(bell)

    assert survivors(7) == survivors(7) != survivors(8)
    assert 50 < len(survivors(7)) < 90


def test_all_or_none_may_be_lost(merchant: Merchant, sandbox: Sandbox, hong: str) -> None:
    sandbox.configure(webhook_loss=1.0)
    for number in range(20):
        merchant.again(hong, f"m{number}")

    assert sandbox.stats().notices == {"sent": 1, "lost": 20}


class DeadDoor:
    """A receiver that answers 5xx until it is repaired."""

    def __init__(self) -> None:
        self.knocks = 0
        self.repaired_after = 99

    def __call__(self, notice: Notice) -> None:
        self.knocks += 1
        if self.knocks <= self.repaired_after:
            raise UndeliveredError


@pytest.fixture
def door(sandbox: Sandbox, hong: str) -> DeadDoor:
    door = DeadDoor()
    sandbox.sender = door
    return door


def test_by_default_a_webhook_is_tried_once(
    merchant: Merchant, sandbox: Sandbox, hong: str, door: DeadDoor
) -> None:
    merchant.again(hong, "nov")
    sandbox.advance(3600)

    assert door.knocks == 1
    assert sandbox.notices()[-1]["outcome"] == "failed"


def test_where_arranged_five_more_tries_follow_a_minute_apart(
    merchant: Merchant, sandbox: Sandbox, hong: str, door: DeadDoor
) -> None:
    sandbox.configure(resend_notices=True)
    merchant.again(hong, "nov")
    knocks = []
    for _ in range(8):
        knocks.append(door.knocks)
        sandbox.advance(60)

    assert knocks == [1, 2, 3, 4, 5, 6, 6, 6]


def test_a_repaired_door_gets_the_repeat(
    merchant: Merchant, sandbox: Sandbox, hong: str, door: DeadDoor
) -> None:
    sandbox.configure(resend_notices=True)
    door.repaired_after = 2
    merchant.again(hong, "nov")
    sandbox.advance(3600)

    last = sandbox.notices()[-1]
    assert (door.knocks, last["outcome"], last["attempt"]) == (3, "sent", 3)


def test_the_receiver_may_read_the_payment_from_inside_its_handler(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    seen: list[object] = []
    sandbox.sender = lambda notice: seen.append(merchant.get(f"/payments/{notice.imp_uid}"))
    paid = merchant.again(hong, "nov")

    assert seen == [paid]


def test_one_booking_can_lead_to_the_next_while_the_clock_moves(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    """What a renewing merchant does: each webhook books the next month, at that very moment."""

    def renew(notice: Notice) -> None:
        if sandbox.now() < NINE_O_CLOCK + 300:
            merchant.reserve(hong, {f"m{sandbox.now()}": sandbox.now() + 60})

    sandbox.sender = renew
    merchant.reserve(hong, {"first": NINE_O_CLOCK + 60})
    sandbox.advance(3600)

    paid = [one["paid_at"] for one in sandbox.payments()[1:]]
    assert paid == [NINE_O_CLOCK + 60 * n for n in range(1, 6)]
