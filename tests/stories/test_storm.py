"""Lives in a town whose gateway fails at any call and whose machine may stop at any moment:
nothing is lost, and nobody pays twice unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from random import Random

import pytest

from tests.stories.storm.after_the_storm import Tally, weathered
from tests.stories.storm.stormy_town import StormyTown, stormy_town

SHARES = (0.1, 0.2, 0.2, 0.35)  # of all calls that go wrong, one of these in each town
SHARDS, LIVES = 40, 50  # in each
ON_POSTGRESQL, OVER_HTTP = 10, 20  # every tenth town, every twentieth


@pytest.mark.story
def test_five_lives_in_a_storm_end_in_two_books_that_agree(
    fresh_sqlite: Callable[[], str],
) -> None:
    """The short version that runs every time."""
    tally = Tally()
    weathered(
        lambda dice: stormy_town(fresh_sqlite(), dice, 0.25),
        "the suite's",
        5,
        tally,
        span=timedelta(days=35),
    )
    assert (tally.lost, tally.twice) == (0, 0)
    assert tally.faults.total() > 50


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_two_thousand_lives(
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    chosen_seed: int,
    commit: str,
    shard: int,
) -> None:
    """Other lives at every run; `FACTS_SEED` tells those of a former one again."""
    tally = Tally()
    try:
        weathered(
            lambda dice: _opened(request, dice, shard), f"{chosen_seed}/{shard}", LIVES, tally
        )
    finally:
        record_property(
            "proof",
            f"storm: shard {shard}, seed {chosen_seed}, commit {commit}, {tally.in_words}",
        )
    assert (tally.lost, tally.twice) == (0, 0)


@contextmanager
def _opened(request: pytest.FixtureRequest, dice: Random, shard: int) -> Iterator[StormyTown]:
    share, http = dice.choice(SHARES), shard % OVER_HTTP == 0
    if shard % ON_POSTGRESQL != 1:
        url: str = request.getfixturevalue("fresh_sqlite")()
        with stormy_town(url, dice, share, http=http) as town:
            yield town
        return
    fresh: Callable[[], AbstractContextManager[str]] = request.getfixturevalue("fresh_postgresql")
    with fresh() as url, stormy_town(url, dice, share) as town:
        yield town
