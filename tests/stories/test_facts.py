"""Any fact in any order: the machine of `facts`, on both databases, and long in `make prove`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stories.facts.machine import FactsMachine
from tests.stories.facts.town import town

# The same lives every time: a red run in the suite is red again when it is looked at.
FIXED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=False,
    stateful_step_count=8,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.story
def test_fifty_lives_of_any_facts_end_in_two_books_that_agree(
    fresh_sqlite: Callable[[], str],
) -> None:
    run_state_machine_as_test(
        lambda: FactsMachine(town(fresh_sqlite())), settings=settings(FIXED, max_examples=50)
    )
