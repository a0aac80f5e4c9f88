"""At rest: the two books are equal, every promise is green, and nothing red is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.models import Card, Charge, EntryKind, Finding, LedgerEntry, Subscription
from billing_core.models.subscription import has_card
from billing_core.roll_ups.check import check
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.seals.keep_seals import keep_seals
from tests.parts.world import World

SEOUL = timedelta(hours=9)
QUIET = timedelta(days=3)  # the pace of an interval in which nothing is expected


def seoul(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - SEOUL


def at_rest(world: World, *still_open: FindingKind, red: Collection[Invariant] = ()) -> None:
    """`still_open`: the kinds of findings which the story leaves for a person, each once; `red`:
    the lights that are right to be red."""
    found = [(str(one.kind), one.subject, one.detail) for one in world.findings()]
    assert sorted(kind for kind, *_ in found) == sorted(map(str, still_open)), found
    assert gateway_money(world) == our_money(world)
    assert gateway_bookings(world) == our_bookings(world)
    assert chains_without_an_answer(world) == []
    keep_seals(world.system)  # as the worker does now and then: nothing sealed was changed
    with world.system.database.reading() as session:
        recovery = world.system.settings.gateway_recovery
        shown = lights(session, world.clock.now(), recovery=recovery)
        differs = check(session)  # the sums beside the ledger
    assert differs == [], differs
    not_green = [one for one in shown if not one.green]
    assert {one.invariant for one in not_green} == set(red), not_green


def won(row: Mapping[str, Any], name: str = "amount") -> int:
    return int(row[name])


def gateway_money(world: World) -> dict[str, int]:
    """What the gateway kept of our members' charges in won, by its own numbers; nothing for
    nothing."""
    cards = {card.customer_uid for card in world.rows(Card)}
    kept = {
        str(one["imp_uid"]): won(one) - won(one, "cancel_amount")
        for one in world.sandbox.payments()
        if one["customer_uid"] in cards
        and one["customer_uid_usage"] != "issue"
        and one["status"] in ("paid", "cancelled")
        and one["currency"] == "KRW"
    }
    return {imp_uid: won for imp_uid, won in kept.items() if won}


def our_money(world: World) -> dict[str, int]:
    """The same from the ledger, without what only a person can know."""
    kept: Counter[str] = Counter()
    entries = world.rows(LedgerEntry)
    transfers = {one.imp_uid for one in entries if one.kind is EntryKind.TRANSFER_PAYMENT}
    for entry in entries:
        if not entry.kind.by_hand and entry.imp_uid not in transfers:
            kept[entry.imp_uid] += entry.amount
    return {imp_uid: won for imp_uid, won in kept.items() if won}


Standing = tuple[str, str, datetime, int]


def gateway_bookings(world: World) -> set[Standing]:
    """What it would still run on our members' cards, but for what a person recognised."""
    cards = {card.customer_uid for card in world.rows(Card)}
    meant = {one.subject for one in world.rows(Finding, Finding.cure == Cure.RECOGNISE)}
    return {
        (
            str(one["merchant_uid"]),
            str(one["customer_uid"]),
            datetime.fromtimestamp(int(str(one["schedule_at"])), UTC),
            won(one),
        )
        for one in world.sandbox.schedules()
        if one["schedule_status"] == "scheduled"
        and one["customer_uid"] in cards
        and one["merchant_uid"] not in meant
    }


def our_bookings(world: World) -> set[Standing]:
    booked = world.rows(Charge, Charge.state == ChargeState.BOOKED)
    return {(one.merchant_uid, one.customer_uid, one.due_at, one.amount) for one in booked}


def chains_without_an_answer(world: World) -> list[str]:
    """Members who should be charged next, without a booking and without a finding about them."""
    asked = {one.member_id for one in world.findings()}
    booked = {one.member_id for one in world.rows(Charge) if one.state.live}
    active = world.rows(Subscription, Subscription.status == "active", has_card())
    return [world.called(one.member_id) for one in active if one.member_id not in asked | booked]


def live_keys(world: World) -> set[str]:
    return {str(one["customer_uid"]) for one in world.sandbox.billing_keys()}


def charged(world: World, customer_uid: str) -> list[int]:
    """Won that this card really paid, in the order of time, whatever became of it later."""
    return [
        int(str(one["amount"]))
        for one in world.sandbox.payments()
        if one["customer_uid"] == customer_uid
        and one["customer_uid_usage"] != "issue"
        and one["status"] in ("paid", "cancelled")
    ]
