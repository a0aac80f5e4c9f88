"""What a number is: a metric with its words, unit and people, a rate, a part of a chart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S
from billing_core.rules.calendar import Month
from billing_core.rules.exclusion import Exclusion

Person_co = TypeVar("Person_co", covariant=True)


@dataclass(frozen=True)
class Bilingual:
    """The same in Korean and English."""

    ko: str
    en: str


class Unit(StrEnum):
    PEOPLE = "명"
    WON = "원"
    COUNT = "건"
    PERCENT = "%"


@dataclass(frozen=True)
class Excluded:
    """Something of the month that was not counted."""

    at: datetime
    app_id: str | None
    subject: str  # imp_uid or cancellation id
    won: int
    reason: Exclusion


@dataclass(frozen=True)
class Definition:
    """What a number of a table (a cohort's cell, a forecast) says about itself."""

    code: str
    label: Bilingual
    unit: Unit
    explanation: Bilingual


class Values(Protocol):
    def __call__(
        self, session: Session, intervals: Sequence[S], as_of: AsOf, /
    ) -> dict[S, int]: ...


@dataclass(frozen=True)
class Metric(Generic[Person_co]):
    """A number and its definition. `values` has every interval asked for, be it a day, a month or
    a year; `people` are the rows behind one number; `excluded` is what one may have expected in it.
    One sentence of `explanation` each, in the words of a month."""

    code: str
    label: Bilingual
    unit: Unit
    explanation: Bilingual
    values: Values
    people: Callable[[Session, Bounded, AsOf], Iterable[Person_co]]
    excluded: Callable[[Session, Bounded, AsOf], Iterable[Excluded]]


@dataclass(frozen=True)
class Share:
    part: int
    whole: int

    @property
    def ratio(self) -> Fraction | None:
        """Exact; None when there is nothing to take a share of (산출 불가)."""
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True)
class Rate:
    """A percentage shown on a page. Its people are those of `part`, out of those of `whole`."""

    code: str
    label: Bilingual
    explanation: Bilingual
    part: Metric[Any]
    whole: Metric[Any]

    def values(self, session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, Share]:
        part = self.part.values(session, intervals, as_of)
        whole = self.whole.values(session, intervals, as_of)
        return {each: Share(part[each], whole[each]) for each in intervals}


Reading = Callable[[Session, Month, AsOf], Iterable[Any]]


@dataclass(frozen=True)
class ChartPart:
    """One part of a chart that is no metric of its own: a step of a waterfall, a cell of a table.
    It can be opened like a metric, and a closed month does not keep it.

    `value` is the number the chart shows: whole won, people, cases, or a share. `people` are
    the rows behind it, with an `app_id`; `excluded` is what one may have expected in it."""

    code: str
    label: Bilingual
    unit: Unit
    explanation: Bilingual
    value: Callable[[Session, Month, AsOf], int | Share]
    people: Reading
    excluded: Callable[[Session, Month, AsOf], Iterable[Excluded]]
