"""How the core's numbers are said: their label, what they mean, and one value with its unit."""

from fractions import Fraction
from typing import Protocol

from billing_core.numbers import metric
from billing_core.numbers.metric import Unit
from dashboard.parts.language import NOTHING, Language, Words, cases, language, people, won


class Named(Protocol):
    """A metric, a rate or a definition."""

    @property
    def label(self) -> metric.Bilingual: ...
    @property
    def explanation(self) -> metric.Bilingual: ...


def label_of(number: Named) -> str:
    return Words(number.label.ko, number.label.en)()


def meaning_of(number: Named) -> str:
    return Words(number.explanation.ko, number.explanation.en)()


def valued(value: int, unit: Unit) -> str:
    """`1,234명`, `1,234,000원`, `12건`; in English `1,234`, `₩1,234,000`, `12`."""
    if unit is Unit.COUNT:
        return cases(value)
    return people(value) if unit is Unit.PEOPLE else won(value)


def percent(ratio: Fraction | float | None) -> str:
    """`4.2%`; a dash where there is nothing to take a share of."""
    return NOTHING if ratio is None else f"{float(ratio):.1%}"


def points(by: Fraction | float) -> str:
    """The difference of two shares, unsigned: `0.4%p`, in English `0.4 pp`."""
    unit = " pp" if language() is Language.ENGLISH else "%p"
    return f"{abs(float(by)) * 100:.1f}{unit}"
