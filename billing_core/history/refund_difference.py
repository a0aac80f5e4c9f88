"""Where a refund of a file is not what the book has of its payment."""

from collections.abc import Sequence

from billing_core.history.import_refunds import PastRefund
from billing_core.lifecycle.reverse_payment import standing_refunds
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.calendar import kst_date
from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, GivenBack, file_flaw
from billing_core.rules.refund import KnownRefund


def sums_up(payment: PaymentRecord, refund: PastRefund, entered: Sequence[LedgerEntry]) -> bool:
    """Whether a column of a payment's row sums up all that went back, on the day of the last."""
    told = _told(entered)
    if refund.own_row or not payment.gateway_uid or not told:
        return False
    last = max(entry.occurred_at for entry in told)
    all_of_it = -sum(entry.amount for entry in told)
    return refund.won == all_of_it and kst_date(refund.at) == kst_date(last)


def why_unlike(
    payment: PaymentRecord,
    refund: PastRefund,
    entered: Sequence[LedgerEntry],
    left: Sequence[KnownRefund],
) -> FileFlaw | None:
    """Why a refund contradicts the book; None where nothing speaks against one that is news.
    `left`: what the book has and no row of the file stands for.

    The gateway tells all that went back through it, so there a file brings nothing. Where only
    files tell, a row that says again what was paid says again what went back.
    """
    if payment.gateway_uid:
        told = _told(entered)
        if not told:
            return file_flaw(FileFlawCode.REFUND_UNKNOWN_TO_GATEWAY)
        return file_flaw(FileFlawCode.REFUND_OTHER_THAN_GATEWAY, told=_named(told))
    if not refund.own_row and any(each.filed for each in left):
        return file_flaw(FileFlawCode.REFUND_OTHER_THAN_FILE, told=_named(_told(entered)))
    return None


def _told(entered: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """By the gateway or by files."""
    return [one for one in standing_refunds(entered) if one.kind is EntryKind.REFUND]


def _named(entries: Sequence[LedgerEntry]) -> tuple[GivenBack, ...]:
    in_order = sorted(entries, key=lambda one: one.occurred_at)
    return tuple(GivenBack(entry.occurred_at, -entry.amount) for entry in in_order)
