"""The monthly files: which rows, under which Korean headings. One sheet per kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from billing_core.export.column import FileColumn
from billing_core.models import EntryKind
from billing_core.numbers.cancellations import CancelRequest, cancel_requests
from billing_core.numbers.churn import ChurnedMember, churned_members
from billing_core.numbers.paid_members import PaidMember, paid_members
from billing_core.numbers.permission_approvals import PermissionApproval, permission_approvals
from billing_core.numbers.revenue import LedgerLine, ledger_lines
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.ledger_numbers import totals_of
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import EndKind
from billing_core.rules.vat import split_vat
from billing_core.wording.cancel_reasons import cancel_reason_said
from billing_core.wording.sources import source_said

Row = TypeVar("Row")

KIND_OF_ENTRY = {
    EntryKind.PAYMENT: "결제",
    EntryKind.REFUND: "환불",
    EntryKind.CORRECTION: "정정",
    EntryKind.TRANSFER_PAYMENT: "계좌 이체 결제",
    EntryKind.CHARGEBACK: "카드사 지급거절",
    EntryKind.PG_REFUND: "PG 환불",
    EntryKind.TRANSFER_REFUND: "계좌 환불",
}
BY_TRANSFER = (EntryKind.TRANSFER_PAYMENT, EntryKind.TRANSFER_REFUND)
KIND_OF_CHURN = {
    EndKind.VOLUNTARY: "자발",
    EndKind.INVOLUNTARY: "비자발",
    EndKind.SYSTEM: "시스템",
}
PERMISSIONS = {Permission.PAID: "유료", Permission.FREE: "무료"}


class ExportKind(StrEnum):
    """The kinds of files; the value is the Korean name of the file."""

    PAID_MEMBERS = "결제회원"
    CANCEL_REQUESTED = "해지신청"
    CHURNED = "이탈"
    LEDGER = "원장"
    PERMISSION_CHANGES = "권한변경"
    TAX = "세무사전달용"


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """A kind of file. `won` is what its total adds up; None where the rows are not money.

    `known_rows` says from the sums beside the ledger how many rows there are, for a bar; None
    where a month has too few to wait for.
    """

    rows: Callable[[Session, Month, AsOf], Iterable[Row]]
    columns: Sequence[FileColumn[Row]]
    won: Callable[[Row], int] | None = None
    known_rows: Callable[[Session, Month], int] | None = None


def _ledger(session: Session, month: Month, _as_of: AsOf) -> Iterable[LedgerLine]:
    return ledger_lines(session, month)


def _day(paid_through: datetime | None) -> date | None:
    """It is a midnight in Seoul, and what a person reads is the day."""
    return kst_date(paid_through) if paid_through else None


def _entries(session: Session, month: Month) -> int:
    paid, refunded = totals_of(session, [month])[month]
    return paid.charges + refunded.refunds


def _approval(line: LedgerLine) -> str:
    """The card company's number; where no card was charged, that it was not."""
    return line.apply_num or ("계좌 이체 (카드 승인 없음)" if line.kind in BY_TRANSFER else "")


def _payers(session: Session, month: Month) -> int:
    return totals_of(session, [month])[month][0].members


SHEETS: dict[ExportKind, Sheet[Any]] = {
    ExportKind.PAID_MEMBERS: Sheet[PaidMember](
        rows=paid_members,
        won=lambda row: row.paid_won,
        known_rows=_payers,
        columns=(
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("이름", lambda row: row.name),
            FileColumn("결제 건수", lambda row: row.charges),
            FileColumn("결제액(원)", lambda row: row.paid_won),
            FileColumn("그중 환불액(원)", lambda row: row.refunded_won),
            FileColumn("첫 결제", lambda row: row.first_paid_at),
            FileColumn("마지막 결제", lambda row: row.last_paid_at),
        ),
    ),
    ExportKind.CANCEL_REQUESTED: Sheet[CancelRequest](
        rows=cancel_requests,
        columns=(
            FileColumn("신청 번호", lambda row: row.cancellation_id),
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("이름", lambda row: row.name),
            FileColumn("신청 시각", lambda row: row.requested_at),
            FileColumn("신청자", lambda row: row.requested_by),
            FileColumn("해지 이유", lambda row: cancel_reason_said(row.reason_code)),
            FileColumn("사유", lambda row: row.reason),
            FileColumn("이용 만료일", lambda row: _day(row.paid_through)),
            FileColumn("예약 결제 해제 확인", lambda row: row.confirmed_at),
            FileColumn("출처", lambda row: source_said(row.source)),
        ),
    ),
    ExportKind.CHURNED: Sheet[ChurnedMember](
        rows=churned_members,
        columns=(
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("이름", lambda row: row.name),
            FileColumn("이탈일(이용 만료일)", lambda row: _day(row.paid_through)),
            FileColumn("구분", lambda row: KIND_OF_CHURN[row.kind]),
            FileColumn("가입", lambda row: row.began),
            FileColumn("마지막 결제", lambda row: row.last_paid_at),
            FileColumn("마지막 결제액(원)", lambda row: row.last_won),
            FileColumn("해지 신청", lambda row: row.asked_at),
        ),
    ),
    ExportKind.LEDGER: Sheet[LedgerLine](
        rows=_ledger,
        won=lambda row: row.won,
        known_rows=_entries,
        columns=(
            FileColumn("일시", lambda row: row.occurred_at),
            FileColumn("구분", lambda row: KIND_OF_ENTRY[row.kind]),
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("이름", lambda row: row.name),
            FileColumn("금액(원)", lambda row: row.won),
            FileColumn("imp_uid", lambda row: row.imp_uid),
            FileColumn("주문번호(merchant_uid)", lambda row: row.merchant_uid),
            FileColumn("카드", lambda row: row.card_name),
            FileColumn("승인번호", _approval),
            FileColumn("전표", lambda row: row.receipt_url),
            FileColumn("출처", lambda row: source_said(row.source)),
        ),
    ),
    ExportKind.PERMISSION_CHANGES: Sheet[PermissionApproval](
        rows=permission_approvals,
        columns=(
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("이름", lambda row: row.name),
            FileColumn("변경 전", lambda row: PERMISSIONS[row.before]),
            FileColumn("변경 후", lambda row: PERMISSIONS[row.after]),
            FileColumn("승인 시각", lambda row: row.approved_at),
            FileColumn("승인자", lambda row: row.approved_by),
            FileColumn("이용 만료일", lambda row: _day(row.paid_through)),
            FileColumn("앱 적용 확인", lambda row: row.delivered_at),
            FileColumn("되돌림", lambda row: row.undone_at),
        ),
    ),
    ExportKind.TAX: Sheet[LedgerLine](
        rows=_ledger,
        won=lambda row: row.won,
        known_rows=_entries,
        columns=(
            FileColumn("일시", lambda row: row.occurred_at),
            FileColumn("구분", lambda row: KIND_OF_ENTRY[row.kind]),
            FileColumn("합계(원)", lambda row: row.won),
            FileColumn("공급가액(원)", lambda row: split_vat(row.won).supply),
            FileColumn("부가세(원)", lambda row: split_vat(row.won).vat),
            FileColumn("승인번호", _approval),
            FileColumn("카드", lambda row: row.card_name),
            FileColumn("이름", lambda row: row.name),
            FileColumn("회원 ID", lambda row: row.app_id),
            FileColumn("imp_uid", lambda row: row.imp_uid),
            FileColumn("주문번호(merchant_uid)", lambda row: row.merchant_uid),
            FileColumn("전표 URL", lambda row: row.receipt_url),
        ),
    ),
}
