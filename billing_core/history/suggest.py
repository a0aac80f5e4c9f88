"""A first guess at a mapping, from the names that Korean programs give such columns."""

from __future__ import annotations

from collections.abc import Sequence

from billing_core.history.file_kind import FileKind
from billing_core.history.heading import plain

MEMBER = ("member_id", "회원id", "회원번호", "회원아이디", "회원", "고객번호", "고객id", "userid")
CARD_NAME = ("cardname", "카드사", "카드", "카드명", "카드사명")
STATUSES = ("상태", "결제상태", "거래상태", "처리상태", "진행상태", "승인상태", "status", "state")
PAID = (
    "결제완료",
    "결제",
    "결제성공",
    "승인",
    "승인완료",
    "정상승인",
    "정상",
    "완료",
    "성공",
    "paid",
)
NAMES: dict[FileKind, dict[str, tuple[str, ...]]] = {
    FileKind.MEMBERS: {
        "member_id": MEMBER,
        "name": ("name", "이름", "성명", "회원명", "고객명"),
        "joined_at": ("joinedat", "가입일", "가입일시", "가입일자", "등록일", "createdat"),
    },
    FileKind.CARDS: {
        "customer_uid": ("customeruid", "빌링키", "billingkey", "카드키"),
        "member_id": MEMBER,
        "card_name": CARD_NAME,
        "card_number": ("cardnumber", "카드번호"),
    },
    FileKind.PAYMENTS: {
        "imp_uid": ("impuid", "거래번호", "결제번호", "거래id", "결제id", "tid", "주문번호"),
        "merchant_uid": ("merchantuid", "주문번호", "주문id", "orderid", "orderno"),
        "member_id": MEMBER,
        "paid_at": ("paidat", "결제일시", "결제일", "결제일자", "승인일시", "거래일시", "일시"),
        "amount": ("amount", "결제금액", "금액", "결제액", "승인금액", "금액(원)", "결제금액(원)"),
        "card_name": CARD_NAME,
        "apply_num": ("applynum", "승인번호"),
        "receipt_url": ("receipturl", "전표", "전표url", "영수증", "매출전표"),
    },
    FileKind.CANCELLATIONS: {
        "cancellation_id": ("cancellationid", "신청번호", "해지번호", "해지신청번호"),
        "member_id": MEMBER,
        "requested_at": ("requestedat", "신청일시", "해지신청일", "해지일", "해지일시", "신청시각"),
        "reason": ("reason", "사유", "해지사유", "취소사유"),
    },
}


def known_names(kinds: Sequence[FileKind]) -> set[str]:
    """Every name that may stand in a heading, as `alike` writes it."""
    return {name for kind in kinds for names in NAMES[kind].values() for name in map(alike, names)}


def suggest_columns(kind: FileKind, names: Sequence[str]) -> dict[str, str]:
    """Ours → theirs, for what is recognised; a column that has our own name is not in need."""
    found: dict[str, str] = {}
    for ours, others in NAMES[kind].items():
        for other in map(alike, (ours, *others)):
            theirs = next((name for name in names if alike(name) == other), None)
            if theirs is not None:
                found[ours] = theirs
                break
    return found


def suggest_only(
    kind: FileKind, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Their column of statuses and those of its values in `rows` that mean money came.

    A shop's list of payments has its failed and cancelled ones too, all with an amount. Empty
    when there is no such column, or none of its values is known.
    """
    column = next((name for name in names if alike(name) in STATUSES), None)
    if kind is not FileKind.PAYMENTS or column is None:
        return {}
    place = names.index(column)
    values = dict.fromkeys(plain(cells[place]) for cells in rows if place < len(cells))
    paid = tuple(value for value in values if alike(value) in PAID)
    return {column: paid} if paid else {}


def guess_kind(names: Sequence[str]) -> FileKind:
    """The kind most of whose columns are there; payments when nothing is recognised."""
    order: tuple[FileKind, ...] = (FileKind.PAYMENTS, *FileKind)
    return max(order, key=lambda kind: _share(kind, names))


def alike(name: str) -> str:
    """Without blanks, underscores and capitals."""
    return plain(name).replace(" ", "").replace("_", "").lower()


def _share(kind: FileKind, names: Sequence[str]) -> float:
    found = suggest_columns(kind, names)
    return sum(column in found for column in kind.needed) / len(kind.needed)
