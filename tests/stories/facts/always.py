"""Invariants after every step, whatever is under way: read off both books.

Between a fact and our hearing of it the books differ, so these say what may never be believed:
money that the gateway does not have, a charge twice, a permission taken without a person.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from billing_core.models import (
    AuditRow,
    Charge,
    Downgrade,
    EntryKind,
    LedgerEntry,
    PermissionChange,
    Subscription,
)
from billing_core.rules import transitions
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.permission import Permission
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.stories.facts.town import Town

APPEND_ONLY = (AuditRow, LedgerEntry, PermissionChange)
# What a failed job may say: an operation of the gateway, and what was wrong with its answer.
_GATEWAY_TROUBLE = re.compile(r"\w+: ")


@dataclass
class Seen:
    """What the step before had left."""

    counted: dict[str, int] = field(default_factory=dict)
    ledger: list[tuple[Any, ...]] = field(default_factory=list)
    charges: dict[str, StrEnum] = field(default_factory=dict)
    subscriptions: dict[str, StrEnum] = field(default_factory=dict)
    logs: int = 0


def check_always(town: Town, seen: Seen) -> None:
    entries = sorted(town.world.rows(LedgerEntry), key=lambda one: int(one.id))
    charges = town.world.rows(Charge)
    _ledger_believes_no_more_than_was_kept(town, entries)
    _one_live_charge(town, charges)
    _permission_was_taken_by_a_person_in_time(town)
    _nothing_was_rewritten(town, seen, entries)
    _moved_by_the_tables(town, seen, charges)
    _nobody_stumbled(town, seen)


def _ledger_believes_no_more_than_was_kept(town: Town, entries: list[LedgerEntry]) -> None:
    """Each payment once, none of it invented, no refund that the gateway did not make; an
    issuance, another product's payment and a declined one never at all."""
    theirs = town.known_as()
    paid: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for one in entries:
        row = theirs.get(one.imp_uid)
        assert row is not None, f"never captured: {one.imp_uid}"
        number = str(row["imp_uid"])
        if one.kind is EntryKind.REFUND:
            back[number] -= one.amount
        elif not one.kind.by_hand:
            paid[number] += one.amount
    for row in theirs.values():
        number = str(row["imp_uid"])
        assert paid[number] in (0, row["amount"]), number  # a wrong entry stands reversed
        assert 0 <= back[number] <= row["cancel_amount"], number


def _one_live_charge(town: Town, charges: Sequence[Charge]) -> None:
    """In our book, and of our own reservations at the gateway."""
    live = Counter(one.subscription_id for one in charges if one.state.live)
    assert max(live.values(), default=1) == 1, live
    reserved: Mapping[str, list[str]] = defaultdict(list)
    for row in town.reserved():
        ref = parse_merchant_uid(str(row["merchant_uid"]))
        if isinstance(ref, ChargeRef):
            reserved[ref.subscription_id].append(ref.merchant_uid)
    assert all(len(names) == 1 for names in reserved.values()), reserved


def _permission_was_taken_by_a_person_in_time(town: Town) -> None:
    downgrades = {one.id: one for one in town.world.rows(Downgrade)}
    for change in town.world.rows(PermissionChange, PermissionChange.after == Permission.FREE):
        assert change.changed_by in (APPROVER.name, SECOND_APPROVER.name)
        assert change.changed_at >= downgrades[change.downgrade_id].paid_through


def _nothing_was_rewritten(town: Town, seen: Seen, entries: list[LedgerEntry]) -> None:
    with town.world.system.database.reading() as session:
        for table in APPEND_ONLY:
            count = session.scalar(select(func.count()).select_from(table)) or 0
            assert count >= seen.counted.get(table.__tablename__, 0), table
            seen.counted[table.__tablename__] = count
    ledger = [(one.id, one.kind, one.imp_uid, one.amount, one.occurred_at) for one in entries]
    assert ledger[: len(seen.ledger)] == seen.ledger
    seen.ledger = ledger


def _moved_by_the_tables(town: Town, seen: Seen, charges: Sequence[Charge]) -> None:
    states: dict[str, StrEnum] = {one.merchant_uid: one.state for one in charges}
    for name, state in states.items():
        before = seen.charges.get(name, state)
        assert state in _reachable(transitions.CHARGE)[before], (name, before, state)
    seen.charges = states
    states = {one.id: one.status for one in town.world.rows(Subscription)}
    for name, state in states.items():
        before = seen.subscriptions.get(name, state)
        assert state in _reachable(transitions.SUBSCRIPTION)[before], (name, before, state)
    seen.subscriptions = states


def _reachable(table: Mapping[tuple[Any, Any], Any]) -> dict[StrEnum, set[StrEnum]]:
    """Many moves may have been made in one step."""
    reached: dict[StrEnum, set[StrEnum]] = {}
    for first in {state for state, _ in table} | set(table.values()):
        reached[first] = {first}
        while (
            more := {to for (state, _), to in table.items() if state in reached[first]}
            - reached[first]
        ):
            reached[first] |= more
    return reached


def _nobody_stumbled(town: Town, seen: Seen) -> None:
    """Nothing met what nobody had thought of: the worker and the sweep go on after an error of
    ours as after one of the gateway, and only say so."""
    fresh, seen.logs = town.logs[seen.logs :], len(town.logs)
    for entry in fresh:
        assert entry["log_level"] != "error", entry
        if entry["event"] == "job failed":
            assert _GATEWAY_TROUBLE.match(entry["error"]), entry
