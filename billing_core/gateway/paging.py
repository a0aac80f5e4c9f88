"""Pagination of lists: `{total, previous, next, list}`, or bare arrays as the Swagger says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
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
    """One page. `following` is LAST, a page number, or None when the page does not say whether
    more exist; `total` how many rows the list has, 0 when it does not say."""

    rows: tuple[T, ...]
    unreadable: tuple[tuple[object, str], ...]  # each row as it came, and why
    following: int | None
    total: int = 0


def page_of(row: Callable[[object], T]) -> Callable[[object], Page[T]]:
    """A parser of one page. A row that cannot be read is noted and does not hide the others."""

    def parse(response: object) -> Page[T]:
        values, following, total = _rows_and_next(response)
        rows: list[T] = []
        unreadable: list[tuple[object, str]] = []
        for value in values:
            try:
                rows.append(row(value))
            except Unreadable as error:
                unreadable.append((value, f"{_name_of(value)}: {error}"))
        return Page(tuple(rows), tuple(unreadable), following, total)

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
    """Every row of a list once, read by page numbers; an unknown id is an empty list.

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
        raise _unreadable_rows(call, unreadable)


def in_order(
    wire: Wire,
    call_from: Callable[[int], Call],
    start: int,
    row: Callable[[object], T],
    *,
    at: Callable[[T], datetime | None],
    on_unreadable: OnUnreadable | None = None,
) -> Iterator[T]:
    """Every row once of a list that stands in the order of `at`, by keyset pagination: each page
    is asked for from the second of the last row on. So a row that leaves the list meanwhile
    pushes none past us, and one that joins at its end still comes.

    `start` and what `call_from` takes are unix seconds. A page that does not tell how far it
    goes (a row is unreadable or out of order, or one second fills it) is followed by its number
    instead; and when fewer rows came than the list has, it is walked by numbers once more.
    Unreadable rows go where those of `every_page` go, but before the others of their page.
    """
    came: set[int] = set()
    unreadable: list[str] = []
    since, number, total = start, 1, 0
    while number != LAST:
        call = call_from(since).with_query(page=number)
        page = _read_page(wire, call, row, first=number == 1)
        total = total or page.total
        for value, why in page.unreadable:
            unreadable.append(why)
            if on_unreadable is not None:
                on_unreadable(value, why)
        hashed = {hash(each): each for each in page.rows}
        new = [each for key, each in hashed.items() if key not in came]
        came.update(hashed)
        yield from new
        number = _next_number(call, number, page, brought_new=bool(new))
        reached = _reached(page, at, since)
        if number != LAST and reached is not None:
            since, number = reached, 1
    if since > start and len(came) < total:
        walked = every_page(wire, call_from(start), row, lambda _value, _why: None)
        yield from (each for each in walked if hash(each) not in came)
    if unreadable and on_unreadable is None:
        raise _unreadable_rows(call, unreadable)


def _reached(page: Page[T], at: Callable[[T], datetime | None], since: int) -> int | None:
    """The second of the last row, if everything before it is known to have been listed."""
    instants = [instant.timestamp() for each in page.rows if (instant := at(each)) is not None]
    if page.unreadable or not instants or len(instants) < len(page.rows):
        return None
    if any(one > next_ for one, next_ in pairwise([since, *instants])):
        return None
    return int(instants[-1]) if instants[-1] >= since + 1 else None


def _unreadable_rows(call: Call, whys: list[str]) -> BadAnswer:
    return call.error(BadAnswer, f"{len(whys)} unreadable rows, {'; '.join(whys)}")


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


def _rows_and_next(response: object) -> tuple[list[object], int | None, int]:
    """The rows, the next page and the length of the list, as `Page` has them."""
    if isinstance(response, list):
        return response, None, 0
    fields = Fields(response)
    if "list" not in fields.raw:
        return [response], LAST, 1  # one object where a list of one was meant
    rows, total = fields.rows("list"), fields.whole("total", 0)
    if not rows and total > 0 and fields.whole("previous", 0) == 0:
        raise Unreadable("the list is empty although total is not 0")
    return rows, fields.whole("next", LAST), total


def _name_of(value: object) -> str:
    if not isinstance(value, dict):
        return "a row"
    return Fields(value).text("imp_uid") or Fields(value).text("merchant_uid") or "a row"
