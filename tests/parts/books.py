"""Invariants asserted over both books, ours and the gateway's, at the end of a story."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from billing_core.models import (
    AuditRow,
    Cancellation,
    Card,
    Charge,
    Downgrade,
    EntryKind,
    Finding,
    InboxEvent,
    InboxState,
    LedgerEntry,
    PaymentRecord,
    PermissionChange,
    Subscription,
)
from billing_core.roll_ups.check import check
from billing_core.rules.charge import ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.world import World


def assert_books_agree(world: World) -> None:
    """Every invariant that can be read off the two books. Fails with the first broken one."""
    _ledger_is_the_gateways_book(world)
    _no_issuance_is_counted(world)
    _one_live_booking_at_most(world)
    _no_booking_after_a_confirmed_cancellation(world)
    _every_period_is_charged_once_or_on_the_refund_list(world)
    _permission_was_taken_by_an_approver_after_paid_through(world)
    _active_means_booked_or_alerted(world)
    _every_event_is_processed_or_visible(world)
    _every_ledger_row_has_its_audit_row(world)
    _sums_beside_the_ledger_are_the_ledgers(world)


def counted_at_gateway(world: World) -> list[dict[str, Any]]:
    """Payments of the gateway's book that really moved money, issuances and foreign ones apart."""
    foreign = {
        row.imp_uid
        for row in world.rows(PaymentRecord, PaymentRecord.payment_class != PaymentClass.CHARGE)
    }
    return [
        one
        for one in world.sandbox.payments()
        if one["paid_at"]
        and one["status"] in ("paid", "cancelled")
        and one["customer_uid_usage"] != "issue"
        and one["imp_uid"] not in foreign
    ]


def _ledger_is_the_gateways_book(world: World) -> None:
    theirs = counted_at_gateway(world)
    ours = world.rows(LedgerEntry, LedgerEntry.kind == EntryKind.PAYMENT)
    assert Counter(one.imp_uid for one in ours) == Counter(one["imp_uid"] for one in theirs)
    kept = sum(int(one["amount"]) - int(one["cancel_amount"]) for one in theirs)
    with world.system.database.reading() as session:
        assert int(session.scalar(select(func.sum(LedgerEntry.amount))) or 0) == kept


def _no_issuance_is_counted(world: World) -> None:
    issuances = {
        one["imp_uid"]
        for one in world.sandbox.payments()
        if one["customer_uid_usage"] == "issue" and not one["apply_num"]
    }
    assert not issuances & {one.imp_uid for one in world.rows(LedgerEntry)}


def _one_live_booking_at_most(world: World) -> None:
    cards = {one.customer_uid: one.member_id for one in _cards(world)}
    live = Counter(
        cards[one["customer_uid"]]
        for one in world.sandbox.schedules()
        if one["schedule_status"] == "scheduled"
    )
    assert all(count == 1 for count in live.values()), live


def _no_booking_after_a_confirmed_cancellation(world: World) -> None:
    left = {
        one.member_id
        for one in world.rows(
            Cancellation,
            Cancellation.confirmed_at.is_not(None),
            Cancellation.withdrawn_at.is_(None),
        )
        if world.subscription(world.called(one.member_id)).id == one.subscription_id
    }
    cards = {one.customer_uid: one.member_id for one in _cards(world)}
    for one in world.sandbox.schedules():
        if one["schedule_status"] == "scheduled":
            assert cards[one["customer_uid"]] not in left


def _every_period_is_charged_once_or_on_the_refund_list(world: World) -> None:
    paid = Counter(
        (one.subscription_id, one.period)
        for one in world.rows(Charge, Charge.state == ChargeState.PAID)
    )
    surplus = sum(count - 1 for count in paid.values())
    told = [one for one in world.rows(Finding) if one.kind.refund_due]
    assert surplus <= len(told)


def _permission_was_taken_by_an_approver_after_paid_through(world: World) -> None:
    downgrades = {one.id: one for one in world.rows(Downgrade)}
    for change in world.rows(PermissionChange, PermissionChange.after == Permission.FREE):
        assert change.changed_by in (APPROVER.name, SECOND_APPROVER.name)
        assert change.changed_at >= downgrades[change.downgrade_id].paid_through


def _active_means_booked_or_alerted(world: World) -> None:
    alerted = {one.subject for one in world.findings()}
    for one in world.rows(Subscription, Subscription.status == SubscriptionStatus.ACTIVE):
        assert world.live(world.called(one.member_id)) or one.id in alerted


def _every_event_is_processed_or_visible(world: World) -> None:
    for event in world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED):
        assert event.last_error


def _every_ledger_row_has_its_audit_row(world: World) -> None:
    audited = Counter(
        (one.subject, one.detail["amount"])
        for one in world.rows(AuditRow, AuditRow.act.like("ledger.%"))
    )
    assert audited == Counter((one.imp_uid, one.amount) for one in world.rows(LedgerEntry))


def _sums_beside_the_ledger_are_the_ledgers(world: World) -> None:
    with world.system.database.reading() as session:
        assert check(session) == []


def _cards(world: World) -> list[Any]:
    return list(world.rows(Card))
