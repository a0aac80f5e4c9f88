"""MRR 증감: how one month's MRR became the next one's, step by step, for a waterfall chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise

from sqlalchemy.orm import Session

from billing_core.numbers.metric import Bilingual, Definition, Unit
from billing_core.numbers.mrr import WITHOUT_VAT, MrrMovement, mrr_movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month


class MrrStep(StrEnum):
    NEW = "new"
    RETURNING = "returning"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURNED = "churned"

    @property
    def label(self) -> Bilingual:
        return _LABELS[self]


_LABELS = {
    MrrStep.NEW: Bilingual("신규", "New"),
    MrrStep.RETURNING: Bilingual("재가입", "Returning"),
    MrrStep.EXPANSION: Bilingual("증액", "Expansion"),
    MrrStep.CONTRACTION: Bilingual("감액", "Contraction"),
    MrrStep.CHURNED: Bilingual("이탈", "Churned"),
}


@dataclass(frozen=True)
class MrrWaterfall:
    """One month's waterfall in whole won. `steps` are in the order they are drawn, losses negative.

    start + every step = end, to the won: not each step is rounded but the level it leads to.
    `confirmed` is the end without the members who have asked to stop.
    """

    month: Month
    start: int
    steps: dict[MrrStep, int]
    end: int
    confirmed: int
    with_vat: bool
    provisional: bool


def mrr_waterfall(
    session: Session, months: Sequence[Month], as_of: AsOf, *, with_vat: bool = True
) -> list[MrrWaterfall]:
    """One waterfall per month, in the order asked for, read from the months' sums."""
    share = Fraction(1) if with_vat else WITHOUT_VAT
    moved = mrr_movements(session, months, as_of)
    return [_row(month, moved[month], share, as_of) for month in months]


def steps_of(moved: MrrMovement, share: Fraction = Fraction(1)) -> dict[MrrStep, int]:
    """What moved it, step by step, in whole won that add up from its start to its end."""
    changes = {
        MrrStep.NEW: moved.new,
        MrrStep.RETURNING: moved.returning,
        MrrStep.EXPANSION: moved.expansion,
        MrrStep.CONTRACTION: -moved.contraction,
        MrrStep.CHURNED: -moved.churned,
    }
    levels = [round(level * share) for level in accumulate(changes.values(), initial=moved.start)]
    return dict(zip(changes, (after - before for before, after in pairwise(levels)), strict=True))


def _row(month: Month, moved: MrrMovement, share: Fraction, as_of: AsOf) -> MrrWaterfall:
    start, steps = round(moved.start * share), steps_of(moved, share)
    return MrrWaterfall(
        month=month,
        start=start,
        steps=steps,
        end=start + sum(steps.values()),
        confirmed=round(moved.confirmed * share),
        with_vat=share == 1,
        provisional=as_of.provisional(month),
    )


MRR_MOVEMENT = Definition(
    "mrr_movement",
    Bilingual("MRR 증감", "MRR movement"),
    Unit.WON,
    Bilingual(
        "월초 MRR에 신규·재가입·증액을 더하고 감액·이탈을 빼면 월말 MRR이 됩니다.",
        "MRR at the start plus new, returning and expansion less contraction and churn is MRR at the end.",
    ),
)
