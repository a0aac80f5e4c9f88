"""숫자 설명서 of metrics and rates: what a number means, whom it counts, what it leaves out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.metric import Bilingual, Metric, Share, Unit
from billing_core.numbers.people_page import PeoplePage, page_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded
from billing_core.rules.refusal import Refusal, RefusalCode


@dataclass(frozen=True)
class Explained:
    """A number and its explanation. `value` is whole won, people or cases, or a rate's share.
    `known_at` is the 기준시각: what was known then. `provisional` (잠정): the grace of the interval
    has not passed.

    `out_of` is the code of the number a rate is taken of; its people are another list.
    """

    code: str
    label: Bilingual
    unit: Unit
    definition: Bilingual
    value: int | Share
    known_at: datetime
    provisional: bool
    out_of: str | None


def explain(session: Session, code: str, interval: Bounded, as_of: AsOf) -> Explained:
    """Explains a metric or a rate, for a month or any interval. Raises Refusal "unknown_number"."""
    metric = _metric_behind(code)
    rate = RATES.get(code)
    shown = rate or metric
    return Explained(
        code=code,
        label=shown.label,
        unit=Unit.PERCENT if rate else metric.unit,
        definition=shown.explanation,
        value=shown.values(session, [interval], as_of)[interval],
        known_at=as_of.now,
        provisional=as_of.provisional(interval),
        out_of=rate.whole.code if rate else None,
    )


def included(
    session: Session, code: str, interval: Bounded, as_of: AsOf, *, limit: int, offset: int = 0
) -> PeoplePage:
    """The rows that were counted; of a rate, those of its part. Raises as `explain`."""
    return page_of(_metric_behind(code).people(session, interval, as_of), limit, offset)


def excluded(
    session: Session, code: str, interval: Bounded, as_of: AsOf, *, limit: int, offset: int = 0
) -> PeoplePage:
    """What one may have expected to be counted, each row with its reason. Raises as `explain`."""
    return page_of(_metric_behind(code).excluded(session, interval, as_of), limit, offset)


def _metric_behind(code: str) -> Metric[Any]:
    rate = RATES.get(code)
    metric = rate.part if rate else METRICS.get(code)
    if metric is None:
        raise Refusal(RefusalCode.UNKNOWN_NUMBER, number=code)
    return metric
