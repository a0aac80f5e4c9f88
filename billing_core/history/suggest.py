"""A first guess at a mapping, from the names that Korean programs give such columns."""

import re
from collections.abc import Sequence

from billing_core.history.file_kind import FileKind
from billing_core.history.heading import plain
from billing_core.history.mapping import Theirs
from billing_core.history.state_words import PAID, TELLING
from billing_core.history.states import StateColumn
from billing_core.history.zones import without_zone

MEMBER = (
    "member_id", "회원id", "회원번호", "회원아이디", "회원", "고객번호", "고객id", "고객아이디", "userid",
    "customer", "customerid",
)  # fmt: skip
TIMES = re.compile("(?:시간|시각|시분초?|(?<=승인|거래|결제|취소|환불)시|time)$")
DAYS = re.compile("(?:일자|날짜|일시|일|date|day)$")
BESIDE = 2  # columns, where a time is not called like its day
CARD_NAME = ("cardname", "카드사", "카드", "카드명", "카드사명")
_ONLY_A_DAY = re.compile(
    r"[0-9]{8}|[0-9]{2,4} ?[-./년] ?[0-9]{1,2} ?[-./월] ?[0-9]{1,2}[일.]?(?: ?\([월화수목금토일]\))?"
    r"(?:[T ]00:00(?::00)?)?"
)
_ONLY_A_TIME = re.compile(
    r"[0-9]{1,6}|[0-9]{1,2}(?:\.[0-9]{2}){2}|0?[.,][0-9]+|(?:(?:오전|오후|AM|PM) ?)?[0-9]{1,2} ?[:시].*",
    re.IGNORECASE,
)
_HOW_WRITTEN = re.compile(r" ?\((?:[YMDHS년월일시분초:./ -]+|원|KRW)\)", re.IGNORECASE)
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
        "imp_uid": ("impuid", "거래번호", "결제번호", "거래id", "결제id", "tid", "id", "주문번호"),
        "merchant_uid": ("merchantuid", "주문번호", "주문id", "orderid", "orderno"),
        "member_id": MEMBER,
        "paid_at": (
            "paidat",
            "결제일시",
            "결제일",
            "결제일자",
            "결제시각",
            "승인일시",
            "거래일시",
            "승인일자",
            "승인일",
            "거래일자",
            "거래일",
            "일시",
            "일자",
            "날짜",
            "created",
            "createdat",
            "createddate",
            "date",
            "datetime",
        ),
        "amount": ("amount", "결제금액", "금액", "결제액", "승인금액", "금액(원)", "결제금액(원)"),
        "card_name": CARD_NAME,
        "apply_num": ("applynum", "승인번호"),
        "receipt_url": ("receipturl", "전표", "전표url", "영수증", "매출전표"),
        "refund_of": ("refundof", "원거래번호", "원결제번호", "원거래id", "원주문번호"),
        "refunded": ("refunded", "환불금액", "환불액", "취소금액", "취소액"),
        "refunded_at": (
            "refundedat",
            "환불일시",
            "환불일",
            "환불일자",
            "취소일시",
            "취소일",
            "취소일자",
        ),
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


def suggest_columns(
    kind: FileKind, names: Sequence[str], rows: Sequence[Sequence[str]] = ()
) -> dict[str, Theirs]:
    """Ours → theirs, for what is recognised; a column that has our own name is not in need.

    A day whose `rows` say no time is joined with the column of times beside it."""
    found: dict[str, str] = {}
    for ours, others in NAMES[kind].items():
        for other in map(alike, (ours, *others)):
            theirs = next((name for name in names if other in called_like(name)), None)
            if theirs is not None:
                found[ours] = theirs
                break
    if not {"refunded", "refunded_at"} <= set(found):  # one says nothing without the other
        found.pop("refunded", None)
        found.pop("refunded_at", None)
    return {ours: _with_its_time(kind, ours, theirs, names, rows) for ours, theirs in found.items()}


def _with_its_time(
    kind: FileKind, ours: str, theirs: str, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Theirs:
    day = _values(names, theirs, rows)
    if ours not in kind.instants or not day or not all(map(_ONLY_A_DAY.fullmatch, day)):
        return theirs
    time = _its_time(theirs, names, [n for n in names if _holds_times(names, n, rows)])
    return (theirs, time) if time else theirs


def _holds_times(names: Sequence[str], name: str, rows: Sequence[Sequence[str]]) -> bool:
    times = _values(names, name, rows)
    return bool(TIMES.search(_bare(name)) and times and all(map(_ONLY_A_TIME.fullmatch, times)))


def _its_time(day: str, names: Sequence[str], times: Sequence[str]) -> str | None:
    """The column of times that is called like the day (거래일자, 거래시간), wherever it stands; or
    the nearest one close by, unless it is called like another day."""
    stem, at = DAYS.sub("", _bare(day)), names.index(day)
    others = {DAYS.sub("", _bare(name)) for name in names if DAYS.search(_bare(name))} - {stem}
    own = [name for name in times if TIMES.sub("", _bare(name)) == stem]
    near = [
        name
        for name in times
        if abs(names.index(name) - at) <= BESIDE and TIMES.sub("", _bare(name)) not in others
    ]
    nearest = sorted(
        own or near, key=lambda name: (abs(names.index(name) - at), names.index(name) < at)
    )
    return next(iter(nearest), None)


def _values(names: Sequence[str], name: str, rows: Sequence[Sequence[str]]) -> list[str]:
    place = names.index(name)
    return [
        cells[place].strip() for cells in rows if cells[place : place + 1] and cells[place].strip()
    ]


def suggest_only(columns: Sequence[StateColumn]) -> dict[str, tuple[str, ...]]:
    """Suggests which rows are payments: by the first column in which each value is either known as
    a payment's or tells that it is none. Empty where a value may be either: a person says."""
    for column in columns:
        paid = tuple(value for value in column.values if alike(value) in PAID)
        others = [value for value in column.values if value not in paid]
        if paid and others and all(TELLING.search(value) for value in others):
            return {column.name: paid}
    return {}


def guess_kind(names: Sequence[str]) -> FileKind:
    """The kind most of whose columns are there; payments when nothing is recognised."""
    order: tuple[FileKind, ...] = (FileKind.PAYMENTS, *FileKind)
    return max(order, key=lambda kind: _share(kind, names))


def alike(name: str) -> str:
    """A name as it is recognised: without blanks, underscores and capitals."""
    return plain(name).replace(" ", "").replace("_", "").lower()


def called_like(name: str) -> set[str]:
    """The names by which a column may be recognised: its own, and that without what it says of
    its zone or of how it is written: `Created (UTC)`, `거래일자(YYYYMMDD)`."""
    return {alike(name), _bare(name)}


def _bare(name: str) -> str:
    return alike(_HOW_WRITTEN.sub("", without_zone(plain(name))))


def _share(kind: FileKind, names: Sequence[str]) -> float:
    found = suggest_columns(kind, names)
    return sum(column in found for column in kind.needed) / len(kind.needed)
