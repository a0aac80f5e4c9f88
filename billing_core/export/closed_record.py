"""A closed month as a file that proves itself: its sha256 is the fingerprint on the page."""

from typing import IO

from sqlalchemy.orm import Session

from billing_core.closing.closed_month import ClosedMonth, closed_record
from billing_core.export.fingerprint import Fingerprint
from billing_core.export.manifest import FileFacts
from billing_core.numbers.paid_members import PAID_MEMBERS
from billing_core.numbers.revenue import PAID_AMOUNT
from billing_core.rules.calendar import Month


def closed_record_name(month: Month) -> str:
    return f"마감_{month}.jsonl"


def write_closed_record(out: IO[bytes], session: Session, closed: ClosedMonth) -> FileFacts:
    """Writes JSON lines in UTF-8: who closed it, when and every number; then each paid member as
    `[id, charges, paid won, given back won]`. Byte for byte what was frozen."""
    marked = Fingerprint(out)
    for line in closed_record(session, closed.month):
        marked.write(line)
    return FileFacts(
        name=closed_record_name(closed.month),
        rows=closed.numbers[PAID_MEMBERS.code],
        total=closed.numbers[PAID_AMOUNT.code],
        as_of=closed.closed_at,
        provisional=False,
        sha256=marked.sha256,
    )
