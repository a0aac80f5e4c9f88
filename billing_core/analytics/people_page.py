"""One page of the rows behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from billing_core.analytics.column_words import Column, columns_of


@dataclass(frozen=True)
class Page:
    """Some rows of a list and how to read their columns; `next_offset` is None on the last page."""

    columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    next_offset: int | None


def page_of(rows: Iterable[Any], limit: int, offset: int) -> Page:
    """Rows are read past, not kept: a page of a million takes the memory of a page."""
    found = tuple(islice(rows, offset, offset + limit + 1))
    shown = found[:limit]
    return Page(
        columns=columns_of(shown[0]) if shown else (),
        rows=shown,
        next_offset=offset + limit if len(found) > limit else None,
    )
