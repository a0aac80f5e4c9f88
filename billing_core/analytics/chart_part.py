"""One part of a chart that is no metric of its own: a step of a waterfall, a cell of a table.

Metrics are what a closed month keeps. These only take a number of a chart apart, so they can be
opened like a metric, and are never closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.metric import Excluded, Unit, Words
from billing_core.analytics.share import Share
from billing_core.rules.calendar import Month

Reading = Callable[[Session, Month, AsOf], Iterable[Any]]


@dataclass(frozen=True)
class ChartPart:
    """`value` is the number the chart shows: whole won, people, cases, or a share. `people` are
    the rows behind it, with a `member_id`; `excluded` is what one may have expected in it."""

    code: str
    label: Words
    unit: Unit
    explanation: Words
    value: Callable[[Session, Month, AsOf], int | Share]
    people: Reading
    excluded: Callable[[Session, Month, AsOf], Iterable[Excluded]]
