"""Suggests which values of a column of states are refunds of payments in the same file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from billing_core.history.cells import BadCell, read_money
from billing_core.history.file_kind import FileKind
from billing_core.history.heading import plain
from billing_core.history.mapping import FileMapping, Values
from billing_core.history.refused import ImportRefused
from billing_core.history.sheet_rows import BrokenFile
from billing_core.history.source_file import SourceFile
from billing_core.history.state_words import WENT_BACK
from billing_core.history.table import Table, open_table

ROWS_LOOKED_AT = 20_000
Names = tuple[str, ...]
Moved = tuple[str, int]  # when, as it is written, and how much


def suggest_refunds(source: SourceFile, mapping: FileMapping, only: Values) -> Values:
    """Of the values by which `only` would leave rows out, those whose every row gives back money
    of a payment of the file, at another time: 취소 of a list of transactions. 취소완료 of a shop's
    list of orders is a payment that never counted, and is none."""
    [(column, paid)] = only.items()
    try:
        table = open_table(source, FileKind.PAYMENTS, mapping)
        payments, others = _sorted(table, table.heading.names.index(plain(column)), paid)
    except (ImportRefused, BrokenFile):
        return {}
    back = [
        value
        for value, rows in others.items()
        if WENT_BACK.search(value) and all(_gives_back(payments, *row) for row in rows)
    ]
    return {column: tuple(back)} if back else {}


def _sorted(
    table: Table, place: int, paid: Sequence[str]
) -> tuple[Mapping[Names, set[Moved]], Mapping[str, list[tuple[Names, Moved]]]]:
    """(what was paid, by the names of the payment; the other rows, by their value)."""
    payments: defaultdict[Names, set[Moved]] = defaultdict(set)
    others: defaultdict[str, list[tuple[Names, Moved]]] = defaultdict(list)
    for _, cells in islice(table.rows, ROWS_LOOKED_AT):
        try:
            row = table.named(cells)
            moved = row["paid_at"], abs(read_money("amount", row["amount"]))
        except BadCell:
            continue
        value, order = plain(cells[place]), (row["member_id"], row["merchant_uid"])
        if value in paid:
            payments[order].add(moved)
            payments[row["imp_uid"],].add(moved)
        else:
            named = row.get("refund_of", "")
            others[value].append(((named,) if named else order, moved))
    return payments, others


def _gives_back(payments: Mapping[Names, set[Moved]], names: Names, moved: Moved) -> bool:
    at, won = moved
    return any(at != paid_at and won <= paid for paid_at, paid in payments.get(names, ()))
