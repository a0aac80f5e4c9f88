"""Why members asked to stop: the reasons of a month add up to its members, and open onto them."""

from __future__ import annotations

from billing_core.database import Database
from billing_core.numbers.cancel_reasons import CANCEL_REASON_PARTS, cancel_reasons
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.explained_parts import excluded, explain, included
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from tests.numbers.book import Book, seoul

MAY, JUNE, JULY = Month(2025, 5), Month(2025, 6), Month(2025, 7)
NOW = AsOf(seoul("2025-08-10"))
PRICE = CANCEL_REASON_PARTS[CancelReason.PRICE].code
NOT_SAID = CANCEL_REASON_PARTS[None].code


def asked_in_june(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        of = {
            name: book.subscribes(name, seoul("2025-06-02 10:00"))
            for name in ("dear", "dearer", "silent", "wavers", "twice", "late")
        }
        book.asks(of["dear"], seoul("2025-06-05"), CancelReason.PRICE)
        book.asks(of["dearer"], seoul("2025-06-06"), CancelReason.PRICE)
        book.asks(of["silent"], seoul("2025-06-07"))
        book.withdraws(
            book.asks(of["wavers"], seoul("2025-06-08"), CancelReason.TROUBLE),
            seoul("2025-06-09"),
        )
        first = book.asks(of["twice"], seoul("2025-06-10"), CancelReason.PAUSING)
        book.withdraws(first, seoul("2025-07-02"))  # it stood at the end of June
        book.asks(of["twice"], seoul("2025-07-03"), CancelReason.OTHER)
        book.asks(of["late"], seoul("2025-07-01 00:00"), CancelReason.PRICE)


def test_the_reasons_of_a_month_add_up_to_its_members(database: Database) -> None:
    asked_in_june(database)
    with database.reading() as session:
        found = cancel_reasons(session, [MAY, JUNE, JULY])
        whole = CANCEL_REQUESTED.values(session, [MAY, JUNE, JULY], NOW)

    assert found[JUNE] == {CancelReason.PRICE: 2, None: 1, CancelReason.PAUSING: 1}
    assert found[JULY] == {CancelReason.PRICE: 1, CancelReason.OTHER: 1}
    assert {month: each.total() for month, each in found.items()} == whole
    assert whole[MAY] == 0


def test_each_reason_opens_its_people_and_whom_it_leaves_out(database: Database) -> None:
    asked_in_june(database)
    with database.reading() as session:
        told = explain(session, PRICE, JUNE, NOW)
        price = included(session, PRICE, JUNE, NOW, limit=50).rows
        silent = included(session, NOT_SAID, JUNE, NOW, limit=50).rows
        left_out = excluded(session, PRICE, JUNE, NOW, limit=50).rows

    assert (told.value, told.label.ko) == (2, "해지 이유: 가격이 부담돼서")
    assert [row.app_id for row in price] == ["dear", "dearer"]
    assert [row.app_id for row in silent] == ["silent"]
    assert [(row.app_id, row.reason) for row in left_out] == [
        ("wavers", Exclusion(ExclusionReason.WITHDRAWN))
    ]


def test_every_reason_adds_up_to_its_list_in_every_month(database: Database) -> None:
    asked_in_june(database)
    with database.reading() as session:
        for month in (MAY, JUNE, JULY):
            for part in CANCEL_REASON_PARTS.values():
                rows = included(session, part.code, month, NOW, limit=50).rows
                assert part.value(session, month, NOW) == len(rows)
