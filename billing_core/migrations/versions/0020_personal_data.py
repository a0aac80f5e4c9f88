"""personal data: what came from the gateway is trimmed to the allow-list, and card numbers are
masked, in every table that may change

What a history table says cannot be changed and is left (docs/decisions/0023). The lists and the
recognition of numbers are frozen here as they were when this was written; the living ones are
`gateway/allow_list.py`, `rules/card_number.py` and `rules/free_text.py`.

Revision ID: 0020
Revises: 0019
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from billing_core.migrations.progress import is_at

revision = "0020"
down_revision = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ROWS_AT_ONCE = 1_000
Reader = Callable[[Any], Any]
Said = sa.ColumnElement[bool]


# Card numbers ------------------------------------------------------------------------------------

_SCHEMES = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|9"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"30[0-5]|36|3[89]"), (14, 16, 19)),
    (re.compile(r"352[89]|35[3-8]|6011|64[4-9]|65|62|8[18]"), (16, 17, 18, 19)),
    (re.compile(r"5[06-8]|6[37]"), (13, 14, 15, 16, 17, 18, 19)),
)
_GAP = re.compile(r"[\s.\-\u00ad\u00b7\u2010-\u2015\u2212\u30fb\uff0d\uff0e]{0,3}")
_DIGITS = re.compile(r"\d+")
_PLACE = re.compile(r"[\d*xX•●＊]")
_STARS = re.compile(r"\d")


def without_cards(text: str) -> str:
    groups = [found.span() for found in _DIGITS.finditer(text)]
    if sum(end - start for start, end in groups) < 13:
        return text
    first = 0
    while first < len(groups):
        last = _last_of_card(text, groups, first)
        if last is not None:
            start, end = groups[first][0], groups[last][1]
            text = text[:start] + _hidden(text[start:end], _STARS) + text[end:]
            first = last
        first += 1
    return text


def card_field(text: str) -> str:
    if sum(map(str.isdigit, text)) <= 10 or len(_PLACE.findall(text)) < 12:
        return without_cards(text)
    return without_cards(_hidden(text, _PLACE))


def _last_of_card(text: str, groups: Sequence[tuple[int, int]], first: int) -> int | None:
    begin = groups[first][0]
    place = begin
    while place and text[place - 1].isascii() and text[place - 1].isalpha():
        place -= 1
    before = text[place - 1 : place]
    if before == "_" or (before.isdigit() and place < begin):
        return None
    digits, end = "", begin
    for last in range(first, len(groups)):
        start, stop = groups[last]
        if not _GAP.fullmatch(text, end, start) or len(digits) + stop - start > 19:
            return None
        digits, end = digits + text[start:stop], stop
        after = text[end : end + 1]
        if _is_card(digits) and after != "_" and not (after.isascii() and after.isalnum()):
            return last
    return None


def _is_card(digits: str) -> bool:
    plain = "".join(str(int(digit)) for digit in digits)
    if not any(begins.match(plain) and len(plain) in long for begins, long in _SCHEMES):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in plain[-2::-2])
    return (sum(map(int, plain[-1::-2])) + sum(doubled)) % 10 == 0


def _hidden(text: str, place: re.Pattern[str]) -> str:
    places = [found.start() for found in place.finditer(text)]
    hidden = set(places[6 : len(places) - 4])
    return "".join("*" if at in hidden else letter for at, letter in enumerate(text))


# Other numbers of a person, in the gateway's free text ---------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w])(?:\+?82[ .-]?(?:\(0\))?|0)(?:1[016789]|2|[3-6][1-5]|70)[ .)-]{0,2}\d{3,4}[ .-]?\d{4}"
    r"(?!\d)"
)
_RESIDENT = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?[1-8]\d{6}(?!\d)")


def said_by_gateway(text: str) -> str:
    return _PHONE.sub("***", _RESIDENT.sub("***", without_cards(_EMAIL.sub("***", text))))


# The allow-list ----------------------------------------------------------------------------------

SPOILT = "…"
_NUMBER = re.compile(r"\s*[-+]?[0-9.,]{1,40}(?:[eE][-+]?[0-9]{1,4})?\s*|NaN|-?Infinity")
_WORD = re.compile(r"[^\W\d][\w.\-]{0,39}")
_ADDRESS = re.compile(r"https?://[!-~]{1,1000}")


def number(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**20 else SPOILT
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else SPOILT


def name(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return value if len(str(value)) <= 300 else None


def word(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return None
    return value if _WORD.fullmatch(value) else SPOILT


def text(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return said_by_gateway(str(value)[:1_000])


def card(value: Any) -> Any:
    plain = text(value)
    return card_field(plain) if isinstance(plain, str) else None


def address(value: Any) -> Any:
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def flag(value: Any) -> Any:
    return value if value in (True, False, "true", "false", "1", "0") else None


REFUND: dict[str, Reader] = {
    "amount": number,
    "cancelled_at": number,
    "reason": text,
    "cancellation_id": name,
    "receipt_url": address,
}


def refunds(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, list):
        return SPOILT
    return [trimmed(REFUND, one) if isinstance(one, dict) else one and SPOILT for one in value]


ROW: dict[str, Reader] = {
    **dict.fromkeys(("imp_uid", "merchant_uid", "customer_uid", "pg_tid", "apply_num"), name),
    **dict.fromkeys(("customer_uid_usage", "status", "currency", "pay_method"), word),
    **dict.fromkeys(("pg_provider", "schedule_status", "payment_status"), word),
    **dict.fromkeys(("amount", "cancel_amount", "started_at", "paid_at", "failed_at"), number),
    **dict.fromkeys(("cancelled_at", "schedule_at", "executed_at", "revoked_at"), number),
    **dict.fromkeys(("inserted",), number),
    **dict.fromkeys(("fail_reason", "cancel_reason", "card_name", "name"), text),
    "cancel_history": refunds,
    "card_number": card,
    "receipt_url": address,
    "sandbox": flag,
    # Of a payment that a file brought: our own note of where it stood.
    "file": lambda value: without_cards(value) if isinstance(value, str) else None,
    "line": lambda value: value if isinstance(value, int) else None,
    # Of what was no object: that there was something.
    "row": lambda _value: SPOILT,
}


def trimmed(readers: dict[str, Reader], fields: Any) -> dict[str, Any]:
    if not isinstance(fields, dict):
        return {}
    return {key: read(fields[key]) for key, read in readers.items() if key in fields}


def as_found(value: Any, key: str = "") -> Any:
    """A finding's detail: ours, with the gateway's words in it."""
    if isinstance(value, str):
        exempt = key in ("imp_uid", "merchant_uid", "customer_uid", "gateway_uid", "apply_num")
        return value if exempt else said_by_gateway(value)
    if isinstance(value, dict):
        return {name: as_found(each, name) for name, each in value.items()}
    return [as_found(each, key) for each in value] if isinstance(value, list) else value


# The tables --------------------------------------------------------------------------------------

JSON_COLUMNS = {"raw", "detail"}
CHANGED: dict[str, tuple[str, dict[str, Reader]]] = {
    "payments": (
        "imp_uid",
        {
            "raw": lambda raw: trimmed(ROW, raw),
            "fail_reason": said_by_gateway,
            "card_name": card_field,
            "card_number": card_field,
            "receipt_url": lambda kept: kept if kept.startswith("http") else without_cards(kept),
        },
    ),
    "charges": ("merchant_uid", {"fail_reason": said_by_gateway}),
    "cards": ("customer_uid", {"card_name": card_field, "card_number": card_field}),
    "findings": ("id", {"detail": as_found, "resolution": without_cards}),
    "refund_requests": ("id", {"reason": without_cards, "answer": said_by_gateway}),
    "cancellations": ("id", {"reason": without_cards, "source": without_cards}),
    "downgrades": ("id", {"hold_reason": without_cards}),
    "members": ("id", {"name": without_cards, "source": without_cards}),
    "import_batches": ("id", {"file_name": without_cards}),
    "people": ("id", {"name": without_cards}),
    "jobs": ("id", {"last_error": said_by_gateway}),
    "outbox_messages": ("sequence", {"last_error": said_by_gateway}),
    "sweeps": ("id", {"error": said_by_gateway}),
}


def upgrade() -> None:
    book = op.get_bind()
    if book.dialect.name == "sqlite":  # what was trimmed is not to be found in the file either
        book.exec_driver_sql("PRAGMA secure_delete = ON")
    far = Far(
        sum(count(book, *said_in(table, *columns)) for table, columns in CHANGED.items())
        + sum(count(book, sa.table(table)) for table in ("unreadable_rows", "inbox_events"))
    )
    changed = {table: rewrite(book, far, table, *columns) for table, columns in CHANGED.items()}
    if changed["members"] and book.dialect.name == "sqlite":
        index_names_anew()
    trim_unreadable(book, far)
    trim_inbox(book, far)
    op.drop_column("inbox_events", "content_type")


def downgrade() -> None:
    """What was trimmed is gone."""
    kept_as = sa.Column("content_type", sa.String(120), nullable=False, server_default="")
    op.add_column("inbox_events", kept_as)


class Far:
    """How far it is with all rows of all tables."""

    def __init__(self, rows: int) -> None:
        self._rows, self._done = rows, 0

    def goes_on(self, some: int) -> None:
        self._done += some
        is_at(min(self._done, self._rows), self._rows)


def count(book: sa.Connection, rows: sa.TableClause, said: Said = sa.true()) -> int:  # noqa: B008
    return book.scalar(sa.select(sa.func.count()).select_from(rows).where(said)) or 0


def said_in(table: str, key: str, readers: dict[str, Reader]) -> tuple[sa.TableClause, Said]:
    """The table, and which of its rows say anything."""
    rows = _table(table, key, *readers)
    texts = [rows.c[name] != "" for name in readers if name not in JSON_COLUMNS]
    return rows, sa.true() if len(texts) < len(readers) else sa.or_(*texts)


def rewrite(book: sa.Connection, far: Far, table: str, key: str, readers: dict[str, Reader]) -> int:
    """How many rows of the table it has changed."""
    (rows, said), so_far = said_in(table, key, readers), 0
    for batch in batches(book, rows, key, said):
        far.goes_on(len(batch))
        changed = []
        for row in batch:
            kept = {name: getattr(row, name) for name in readers}
            new = {name: kept[name] and read(kept[name]) for name, read in readers.items()}
            if new != kept:
                changed.append({"this": getattr(row, key)} | new)
        if changed:
            book.execute(
                rows.update()
                .where(rows.c[key] == sa.bindparam("this"))
                .values({name: sa.bindparam(name) for name in readers}),
                changed,
            )
        so_far += len(changed)
    return so_far


def index_names_anew() -> None:
    """The text index of members keeps each name they ever had; only the present one is asked for."""
    op.execute("DROP TABLE member_words")
    op.execute(
        "CREATE VIRTUAL TABLE member_words USING fts5(member UNINDEXED, words, tokenize = 'trigram')"
    )
    op.execute("INSERT INTO member_words SELECT id, app_id || char(10) || name FROM members")


def trim_unreadable(book: sa.Connection, far: Far) -> None:
    """They are known by the hash of what is kept of them: two may have become one."""
    rows = _table("unreadable_rows", "digest", "raw")
    for batch in batches(book, rows, "digest"):
        far.goes_on(len(batch))
        for row in batch:
            raw = trimmed(ROW, row.raw)
            plain = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
            digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
            this = rows.c.digest == row.digest
            if digest == row.digest:
                continue
            if book.scalar(sa.select(rows.c.digest).where(rows.c.digest == digest)) is None:
                book.execute(rows.update().where(this).values(digest=digest, raw=raw))
            else:
                book.execute(rows.delete().where(this))


def trim_inbox(book: sa.Connection, far: Far) -> None:
    names = ("imp_uid", "merchant_uid", "status")
    rows = sa.table(
        "inbox_events",
        sa.column("id"),
        sa.column("body", sa.LargeBinary()),
        sa.column("last_error"),
        *map(sa.column, names),
    )
    for batch in batches(book, rows, "id"):
        far.goes_on(len(batch))
        changed = []
        for row in batch:
            told = {name: getattr(row, name) for name in names}
            told["status"] = word(told["status"]) or ""
            body = json.dumps(
                {name: each for name, each in told.items() if each}, ensure_ascii=False
            )
            error = said_by_gateway(row.last_error)
            changed.append({"this": row.id, "b": body.encode(), "s": told["status"], "e": error})
        book.execute(
            rows.update()
            .where(rows.c.id == sa.bindparam("this"))
            .values(body=sa.bindparam("b"), status=sa.bindparam("s"), last_error=sa.bindparam("e")),
            changed,
        )


def _table(table: str, *columns: str) -> sa.TableClause:
    kinds = ((name, sa.JSON() if name in JSON_COLUMNS else sa.Text()) for name in columns[1:])
    return sa.table(table, sa.column(columns[0]), *(sa.column(*each) for each in kinds))


def batches(
    book: sa.Connection,
    rows: sa.TableClause,
    key: str,
    said: Said = sa.true(),  # noqa: B008 - never changed
) -> Iterator[Sequence[sa.Row[Any]]]:
    """All rows, or those that have `said` something, by keyset pagination: so many in memory at
    once, however large the book is."""
    place = rows.c[key]
    page = sa.select(rows).where(said).order_by(place).limit(ROWS_AT_ONCE)
    batch = book.execute(page).all()
    while batch:
        last = getattr(batch[-1], key)
        yield batch
        batch = book.execute(page.where(place > last)).all()
