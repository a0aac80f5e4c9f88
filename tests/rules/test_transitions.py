"""The tables of states: what may follow what, and the page that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refund_claim import ClaimState
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import (
    CANCELLATION,
    CHARGE,
    DOWNGRADE,
    REFUND_CLAIM,
    SUBSCRIPTION,
    CancellationEvent,
    CancellationState,
    ChargeEvent,
    ClaimEvent,
    DowngradeEvent,
    ForbiddenMove,
    SubscriptionEvent,
    after,
)

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
BEGIN, END = "<!-- drawn by tests/rules/test_transitions.py -->", "<!-- end of the drawing -->"
Table = Mapping[tuple[Any, Any], StrEnum]
TABLES: dict[str, tuple[Table, type[StrEnum], type[StrEnum]]] = {
    "Charge (결제)": (CHARGE, ChargeState, ChargeEvent),
    "Subscription (정기결제)": (SUBSCRIPTION, SubscriptionStatus, SubscriptionEvent),
    "Cancellation (해지 신청)": (CANCELLATION, CancellationState, CancellationEvent),
    "Downgrade (권한 변경)": (DOWNGRADE, DowngradeState, DowngradeEvent),
    "Refund claim (환불 요청)": (REFUND_CLAIM, ClaimState, ClaimEvent),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_and_event_stands_in_its_table(name: str) -> None:
    table, states, events = TABLES[name]
    reached = {state for state, _ in table} | set(table.values())
    assert reached == set(states), "no state that nothing leads to or from"
    assert {event for _, event in table} == set(events), "no event that nothing waits for"


@given(st.sampled_from(ChargeState), st.sampled_from(ChargeEvent))
def test_what_the_table_lacks_is_refused_by_name(state: ChargeState, event: ChargeEvent) -> None:
    if (state, event) in CHARGE:
        assert after(CHARGE, state, event) is CHARGE[state, event]
        return
    with pytest.raises(ForbiddenMove, match=f"{state} does not move on {event}"):
        after(CHARGE, state, event)


@given(st.lists(st.sampled_from(ChargeEvent), max_size=12))
def test_money_that_was_captured_stays_captured(events: list[ChargeEvent]) -> None:
    state = ChargeState.REQUESTING
    for event in events:
        before = state
        state = CHARGE.get((state, event), state)
        assert before is not ChargeState.PAID or state is ChargeState.PAID


def test_the_page_shows_the_tables_as_they_are() -> None:
    """To draw it anew: `python -m tests.rules.test_transitions`."""
    assert _drawn() in PAGE.read_text(encoding="utf-8")


def _drawn() -> str:
    return "\n\n".join([BEGIN, *(_table(name) for name in TABLES), END])


def _table(name: str) -> str:
    table, states, events = TABLES[name]
    lines = [f"### {name}", "", f"| | {' | '.join(events)} |", "|---" * (len(events) + 1) + "|"]
    for state in states:
        cells = [str(table.get((state, event), "")) for event in events]
        lines.append(f"| **{state}** | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + _drawn() + rest.partition(END)[2], encoding="utf-8")
