"""A column of a file: a Korean heading and what stands below it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Cell = str | int | date | datetime | None
Row_contra = TypeVar("Row_contra", contravariant=True)


@dataclass(frozen=True)
class FileColumn(Generic[Row_contra]):
    """One column. A number is whole won or a count; an instant is aware and shown as Seoul time,
    a date is shown as it is."""

    heading: str
    cell: Callable[[Row_contra], Cell]
