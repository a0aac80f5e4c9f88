"""숫자 설명서 of everything that can be opened: metrics, rates, and the parts of the charts.

What is no part of a chart is answered by `explained`.
"""

from sqlalchemy.orm import Session

from billing_core.numbers import explained, unrecovered_cycles
from billing_core.numbers.cancel_reasons import CANCEL_REASON_PARTS, REASONS, cancel_reasons
from billing_core.numbers.cohort_cells import cohort_cell
from billing_core.numbers.cycle_numbers import cycle_numbers
from billing_core.numbers.explained import Explained
from billing_core.numbers.metric import ChartPart
from billing_core.numbers.mrr_steps import MRR_STEPS
from billing_core.numbers.mrr_waterfall import mrr_waterfall
from billing_core.numbers.people_page import PeoplePage, page_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month

PARTS: dict[str, ChartPart] = {
    part.code: part
    for part in (
        *MRR_STEPS.values(),
        unrecovered_cycles.WAITING_CYCLES,
        unrecovered_cycles.WAITING_WON,
        unrecovered_cycles.LOST_CYCLES,
        unrecovered_cycles.LOST_WON,
        *CANCEL_REASON_PARTS.values(),
    )
}


def values_of_parts(session: Session, month: Month, as_of: AsOf) -> dict[str, int]:
    """By the code of the part, every one of `PARTS` at once. Raises Refusal "roll_ups_missing"."""
    steps = mrr_waterfall(session, [month], as_of)[0].steps
    reasons = cancel_reasons(session, [month])[month]
    cycles = cycle_numbers(session, [month], as_of)[month]
    return {
        **{MRR_STEPS[step].code: won for step, won in steps.items()},
        **{CANCEL_REASON_PARTS[reason].code: reasons[reason] for reason in REASONS},
        unrecovered_cycles.WAITING_CYCLES.code: cycles.waiting.count,
        unrecovered_cycles.WAITING_WON.code: cycles.waiting.won,
        unrecovered_cycles.LOST_CYCLES.code: cycles.lost.count,
        unrecovered_cycles.LOST_WON.code: cycles.lost.won,
    }


def part_named(code: str) -> ChartPart | None:
    return PARTS.get(code) or cohort_cell(code)


def explain(session: Session, code: str, month: Month, as_of: AsOf) -> Explained:
    """Explains a metric, a rate or a part of a chart. Raises Refusal "unknown_number"."""
    part = part_named(code)
    if part is None:
        return explained.explain(session, code, month, as_of)
    return Explained(
        code=code,
        label=part.label,
        unit=part.unit,
        definition=part.explanation,
        value=part.value(session, month, as_of),
        known_at=as_of.now,
        provisional=as_of.provisional(month),
        out_of=None,
    )


def included(
    session: Session, code: str, month: Month, as_of: AsOf, *, limit: int, offset: int = 0
) -> PeoplePage:
    """The rows that were counted. Raises as `explain`."""
    part = part_named(code)
    if part is None:
        return explained.included(session, code, month, as_of, limit=limit, offset=offset)
    return page_of(part.people(session, month, as_of), limit, offset)


def excluded(
    session: Session, code: str, month: Month, as_of: AsOf, *, limit: int, offset: int = 0
) -> PeoplePage:
    """What one may have expected to be counted, with the reason. Raises as `explain`."""
    part = part_named(code)
    if part is None:
        return explained.excluded(session, code, month, as_of, limit=limit, offset=offset)
    return page_of(part.excluded(session, month, as_of), limit, offset)
