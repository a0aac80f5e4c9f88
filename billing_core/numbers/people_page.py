"""One page of the rows behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from billing_core.numbers.metric import Words


@dataclass(frozen=True)
class Column:
    """`field` is the row's attribute."""

    field: str
    label: Words


def columns_of(row: Any) -> tuple[Column, ...]:
    """Of a frozen row, in the order it names its facts. KeyError for a fact without words."""
    return tuple(Column(each.name, _WORDS[each.name]) for each in fields(row))


_WORDS = {
    "member_id": Words("회원 ID", "Member ID"),
    "name": Words("이름", "Name"),
    "at": Words("일시", "At"),
    "won": Words("금액(원)", "Won"),
    "subject": Words("번호", "Number"),
    "reason": Words("사유", "Reason"),
    "charges": Words("결제 건수", "Charges"),
    "paid_won": Words("결제액(원)", "Paid won"),
    "refunded_won": Words("환불액(원)", "Refunded won"),
    "first_paid_at": Words("첫 결제", "First paid at"),
    "last_paid_at": Words("마지막 결제", "Last paid at"),
    "last_won": Words("마지막 결제액(원)", "Last won"),
    "occurred_at": Words("일시", "At"),
    "kind": Words("구분", "Kind"),
    "imp_uid": Words("imp_uid", "imp_uid"),
    "merchant_uid": Words("주문번호", "merchant_uid"),
    "card_name": Words("카드", "Card"),
    "apply_num": Words("승인번호", "Approval number"),
    "receipt_url": Words("전표", "Receipt"),
    "source": Words("출처", "Source"),
    "cancellation_id": Words("신청 번호", "Request number"),
    "requested_at": Words("신청 시각", "Requested at"),
    "requested_by": Words("신청자", "Requested by"),
    "paid_through": Words("이용 만료일", "Paid through"),
    "confirmed_at": Words("예약해지 확인", "Bookings revoked at"),
    "withdrawn_at": Words("철회 시각", "Withdrawn at"),
    "began": Words("가입", "Joined"),
    "asked_at": Words("해지 신청", "Asked to stop at"),
    "before": Words("변경 전", "Before"),
    "after": Words("변경 후", "After"),
    "approved_at": Words("승인 시각", "Approved at"),
    "approved_by": Words("승인자", "Approved by"),
    "delivered_at": Words("앱 적용 확인", "Acknowledged at"),
    "undone_at": Words("되돌림", "Undone at"),
    "monthly_won": Words("한 달 금액(원)", "Won a month"),
    "due_at": Words("결제일", "Due at"),
    "first": Words("첫 결제 여부", "First charge"),
    "tries": Words("시도 횟수", "Tries"),
    "outcome": Words("결과", "Outcome"),
    "paid_at": Words("결제 시각", "Paid at"),
    "state": Words("상태", "State"),
}


@dataclass(frozen=True)
class Page:
    """Some rows of a list and how to read their columns; `next_offset` is None on the last page."""

    columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    next_offset: int | None


def page_of(rows: Iterable[Any], limit: int, offset: int) -> Page:
    """Rows are read past, not kept: a page of a million takes the memory of a page."""
    found = tuple(islice(rows, offset, offset + limit + 1))
    shown = found[:limit]
    return Page(
        columns=columns_of(shown[0]) if shown else (),
        rows=shown,
        next_offset=offset + limit if len(found) > limit else None,
    )
