"""Bulk insert of past payments: the payments themselves, their names and the ledger.

Rows are handed to the driver as they stand. To ask each column's type about each cell of each
row was a fifth of an import; what is the same in every row is part of the statement.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.among import among
from billing_core.history.destination import Destination
from billing_core.history.record_kind import Placed
from billing_core.models import EntryKind, LedgerEntry, NameKind, PaymentName, PaymentRecord
from billing_core.models.base import UtcInstant, Word
from billing_core.rules.classification import Classified
from billing_core.rules.source import Source

_KEEP = """
INSERT INTO payments (imp_uid, merchant_uid, member_id, payment_class, reason, amount, paid_at,
    card_name, apply_num, receipt_url, raw, status, source, gateway_uid, customer_uid,
    cancel_amount, fail_reason, card_number, first_seen_at, read_at)
VALUES ({marks}, 'paid', 'import', '', '', 0, '', '', '{now}', '{now}')
"""


class PastPayment(NamedTuple):
    """One row of the file. Whole won, an aware UTC instant. Compared by the first five."""

    imp_uid: str
    merchant_uid: str
    app_id: str
    paid_at: datetime
    amount: int
    card_name: str
    apply_num: str
    receipt_url: str
    classified: Classified


def keep_payments(into: Destination, new: Sequence[Placed[PastPayment]]) -> int:
    """Writes payments that the books do not have; the won that counts."""
    session, now = into.session, into.now
    rows = list(_rows(into, new))
    mark = "?" if _on_sqlite(session) else "%s"
    statement = _KEEP.format(marks=", ".join([mark] * len(rows[0])), now=_kept(session, now))
    session.connection().exec_driver_sql(statement, rows)
    _name_payments(session, [paid.imp_uid for _, paid in new])
    counted = [paid for _, paid in new if paid.classified.payment_class.counted]
    if counted:
        session.execute(_enter_in_ledger([paid.imp_uid for paid in counted], now))
    return sum(paid.amount for paid in counted)


def _rows(into: Destination, new: Sequence[Placed[PastPayment]]) -> Iterator[tuple[Any, ...]]:
    """In the order of the statement; `raw` is JSON whose beginning never changes."""
    session = into.session
    raw = json.dumps({"file": into.file_name}).removesuffix("}")
    for line, paid in new:
        yield (
            paid.imp_uid,
            paid.merchant_uid,
            into.members.number(paid.app_id),
            paid.classified.payment_class.value,
            str(paid.classified.why or ""),
            paid.amount,
            _kept(session, paid.paid_at),
            paid.card_name,
            paid.apply_num,
            paid.receipt_url,
            f'{raw}, "line": {line}}}',
        )


def _name_payments(session: Session, imp_uids: Sequence[str]) -> None:
    """What the file calls them, and their order numbers."""
    given = among(PaymentRecord.imp_uid, imp_uids)
    names = [
        (NameKind.FILE, PaymentRecord.imp_uid, given),
        (NameKind.ORDER, PaymentRecord.merchant_uid, given & (PaymentRecord.merchant_uid != "")),
    ]
    columns = [PaymentName.imp_uid, PaymentName.kind, PaymentName.name]
    for kind, name, where in names:
        rows = select(PaymentRecord.imp_uid, literal(kind, Word(NameKind)), name).where(where)
        session.execute(insert(PaymentName).from_select(columns, rows))


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _kept(session: Session, instant: datetime) -> str:
    """As `UtcInstant` keeps it, at a quarter of the work."""
    if _on_sqlite(session):
        plain = instant.astimezone(UTC).replace(tzinfo=None)
        return plain.isoformat(" ", "microseconds")
    return instant.isoformat()


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
        LedgerEntry.source: literal(str(Source.IMPORT)),
    }
    given = (
        select(*facts.values())
        .where(among(PaymentRecord.imp_uid, imp_uids))
        .order_by(PaymentRecord.paid_at, PaymentRecord.imp_uid)
    )
    return insert(LedgerEntry).from_select(list(facts), given)
