"""A share (비율): a part and the whole it is taken of, both of which can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.metric import Metric, Words
from billing_core.analytics.stretch import S


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
    label: Words
    explanation: Words
    part: Metric[Any]
    whole: Metric[Any]

    def values(self, session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, Share]:
        part = self.part.values(session, stretches, as_of)
        whole = self.whole.values(session, stretches, as_of)
        return {each: Share(part[each], whole[each]) for each in stretches}
