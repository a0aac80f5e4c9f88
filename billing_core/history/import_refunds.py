"""Refunds that a payments file tells of, beside its payments: rows of their own, or two columns."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from billing_core.history.cells import BadCell, read_id, read_key, read_member_id, read_money
from billing_core.history.instants import TimeReading, read_instant
from billing_core.rules.file_flaw import FileFlawCode, file_flaw

OF_REFUNDS = ("refund_of", "refunded", "refunded_at")


class PastRefund(NamedTuple):
    """A refund of the file. `imp_uid` and `merchant_uid` are the row's own; `refund_of` is the
    number of the payment where the file says it. `won` is positive, `at` an aware UTC instant.
    `own_row` is false for one that stands in columns of its payment's row."""

    refund_of: str
    imp_uid: str
    merchant_uid: str
    app_id: str
    at: datetime
    won: int
    own_row: bool

    @property
    def key(self) -> str:
        """The key under which the ledger keeps it. The gateway's own reading of the same refund has
        another one, and is known by its instant and won."""
        return f"file:{self.at.isoformat()}:{self.won}"


def read_refund_row(row: Mapping[str, str], reading: TimeReading) -> PastRefund:
    """A row that is a refund: its time is the refund's own. Raises BadCell."""
    won = abs(read_money("amount", row["amount"]))
    if not won:
        raise BadCell("amount", file_flaw(FileFlawCode.REFUND_OF_ZERO))
    at = read_instant("paid_at", row["paid_at"], reading)
    return _refund(row, row.get("refund_of", ""), at, won, own_row=True)


def read_refund_columns(row: Mapping[str, str], reading: TimeReading) -> PastRefund | None:
    """What a payment's own row says was given back of it. Raises BadCell."""
    written = row.get("refunded", "")
    won = abs(read_money("refunded", written)) if written.strip("-") else 0
    if not won:
        return None
    at = read_instant("refunded_at", row.get("refunded_at", ""), reading)
    return _refund(row, row["imp_uid"], at, won, own_row=False)


def _refund(
    row: Mapping[str, str], refund_of: str, at: datetime, won: int, *, own_row: bool
) -> PastRefund:
    return PastRefund(
        refund_of=refund_of and read_key("refund_of", refund_of, longest=120),
        imp_uid=read_id("imp_uid", row["imp_uid"], longest=60),
        merchant_uid=read_key("merchant_uid", row["merchant_uid"], longest=120),
        app_id=read_member_id(row["member_id"]),
        at=at,
        won=won,
        own_row=own_row,
    )
