"""Any fact in any order: the machine of `facts`, on both databases, and long in `make prove`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import get_state_machine_test, run_state_machine_as_test

from tests.stories.facts.machine import living
from tests.stories.facts.town import Town, town

PATIENT = settings(database=None, print_blob=False, suppress_health_check=list(HealthCheck))
# The same lives every time: a red run of the suite is red again when somebody looks at it.
SHORT = settings(PATIENT, derandomize=True, stateful_step_count=5)
LONG = settings(PATIENT, stateful_step_count=14)
SHARDS = 20
LIVES = 5_000


@pytest.mark.story
def test_five_lives_of_any_facts_end_in_two_books_that_agree(
    fresh_sqlite: Callable[[], str],
) -> None:
    """The short version that runs every time."""
    run_state_machine_as_test(
        living(lambda: town(fresh_sqlite())), settings=settings(SHORT, max_examples=5)
    )


@pytest.mark.story
def test_two_lives_on_the_companys_own_database(
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
) -> None:
    @contextmanager
    def there() -> Iterator[Town]:
        with fresh_postgresql() as url, town(url) as one:
            yield one

    run_state_machine_as_test(living(there), settings=settings(SHORT, max_examples=2))


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_five_thousand_lives(
    fresh_sqlite: Callable[[], str],
    record_property: Callable[[str, object], None],
    chosen_seed: int,
    commit: str,
    shard: int,
) -> None:
    """Other lives at every run; `FACTS_SEED` tells those of a former one again."""
    lives = LIVES // SHARDS
    record_property(
        "proof", f"facts: shard {shard}, seed {chosen_seed}, commit {commit}, {lives} lives"
    )
    test = get_state_machine_test(
        living(lambda: town(fresh_sqlite())), settings=settings(LONG, max_examples=lives)
    )
    seed(chosen_seed + shard)(test)()
