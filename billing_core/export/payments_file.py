"""The payments that a filter of the payments page finds, as a file: its rows, and their sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from billing_core.export.column import FileColumn
from billing_core.export.csv_file import write_csv
from billing_core.export.fingerprint import Fingerprint
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat
from billing_core.export.xlsx_file import write_xlsx
from billing_core.wording.sources import source_said


@dataclass(frozen=True)
class PaymentLine:
    """A payment, its state and reason said in Korean. A `counted` one adds to the sum."""

    at: datetime
    app_id: str
    name: str
    state: str
    amount: int
    refunded: int
    counted: bool
    reason: str
    plan: str
    card_name: str
    apply_num: str
    number: str
    merchant_uid: str
    source: str
    receipt_url: str


COLUMNS: tuple[FileColumn[PaymentLine], ...] = (
    FileColumn("일시", lambda row: row.at),
    FileColumn("회원 ID", lambda row: row.app_id),
    FileColumn("이름", lambda row: row.name),
    FileColumn("상태", lambda row: row.state),
    FileColumn("금액(원)", lambda row: row.amount),
    FileColumn("환불(원)", lambda row: row.refunded),
    FileColumn("사유", lambda row: row.reason),
    FileColumn("상품", lambda row: row.plan),
    FileColumn("카드", lambda row: row.card_name),
    FileColumn("승인번호", lambda row: row.apply_num),
    FileColumn("결제 번호", lambda row: row.number),
    FileColumn("주문번호(merchant_uid)", lambda row: row.merchant_uid),
    FileColumn("출처", lambda row: source_said(row.source)),
    FileColumn("전표", lambda row: row.receipt_url),
)


def write_payments_file(
    out: IO[bytes],
    name: str,
    lines: Iterable[PaymentLine],
    *,
    file_format: FileFormat,
    made_at: datetime,
) -> FileFacts:
    """Written as they come. The total is what the counted ones brought less what went back."""
    marked, rows, total = Fingerprint(out), 0, 0

    def passing() -> Iterator[PaymentLine]:
        nonlocal rows, total
        for line in lines:
            rows += 1
            total += line.amount - line.refunded if line.counted else 0
            yield line

    if file_format is FileFormat.CSV:
        write_csv(marked, COLUMNS, passing())
    else:
        write_xlsx(marked, COLUMNS, passing(), sheet_name="결제내역", made_at=made_at)
    return FileFacts(
        name=f"{name}.{file_format}",
        rows=rows,
        total=total,
        as_of=made_at,
        provisional=False,
        sha256=marked.sha256,
    )
