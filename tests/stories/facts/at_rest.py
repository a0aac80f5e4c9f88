"""Invariants at rest, with nothing in the way and time for everybody: both books say the same.

Whatever does not is on a person's list, under its own name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.lifecycle.book_next import wanted_charge
from billing_core.models import AuditRow, Cancellation, Charge, Finding, LedgerEntry, Subscription
from billing_core.roll_ups.check import check
from billing_core.rules.calendar import Month
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.period import due_at
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.seals.keep_seals import keep_seals
from tests.stories.facts.town import Shown, Town, is_old

ROUNDED = timedelta(days=1)  # a booking may stand this far from its day: late, never elsewhere
UNCLEAR = (ChargeState.REQUESTING, ChargeState.UNKNOWN)


@dataclass(frozen=True)
class Books:
    """Both books, read once."""

    town: Town
    charges: Sequence[Charge]
    subscriptions: dict[str, Subscription]
    cancellations: Sequence[Cancellation]
    findings: Sequence[Finding]
    entries: Sequence[LedgerEntry]
    captured: dict[str, Shown]

    def told(self, subject: str) -> bool:
        """On the list, or a person has decided."""
        return any(one.subject == subject for one in self.findings)

    def meant(self, merchant_uid: str) -> bool:
        """A person has recognised the booking, so its charge is no surprise."""
        return any(
            one.subject == merchant_uid and one.cure is Cure.RECOGNISE for one in self.findings
        )

    def asked(self, *subjects: str) -> bool:
        """On the list, under this name or as a fact of another question."""
        return any(
            one.subject in subjects or set(map(str, one.detail.values())) & set(subjects)
            for one in self.findings
            if one.resolved_at is None
        )


def read(town: Town) -> Books:
    rows = town.world.rows
    return Books(
        town,
        rows(Charge),
        {one.id: one for one in rows(Subscription)},
        rows(Cancellation),
        rows(Finding),
        rows(LedgerEntry),
        {str(one["imp_uid"]): one for one in town.captured()},
    )


def check_at_rest(town: Town) -> None:
    books = read(town)
    _ledger_is_the_gateways_book(books)
    _money_bought_time_or_is_told(books)
    _after_a_confirmed_cancellation_nothing_is_taken_unseen(books)
    _time_is_bought_by_own_terms(books)
    _who_goes_on_is_booked_or_told(books)
    _nothing_else_is_reserved_unseen(books)
    _nothing_hangs(books)
    _every_finding_has_a_cure(books)
    _lights_are_green_and_sums_right(town)


def _ledger_is_the_gateways_book(books: Books) -> None:
    """Payment by payment, what people recorded by hand apart. One whose row cannot be believed
    just now, that waits for a decision, or that a person left out, is on the list under its
    number."""
    ours: Counter[str] = Counter()
    theirs = books.town.known_as()
    for one in books.entries:
        if not one.kind.by_hand:
            ours[str(theirs[one.imp_uid]["imp_uid"])] += one.amount
    doubted = books.town.lying() | _not_counted(books)
    for number, row in books.captured.items():
        if is_old(row) and number not in ours:
            continue  # another product's, for all that anybody has said so far
        right = ours[number] == row["amount"] - row["cancel_amount"]
        if number in doubted and not (right and is_old(row)):  # a lie read before it was ours
            assert books.told(number), number
        else:
            assert right, number


def _not_counted(books: Books) -> set[str]:
    waits = FindingKind.QUARANTINED_PAYMENT
    return {
        one.subject
        for one in books.findings
        if one.cure is Cure.LEAVE_OUT or (one.kind is waits and one.resolved_at is None)
    }


def _money_bought_time_or_is_told(books: Books) -> None:
    """What was kept and bought nothing is never hidden. Of two captures under one name the later
    is told of, whichever of them is known to have bought the time."""
    bought = {one.imp_uid for one in books.charges if one.covers_until is not None}
    told = Counter(
        str(row["merchant_uid"]) for number, row in books.captured.items() if books.told(number)
    )
    for number, row in books.captured.items():
        if number not in bought and not is_old(row) and row["amount"] > row["cancel_amount"]:
            name = str(row["merchant_uid"])
            assert told[name] or books.meant(name), number
            told[name] -= 1


def _after_a_confirmed_cancellation_nothing_is_taken_unseen(books: Books) -> None:
    for cancellation in books.cancellations:
        if cancellation.confirmed_at is None or cancellation.withdrawn_at is not None:
            continue
        for number, row in books.captured.items():
            ref = parse_merchant_uid(str(row["merchant_uid"]))
            own = isinstance(ref, ChargeRef) and ref.subscription_id == cancellation.subscription_id
            paid_at = row["paid_at"] - books.town.ahead.total_seconds()
            late = paid_at > cancellation.confirmed_at.timestamp()
            if own and late and row["amount"] > row["cancel_amount"]:
                assert books.told(number), number


def _time_is_bought_by_own_terms(books: Books) -> None:
    """Plan, months and won of a charge were sold together one day, and it covers that many
    months unless a person moved the end."""
    moved = {
        one.subject
        for one in books.town.world.rows(
            AuditRow, AuditRow.act.in_(["access.ended", "access.extended"])
        )
    }
    spans: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for charge in books.charges:
        assert (charge.plan_id, charge.amount, charge.months) in books.town.sold, charge.plan_id
        if charge.covers_from is None or charge.covers_until is None:
            continue
        assert charge.state is ChargeState.PAID
        spans[charge.subscription_id].append((charge.covers_from, charge.covers_until))
        if charge.subscription_id not in moved:
            end = Month.of(charge.covers_from).plus(charge.months)
            assert Month.of(charge.covers_until) == end, charge.merchant_uid
    for covered in spans.values():
        covered.sort()
        for (_, until), (since, _) in pairwise(covered):
            assert until <= since, covered


def _who_goes_on_is_booked_or_told(books: Books) -> None:
    for one in books.subscriptions.values():
        if not one.status.billable:
            continue
        standing = _reserved_for(books, one.id)
        assert len(standing) <= 1, standing
        names = {
            charge.merchant_uid for charge in books.charges if charge.subscription_id == one.id
        }
        if books.asked(one.id, *names):
            continue
        if one.status is SubscriptionStatus.ACTIVE or _wants_a_retry(books, one):
            assert standing, f"not booked, not told: {one.id} {one.status}"
        if one.status is SubscriptionStatus.ACTIVE:
            [row] = standing
            due = due_at(one.terms, one.periods_paid, books.town.policy.charge_hour)
            assert row["customer_uid"] == one.customer_uid
            assert row["amount"] == one.price
            assert abs(due.timestamp() - row["schedule_at"]) <= ROUNDED.total_seconds(), row


def _reserved_for(books: Books, subscription_id: str) -> list[Shown]:
    found = []
    for row in books.town.reserved():
        ref = parse_merchant_uid(str(row["merchant_uid"]))
        if isinstance(ref, ChargeRef) and ref.subscription_id == subscription_id:
            found.append(row)
    return found


def _wants_a_retry(books: Books, subscription: Subscription) -> bool:
    town = books.town
    with town.world.system.database.reading() as session:
        return wanted_charge(session, subscription, town.policy, town.now) is not None


def _nothing_else_is_reserved_unseen(books: Books) -> None:
    """A reservation on a key of ours is that of a subscription that goes on, or somebody was
    told of it by its name."""
    keys = books.town.our_keys()
    for row in books.town.reserved():
        if row["customer_uid"] not in keys:
            continue
        name = str(row["merchant_uid"])
        ref = parse_merchant_uid(name)
        goes_on = (
            isinstance(ref, ChargeRef)
            and ref.subscription_id in books.subscriptions
            and books.subscriptions[ref.subscription_id].status.billable
        )
        assert goes_on or books.told(name), name


def _nothing_hangs(books: Books) -> None:
    """A request without an answer, or a first charge that was not made, is on the list. So is a
    booking that the gateway refuses again and again, under its subscription's name."""
    for charge in books.charges:
        if charge.state in UNCLEAR:
            refused = charge.refused_times > 0 and books.asked(charge.subscription_id)
            assert refused or books.asked(charge.merchant_uid), charge.merchant_uid
    for one in books.subscriptions.values():
        if one.status is SubscriptionStatus.PENDING:
            tried = [each for each in books.charges if each.subscription_id == one.id]
            refused = bool(tried) and tried[-1].state is ChargeState.FAILED
            assert refused or books.asked(one.id), f"never charged, never told: {one.id}"


def _every_finding_has_a_cure(books: Books) -> None:
    for one in books.findings:
        assert CURES[FindingKind(one.kind)], one.kind


def _lights_are_green_and_sums_right(town: Town) -> None:
    """A light that counts open findings, or what they are about, is green once all are healed."""
    asked = bool(town.world.findings())
    keep_seals(town.world.system)  # as the worker does daily where nobody hurries time
    with town.world.system.database.reading() as session:
        red = {one.invariant for one in lights(session, town.now) if not one.green}
        assert check(session) == []
    assert red <= (TELL_OF_FINDINGS if asked else set()), red


TELL_OF_FINDINGS = {
    Invariant.BOOKINGS_AGREE,
    Invariant.ONE_BOOKING,
    Invariant.PERIOD_ONCE,
    Invariant.LEDGER_COMPLETE,
}
