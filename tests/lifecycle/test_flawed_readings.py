"""A reading that cannot be believed changes nothing that is counted, is kept raw, and told once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from billing_core.database import Database
from billing_core.lifecycle.keep_unreadable import keep_unreadable
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Finding, LedgerEntry, PaymentRecord, UnreadableRow
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Flaw, Payment, PaymentStatus, Refund
from billing_core.rules.source import Source
from tests.numbers.book import seoul
from tests.numbers.till import knows

PAID_AT, NOW = seoul("2026-03-01 10:00"), seoul("2026-05-01")


GOOD = Payment(
    "imp_1",
    "shop-1",
    PaymentStatus.PAID,
    29_000,
    customer_uid="card-of-hana",
    paid_at=PAID_AT,
    raw={"imp_uid": "imp_1"},
)
BAD = Payment(
    "imp_1",
    "shop-1",
    PaymentStatus.CANCELLED,
    29_000,
    cancel_amount=99_000,
    customer_uid="card-of-hana",
    paid_at=PAID_AT,
    refunds=(Refund(99_000, PAID_AT),),
    raw={"imp_uid": "imp_1", "cancel_amount": 99_000},
    flaws=(Flaw.REFUNDED_MORE_THAN_PAID,),
)


def settle(database: Database, *payments: Payment) -> None:
    for payment in payments:
        with database.writing() as session:
            settle_payment(session, payment, source=Source.SWEEP, now=NOW)


def amounts(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(LedgerEntry.amount)))


def findings(database: Database) -> list[Finding]:
    with database.reading() as session:
        return list(
            session.scalars(
                select(Finding).where(
                    Finding.kind == FindingKind.UNREADABLE_PAYMENT, Finding.resolved_at.is_(None)
                )
            )
        )


def test_what_is_counted_stays_and_a_person_is_told_once(database: Database) -> None:
    with database.writing() as session:
        knows(session, "hana")
    settle(database, GOOD, BAD, BAD)

    assert amounts(database) == [29_000]
    assert [each.subject for each in findings(database)] == ["imp_1"]
    with database.reading() as session:
        row = session.get_one(PaymentRecord, "imp_1")
        assert (row.status, row.cancel_amount) == (PaymentStatus.PAID, 0)
        [kept] = session.scalars(select(UnreadableRow))
        assert kept.raw["cancel_amount"] == 99_000


def test_a_new_one_is_left_out_until_it_can_be_read(database: Database) -> None:
    with database.writing() as session:
        knows(session, "hana")
    settle(database, replace(BAD, status=PaymentStatus.PAID))
    assert amounts(database) == []
    assert len(findings(database)) == 1

    settle(database, GOOD)

    assert amounts(database) == [29_000]
    assert findings(database) == []


def test_a_strangers_is_nobodys_question(database: Database) -> None:
    settle(database, replace(BAD, customer_uid="somebody"))

    assert findings(database) == []
    with database.reading() as session:
        assert len(session.scalars(select(UnreadableRow)).all()) == 1


def test_a_row_is_kept_once_whatever_order_its_fields_come_in(database: Database) -> None:
    with database.writing() as session:
        assert keep_unreadable(session, {"a": 1, "b": "가"}, "currency", NOW)
        assert not keep_unreadable(session, {"b": "가", "a": 1}, "currency", NOW)
