"""payments.csv -> members, payments and ledger: `imp_uid,merchant_uid,member_id,paid_at,amount`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.analytics.roll_up import MoneyFact, roll_up
from billing_core.history.cells import read_id, read_instant, read_member_id, read_name, read_won
from billing_core.history.import_members import add_missing_members
from billing_core.history.new_rows import Known, in_chunks, new_rows
from billing_core.history.plain_csv import PlainFile, read_plain_csv
from billing_core.history.report import ExcludedRow, FileReport
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.classification import Classified, classify
from billing_core.rules.payment import Payment, PaymentStatus

COLUMNS = ("imp_uid", "merchant_uid", "member_id", "paid_at", "amount")
SOURCE = "import"


class PastPayment(NamedTuple):
    """One row of the file. Whole won, an aware UTC instant."""

    imp_uid: str
    merchant_uid: str
    member_id: str
    paid_at: datetime
    amount: int


def read_payments(path: Path, now: datetime) -> PlainFile[PastPayment]:
    """Raises ImportRefused when the file is not in the plain form at all."""
    return read_plain_csv(path, COLUMNS, partial(_payment, now))


def _payment(now: datetime, row: dict[str, str]) -> PastPayment:
    return PastPayment(
        imp_uid=read_id("imp_uid", row["imp_uid"], longest=60),
        merchant_uid=read_name("merchant_uid", row["merchant_uid"], longest=120),
        member_id=read_member_id(row["member_id"]),
        paid_at=read_instant("paid_at", row["paid_at"], now),
        amount=read_won("amount", row["amount"]),
    )


def known_payments(session: Session, file: PlainFile[PastPayment]) -> Known:
    """What the book has under the file's imp_uids."""
    statement = select(
        PaymentRecord.imp_uid,
        PaymentRecord.merchant_uid,
        PaymentRecord.member_id,
        PaymentRecord.paid_at,
        PaymentRecord.amount,
    )
    return {
        row[0]: tuple(row)
        for chunk in in_chunks([paid.imp_uid for _, paid in file.records])
        for row in session.execute(statement.where(PaymentRecord.imp_uid.in_(chunk)))
    }


def add_payments(
    session: Session, file: PlainFile[PastPayment], known: Known, now: datetime
) -> FileReport:
    """Writes what is news. The caller has made sure that nothing is in conflict."""
    new = new_rows(file, known)
    members = add_missing_members(
        session, file.name, ((paid.member_id, paid.paid_at) for _, paid in new)
    )
    records = [_record(file.name, line, paid, now) for line, paid in new]
    ledger = [_entry(record, now) for record in records if record["payment_class"].counted]
    if records:
        session.execute(insert(PaymentRecord), records)
    if ledger:
        session.execute(insert(LedgerEntry), ledger)
        roll_up(session, map(_fact, ledger), now=now)
    return FileReport(
        file_name=file.name,
        sha256=file.sha256,
        rows_read=len(file.records),
        rows_new=len(new),
        members_new=members,
        won=sum(entry["amount"] for entry in ledger),
        excluded=tuple(_excluded(file)),
    )


def _classified(paid: PastPayment) -> Classified:
    payment = Payment(paid.imp_uid, paid.merchant_uid, PaymentStatus.PAID, paid.amount)
    return classify(payment, known_member=True)


def _record(file_name: str, line: int, paid: PastPayment, now: datetime) -> dict[str, Any]:
    """The one rule for every payment says what it is: zero and issuances are never counted."""
    classified = _classified(paid)
    return {
        **paid._asdict(),
        "payment_class": classified.payment_class,
        "reason": classified.reason,
        "status": PaymentStatus.PAID,
        "source": SOURCE,
        "first_seen_at": now,
        "read_at": now,
        "raw": {"file": file_name, "line": line},
    }


def _entry(record: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "kind": EntryKind.PAYMENT,
        "imp_uid": record["imp_uid"],
        "merchant_uid": record["merchant_uid"],
        "member_id": record["member_id"],
        "amount": record["amount"],
        "occurred_at": record["paid_at"],
        "recorded_at": now,
        "source": SOURCE,
    }


def _fact(entry: dict[str, Any]) -> MoneyFact:
    return MoneyFact(
        entry["kind"], entry["imp_uid"], entry["member_id"], entry["amount"], entry["occurred_at"]
    )


def _excluded(file: PlainFile[PastPayment]) -> Iterator[ExcludedRow]:
    for line, paid in file.records:
        classified = _classified(paid)
        if not classified.payment_class.counted:
            yield ExcludedRow(line, paid.imp_uid, classified.reason)
