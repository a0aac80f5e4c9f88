"""payments.csv -> members, payments and ledger: `imp_uid,merchant_uid,member_id,paid_at,amount`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Insert, Table, insert, literal, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.analytics.roll_ups.money import MoneyFact, roll_up
from billing_core.history.cells import read_id, read_member_id, read_name, read_note, read_won
from billing_core.history.import_members import add_missing_members
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.record_kind import Added, Placed
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.models.base import UtcInstant, Word
from billing_core.rules.classification import Classified, classify
from billing_core.rules.payment import Payment, PaymentStatus

SOURCE = "import"


class PastPayment(NamedTuple):
    """One row of the file. Whole won, an aware UTC instant. Compared by the first five."""

    imp_uid: str
    merchant_uid: str
    member_id: str
    paid_at: datetime
    amount: int
    card_name: str
    apply_num: str
    receipt_url: str
    classified: Classified


class PaymentRows:
    """The one rule for every payment says what it is: zero and issuances are never counted."""

    compared = 5

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastPayment:
        imp_uid = read_id("imp_uid", row["imp_uid"], longest=60)
        merchant_uid = read_name("merchant_uid", row["merchant_uid"], longest=120)
        amount = read_won("amount", row["amount"])
        payment = Payment(imp_uid, merchant_uid, PaymentStatus.PAID, amount)
        return PastPayment(
            imp_uid,
            merchant_uid,
            member_id=read_member_id(row["member_id"]),
            paid_at=read_instant("paid_at", row["paid_at"], reading),
            amount=amount,
            card_name=read_note("card_name", row.get("card_name", ""), longest=60),
            apply_num=read_note("apply_num", row.get("apply_num", ""), longest=40),
            receipt_url=read_note("receipt_url", row.get("receipt_url", ""), longest=1_000),
            classified=classify(payment, known_member=True),
        )

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        statement = select(
            PaymentRecord.imp_uid,
            PaymentRecord.merchant_uid,
            PaymentRecord.member_id,
            PaymentRecord.paid_at,
            PaymentRecord.amount,
        ).where(PaymentRecord.imp_uid.in_(numbers))
        return {row[0]: tuple(row) for row in session.execute(statement)}

    def origin(self, session: Session, number: str) -> str:
        record = session.get_one(PaymentRecord, number)
        if record.source != SOURCE:
            return "게이트웨이"
        return f"{record.raw['file']} {record.raw['line']}행"

    def add(
        self, session: Session, file_name: str, new: Sequence[Placed[PastPayment]], now: datetime
    ) -> Added:
        members = add_missing_members(
            session, file_name, ((line, paid.member_id, paid.paid_at) for line, paid in new)
        )
        records = [_record(file_name, line, paid) for line, paid in new]
        session.execute(_insert_payments(session, now), records)
        counted = [paid for _, paid in new if paid.classified.payment_class.counted]
        if counted:
            session.execute(_enter_in_ledger([paid.imp_uid for paid in counted], now))
            roll_up(session, map(_fact, counted), now=now)
        return Added(members, sum(paid.amount for paid in counted))

    def left_out(self, record: PastPayment) -> str:
        return record.classified.reason


def _insert_payments(session: Session, now: datetime) -> Insert:
    """What is the same in every row is part of the statement and not handed over each time:
    an instant alone is a tenth of the work of a row."""
    then = literal(now, UtcInstant()).compile(
        session.connection(), compile_kwargs={"literal_binds": True}
    )
    return insert(cast(Table, PaymentRecord.__table__)).values(
        status=literal_column(f"'{PaymentStatus.PAID}'"),
        source=literal_column(f"'{SOURCE}'"),
        customer_uid=literal_column("''"),
        cancel_amount=literal_column("0"),
        fail_reason=literal_column("''"),
        card_number=literal_column("''"),
        first_seen_at=literal_column(str(then)),
        read_at=literal_column(str(then)),
    )


def _record(file_name: str, line: int, paid: PastPayment) -> dict[str, Any]:
    return {
        "imp_uid": paid.imp_uid,
        "merchant_uid": paid.merchant_uid,
        "member_id": paid.member_id,
        "payment_class": paid.classified.payment_class,
        "reason": paid.classified.reason,
        "amount": paid.amount,
        "paid_at": paid.paid_at,
        "card_name": paid.card_name,
        "apply_num": paid.apply_num,
        "receipt_url": paid.receipt_url,
        "raw": {"file": file_name, "line": line},
    }


def _enter_in_ledger(imp_uids: Sequence[str], now: datetime) -> Insert:
    """The database copies the facts of payments that it was just given."""
    facts: dict[InstrumentedAttribute[Any], ColumnElement[Any]] = {
        LedgerEntry.kind: literal(EntryKind.PAYMENT, Word(EntryKind)),
        LedgerEntry.imp_uid: PaymentRecord.imp_uid.expression,
        LedgerEntry.refund_key: literal(""),
        LedgerEntry.merchant_uid: PaymentRecord.merchant_uid.expression,
        LedgerEntry.member_id: PaymentRecord.member_id.expression,
        LedgerEntry.amount: PaymentRecord.amount.expression,
        LedgerEntry.occurred_at: PaymentRecord.paid_at.expression,
        LedgerEntry.recorded_at: literal(now, UtcInstant()),
        LedgerEntry.source: literal(SOURCE),
    }
    given = (
        select(*facts.values())
        .where(PaymentRecord.imp_uid.in_(imp_uids))
        .order_by(PaymentRecord.paid_at, PaymentRecord.imp_uid)
    )
    return insert(LedgerEntry).from_select(list(facts), given)


def _fact(paid: PastPayment) -> MoneyFact:
    return MoneyFact(EntryKind.PAYMENT, paid.imp_uid, paid.member_id, paid.amount, paid.paid_at)
