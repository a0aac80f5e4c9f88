"""The rows behind any number: whatever facts they have, in words a person reads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from fractions import Fraction
from operator import attrgetter
from typing import Any

from billing_core.numbers.people_page import Column, PeoplePage
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion
from billing_core.wording.sources import source_said
from dashboard.parts import shown_members
from dashboard.parts.codes_said import cancel_reason_label, decline_label, exclusion_said
from dashboard.parts.language import Words, language, moment
from dashboard.parts.tables import people_table
from dashboard.parts.words import facts as w


def fact_table(page: PeoplePage, *, key: str, about: str) -> None:
    """The table. `key` is of the list; a click opens the member of the row's `app_id`."""
    labels = {
        column.field: _label(column)
        for column in page.columns
        if any(_says_something(column.field, getattr(row, column.field)) for row in page.rows)
    }
    columns = {label: _reader(field) for field, label in labels.items()}
    money = [label for field, label in labels.items() if _is_money(field, page.rows)]
    people_table(
        page.rows, columns, key=key, member_of=attrgetter("app_id"), money=money, about=about
    )


def _label(column: Column) -> str:
    """Without its unit, which stands beside every value."""
    return Words(column.label.ko, column.label.en)().removesuffix("(원)")


def _says_something(field: str, value: object) -> bool:
    """A column without a single fact is left out: money of a request, a number of a member, or
    that none of the renewals is a first charge."""
    if value is None or value is False or value == "":
        return False
    return field != "won" or value != 0


def _is_money(field: str, rows: Sequence[Any]) -> bool:
    """Fractions are exact won a month."""
    return field == "won" or field.endswith("_won") or isinstance(getattr(rows[0], field), Fraction)


def _reader(field: str) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        value = getattr(row, field)
        if type(value) is str and value and row.app_id and field in _MEMBERS:
            return _MEMBERS[field](row, value)
        if field == "source":
            return source_said(str(value), language().place)
        return _said(value)

    return read


def _told(row: Any, text: str) -> str:
    return shown_members.told_of_member(text, getattr(row, "name", ""), row.app_id)


def _slip(row: Any, url: str) -> str:
    """A slip names its member, and whose card paid."""
    return "" if shown_members.is_masked(row.app_id) else url


# Fields that tell who somebody is.
_MEMBERS: Mapping[str, Callable[[Any, str], str]] = {
    "app_id": lambda _row, app_id: shown_members.member_id(app_id),
    "name": lambda row, name: shown_members.member_name(name, row.app_id),
    # What others made up: a reason, or an order number, may hold the member's id.
    **dict.fromkeys(("requested_by", "reason", "subject", "imp_uid", "merchant_uid"), _told),
    "card_name": lambda row, card: shown_members.card_of_member(card, row.app_id),
    "receipt_url": _slip,
}


def _said(value: object) -> object:
    match value:
        case datetime():
            return moment(value)
        case bool():
            return (w.YES if value else w.NO)()
        case Fraction():
            return round(value)
        case DeclineReason():
            return decline_label(value)
        case Exclusion():
            return exclusion_said(value)
        case CancelReason():
            return cancel_reason_label(value)
        case Enum():
            return w.STATES[type(value)][value]()
        case _:
            return value
