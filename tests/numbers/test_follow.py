"""The roll-ups follow their facts by themselves: these steps know nothing of any sum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Column, Select, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from billing_core.database import Database
from billing_core.models import Cancellation, Charge, LedgerEntry, PaymentRecord, Subscription
from billing_core.roll_ups import coverage_facts, cycle_facts
from billing_core.roll_ups.check import check
from billing_core.roll_ups.follow import WATCHED
from billing_core.roll_ups.rebuild import keep_roll_ups, stop_keeping
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from tests.numbers.book import Book, seoul
from tests.parts.members import numbered

JOINED = seoul("2025-01-25 10:00")


def of(session: Session, member_id: str) -> Subscription:
    return session.scalars(select(Subscription).filter_by(member_id=numbered(member_id))).one()


def last_charge(session: Session, member_id: str = "hana") -> Charge:
    ordered = select(Charge).filter_by(member_id=numbered(member_id))
    last = ordered.order_by(Charge.period.desc(), Charge.attempt.desc())
    return session.scalars(last.limit(1)).one()


def cuts_the_time_bought(session: Session) -> None:
    charge = last_charge(session)
    assert charge.covers_until is not None
    charge.covers_until -= timedelta(days=20)


def takes_the_time_away(session: Session) -> None:
    charge = last_charge(session)
    charge.covers_from = charge.covers_until = None
    of(session, "hana").periods_paid -= 1


def refuses_what_was_paid(session: Session) -> None:
    charge = last_charge(session)
    charge.state, charge.decline = ChargeState.FAILED, DeclineReason.EXPIRED_CARD
    charge.covers_from = charge.covers_until = None


def gives_another_reason_of_the_refusal(session: Session) -> None:
    refused = last_charge(session, "duri")
    assert refused.state is ChargeState.FAILED
    refused.decline = DeclineReason.LIMIT_EXCEEDED


def asks_to_stop(session: Session) -> None:
    Book(session).asks(of(session, "hana"), seoul("2025-03-02 10:00"))


def takes_it_back(session: Session) -> None:
    asked = session.scalars(select(Cancellation)).one()
    asked.withdrawn_at = seoul("2025-03-03 10:00")


def asked_while_past_due(session: Session) -> None:
    session.scalars(select(Cancellation)).one().past_due = True


def reverses_a_payment(session: Session) -> None:
    paid = session.get_one(PaymentRecord, last_charge(session).imp_uid)
    Book(session).reversed(paid.imp_uid, seoul("2025-04-01"))
    takes_the_time_away(session)


def takes_a_late_payment_away(session: Session) -> None:
    """Refused, and paid within the grace: its outcome depends on the grace."""
    charge = last_charge(session, "sena")
    Book(session).reversed(charge.imp_uid, seoul("2025-04-01"))
    charge.covers_from = charge.covers_until = None
    of(session, "sena").periods_paid -= 1


STEPS: list[Callable[[Session], None]] = [
    cuts_the_time_bought,
    takes_the_time_away,
    refuses_what_was_paid,
    gives_another_reason_of_the_refusal,
    asks_to_stop,
    takes_it_back,
    asked_while_past_due,
    reverses_a_payment,
    takes_a_late_payment_away,
]


def lives(session: Session) -> None:
    """hana pays twice; sena late; duri pays, is refused and has asked to stop."""
    book = Book(session)
    book.renews(book.subscribes("hana", JOINED))
    sena = book.subscribes("sena", JOINED)
    book.declined(sena)
    book.renews(sena, seoul("2025-02-28 10:00"))
    duri = book.subscribes("duri", JOINED)
    book.declined(duri)
    book.asks(duri, seoul("2025-02-27 10:00"))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_tells_no_sum_leaves_every_sum_right(
    database: Database, step: Callable[[Session], None]
) -> None:
    with database.writing() as session:
        lives(session)
    with database.writing() as session:
        step(session)
    with database.reading() as session:
        assert check(session) == []


@pytest.mark.parametrize("step", STEPS)
def test_what_is_taken_back_moves_no_sum(
    database: Database, step: Callable[[Session], None]
) -> None:
    with database.writing() as session:
        lives(session)
    with database.writing() as session:
        step(session)
        session.flush()
        session.rollback()
    with database.writing() as session:
        takes_it_back(session)
    with database.reading() as session:
        assert check(session) == []


def test_sums_that_were_made_while_a_step_was_under_way_have_what_it_did(
    database: Database,
) -> None:
    """The product was updated and makes its roll-ups; a step had begun without any."""
    with database.writing() as session:
        lives(session)
    stop_keeping(database)
    with database.writing() as session:
        cuts_the_time_bought(session)
        session.flush()
        if not database.is_sqlite:  # there, nobody else writes meanwhile
            keep_roll_ups(database, 7)
    keep_roll_ups(database, 7)
    with database.reading() as session:
        assert check(session) == []


NEVER_CHANGE: dict[type, set[str]] = {
    Charge: {"merchant_uid", "subscription_id", "member_id", "period", "attempt", "amount"}
    | {"months", "due_at", "period_from"},  # once a card has answered; before, nothing counts
    Subscription: {"id", "member_id", "created_at"},
    Cancellation: {"subscription_id", "member_id"},
    LedgerEntry: {"imp_uid", "occurred_at"},
}


@pytest.mark.parametrize("facts", [coverage_facts._charges(), cycle_facts._tries()])
def test_whatever_a_sum_reads_is_watched_or_never_changes(facts: Select[*tuple[object]]) -> None:
    read: dict[str, set[str]] = {}
    for one in visitors.iterate(facts):
        if isinstance(one, Column):
            read.setdefault(str(one.table.name), set()).add(one.name)
    for model, watched in WATCHED.items():
        of_table = read.get(inspect(model).local_table.name, set())
        assert of_table <= watched | NEVER_CHANGE[model], model
