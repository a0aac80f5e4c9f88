"""What a row of a payments file is: a payment, a refund of one, or none of ours."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from billing_core.history.cells import is_negative
from billing_core.history.table import Table


class Sort(Enum):
    PAYMENT = auto()
    REFUND = auto()
    SKIPPED = auto()


def sort_row(table: Table, row: Mapping[str, str], cells: Sequence[str]) -> Sort:
    """What a row is. Negative money is a refund even where `only` was chosen without a thought for
    refunds; once a mapping says which rows are refunds, it has the word."""
    if table.refunds and table.refunding(cells):
        return Sort.REFUND
    back = is_negative(row.get("amount", ""))
    if back and not table.refunds:
        return Sort.REFUND
    if table.only and not table.wanted(cells):
        return Sort.SKIPPED
    return Sort.REFUND if back else Sort.PAYMENT
