"""What every number says about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.stretch import Bounded, S

Person_co = TypeVar("Person_co", covariant=True)


@dataclass(frozen=True)
class Words:
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
    """Something of the month that was not counted. `reason` is one Korean sentence."""

    at: datetime
    member_id: str | None
    subject: str  # imp_uid or cancellation id
    won: int
    reason: str


@dataclass(frozen=True)
class Definition:
    """What a number of a table (a cohort's cell, a forecast) says about itself."""

    code: str
    label: Words
    unit: Unit
    explanation: Words


class Values(Protocol):
    def __call__(
        self, session: Session, stretches: Sequence[S], as_of: AsOf, /
    ) -> dict[S, int]: ...


@dataclass(frozen=True)
class Metric(Generic[Person_co]):
    """`values` has every stretch asked for, be it a day, a month or a year; `people` are the
    rows behind one number; `excluded` is what one may have expected in it. One sentence of
    `explanation` each, in the words of a month."""

    code: str
    label: Words
    unit: Unit
    explanation: Words
    values: Values
    people: Callable[[Session, Bounded, AsOf], Iterable[Person_co]]
    excluded: Callable[[Session, Bounded, AsOf], Iterable[Excluded]]
