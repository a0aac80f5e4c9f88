"""Lists that come in pages: `{total, previous, next, list}`, or bare arrays as the Swagger says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from billing_core.gateway.call import Call
from billing_core.gateway.errors import BadAnswer, NotFound, Refused
from billing_core.gateway.fields import Fields, Unreadable
from billing_core.gateway.wire import Wire

T = TypeVar("T")
LAST = 0
OnUnreadable = Callable[[object, str], None]
"""Takes a row as it came, and why it cannot be read (a sentence for the log, no card data)."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """`following` is LAST, a page number, or None when the page does not say whether more exist."""

    rows: tuple[T, ...]
    unreadable: tuple[tuple[object, str], ...]  # each row as it came, and why
    following: int | None


def page_of(row: Callable[[object], T]) -> Callable[[object], Page[T]]:
    """A parser of one page. A row that cannot be read is noted and does not hide the others."""

    def parse(response: object) -> Page[T]:
        values, following = _rows_and_next(response)
        rows: list[T] = []
        unreadable: list[tuple[object, str]] = []
        for value in values:
            try:
                rows.append(row(value))
            except Unreadable as error:
                unreadable.append((value, f"{_name_of(value)}: {error}"))
        return Page(tuple(rows), tuple(unreadable), following)

    return parse


def whole_list(row: Callable[[object], T]) -> Callable[[object], list[T]]:
    """A parser of a list that comes in one piece; one unreadable row spoils it."""

    def parse(response: object) -> list[T]:
        return [row(value) for value in _rows_and_next(response)[0]]

    return parse


def every_page(
    wire: Wire,
    call: Call,
    row: Callable[[object], T],
    on_unreadable: OnUnreadable | None = None,
) -> Iterator[T]:
    """Every row once; an unknown id is an empty list.

    Rows move to other pages when the list changes under our eyes: what comes twice is
    yielded once. Rows that cannot be read go to `on_unreadable`; without one they raise
    BadAnswer *after* all the others were yielded, for a list with a hole proves nothing.
    """
    seen: set[T] = set()
    unreadable: list[str] = []
    number = 1
    while number != LAST:
        page = _read_page(wire, call.with_query(page=number), row, first=number == 1)
        new = [row for row in dict.fromkeys(page.rows) if row not in seen]
        yield from new
        seen.update(new)
        for value, why in page.unreadable:
            unreadable.append(why)
            if on_unreadable is not None:
                on_unreadable(value, why)
        number = _next_number(call, number, page, brought_new=bool(new))
    if unreadable and on_unreadable is None:
        raise call.error(BadAnswer, f"{len(unreadable)} unreadable rows, {'; '.join(unreadable)}")


def _read_page(wire: Wire, call: Call, row: Callable[[object], T], *, first: bool) -> Page[T]:
    try:
        return wire.read(call, page_of(row))
    except NotFound:
        return Page((), (), LAST)
    except Refused as error:
        # 400 is how the gateway says "beyond the last page", when the list shrank meanwhile.
        if first or error.http_status != 400:
            raise
        return Page((), (), LAST)


def _next_number(call: Call, number: int, page: Page[T], *, brought_new: bool) -> int:
    if page.following is None:
        return number + 1 if brought_new else LAST
    goes_on = bool(page.rows or page.unreadable) and page.following > number
    if page.following != LAST and not goes_on:  # otherwise we might walk in circles, or for ever
        raise call.error(BadAnswer, f"page {number} names {page.following} as the next one")
    return page.following


def _rows_and_next(response: object) -> tuple[list[object], int | None]:
    if isinstance(response, list):
        return response, None
    fields = Fields(response)
    if "list" not in fields.raw:
        return [response], LAST  # one object where a list of one was meant
    rows = fields.rows("list")
    if not rows and fields.whole("total", 0) > 0 and fields.whole("previous", 0) == 0:
        raise Unreadable("the list is empty although total is not 0")
    return rows, fields.whole("next", LAST)


def _name_of(value: object) -> str:
    if not isinstance(value, dict):
        return "a row"
    return Fields(value).text("imp_uid") or Fields(value).text("merchant_uid") or "a row"
