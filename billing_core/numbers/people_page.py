"""One page of the rows behind a number, by offset pagination."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from billing_core.numbers.metric import Bilingual


@dataclass(frozen=True)
class Column:
    """A column of a list; `field` is the row's attribute."""

    field: str
    label: Bilingual


def columns_of(row: Any) -> tuple[Column, ...]:
    """A frozen row's columns, in the order it names its facts. KeyError for one without words."""
    return tuple(Column(each, _WORDS[each]) for each in row.__match_args__)


_WORDS = {
    "app_id": Bilingual("회원 ID", "Member ID"),
    "name": Bilingual("이름", "Name"),
    "at": Bilingual("일시", "At"),
    "won": Bilingual("금액(원)", "Won"),
    "subject": Bilingual("번호", "Number"),
    "reason_code": Bilingual("해지 이유", "Why they leave"),
    "reason": Bilingual("사유", "Reason"),
    "charges": Bilingual("결제 건수", "Charges"),
    "paid_won": Bilingual("결제액(원)", "Paid won"),
    "refunded_won": Bilingual("환불액(원)", "Refunded won"),
    "first_paid_at": Bilingual("첫 결제", "First paid at"),
    "last_paid_at": Bilingual("마지막 결제", "Last paid at"),
    "last_won": Bilingual("마지막 결제액(원)", "Last won"),
    "occurred_at": Bilingual("일시", "At"),
    "kind": Bilingual("구분", "Kind"),
    "imp_uid": Bilingual("imp_uid", "imp_uid"),
    "merchant_uid": Bilingual("주문번호", "merchant_uid"),
    "card_name": Bilingual("카드", "Card"),
    "apply_num": Bilingual("승인번호", "Approval number"),
    "receipt_url": Bilingual("전표", "Receipt"),
    "source": Bilingual("출처", "Source"),
    "cancellation_id": Bilingual("신청 번호", "Request number"),
    "requested_at": Bilingual("신청 시각", "Requested at"),
    "requested_by": Bilingual("신청자", "Requested by"),
    "paid_through": Bilingual("이용 만료일", "Paid through"),
    "confirmed_at": Bilingual("예약 결제 해제 확인", "Bookings revoked at"),
    "withdrawn_at": Bilingual("철회 시각", "Withdrawn at"),
    "began": Bilingual("가입", "Joined"),
    "asked_at": Bilingual("해지 신청", "Asked to stop at"),
    "before": Bilingual("변경 전", "Before"),
    "after": Bilingual("변경 후", "After"),
    "approved_at": Bilingual("승인 시각", "Approved at"),
    "approved_by": Bilingual("승인자", "Approved by"),
    "delivered_at": Bilingual("앱 적용 확인", "Acknowledged at"),
    "undone_at": Bilingual("되돌림", "Undone at"),
    "monthly_won": Bilingual("한 달 금액(원)", "Won a month"),
    "due_at": Bilingual("결제일", "Due at"),
    "first": Bilingual("첫 결제 여부", "First charge"),
    "tries": Bilingual("시도 횟수", "Tries"),
    "outcome": Bilingual("결과", "Outcome"),
    "paid_at": Bilingual("결제 시각", "Paid at"),
    "state": Bilingual("상태", "State"),
}


@dataclass(frozen=True)
class PeoplePage:
    """Some rows of a list and how to read their columns; `next_offset` is None on the last page."""

    columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    next_offset: int | None


def page_of(rows: Iterable[Any], limit: int, offset: int) -> PeoplePage:
    """The page at `offset`; rows before it are read past, not kept: memory is that of a page."""
    found = tuple(islice(rows, offset, offset + limit + 1))
    shown = found[:limit]
    return PeoplePage(
        columns=columns_of(shown[0]) if shown else (),
        rows=shown,
        next_offset=offset + limit if len(found) > limit else None,
    )
