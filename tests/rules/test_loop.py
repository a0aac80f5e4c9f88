"""When a loop in the background stands still, and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_core.rules.loop import (
    BEAT_EVERY,
    BEAT_LOST_AFTER,
    OWN_TIME,
    Beat,
    LoopName,
    StandingLoop,
    Stillness,
    standing_loops,
)

NOW = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def all_turn() -> list[Beat]:
    return [Beat(loop, NOW, NOW) for loop in LoopName]


def without(loop: LoopName) -> list[Beat]:
    return [beat for beat in all_turn() if beat.loop is not loop]


def test_loops_that_turn_are_not_named() -> None:
    assert standing_loops(all_turn(), NOW + BEAT_LOST_AFTER) == []


def test_an_empty_book_has_loops_that_nobody_runs() -> None:
    assert standing_loops([], NOW) == [
        StandingLoop(loop, Stillness.GONE, None) for loop in LoopName
    ]


@pytest.mark.parametrize("loop", LoopName)
def test_a_loop_whose_process_is_silent_is_gone_and_the_others_are_not(loop: LoopName) -> None:
    silent = NOW - BEAT_LOST_AFTER - SECOND
    beats = [*without(loop), Beat(loop, silent, silent)]
    assert standing_loops(beats, NOW) == [StandingLoop(loop, Stillness.GONE, silent)]


@pytest.mark.parametrize("loop", LoopName)
def test_a_loop_that_has_not_turned_for_its_own_time_is_stuck(loop: LoopName) -> None:
    just_in_time = NOW - OWN_TIME[loop]
    assert standing_loops([*without(loop), Beat(loop, NOW, just_in_time)], NOW) == []
    late = just_in_time - SECOND
    found = standing_loops([*without(loop), Beat(loop, NOW, late)], NOW)
    assert found == [StandingLoop(loop, Stillness.STUCK, late)]


def test_of_two_processes_the_one_that_is_stuck_is_told_and_a_dead_one_is_not() -> None:
    long_ago = NOW - timedelta(hours=2)
    beats = [*all_turn(), Beat(LoopName.WORK, NOW, long_ago)]
    assert standing_loops(beats, NOW) == [StandingLoop(LoopName.WORK, Stillness.STUCK, long_ago)]
    assert standing_loops([*all_turn(), Beat(LoopName.WORK, long_ago, long_ago)], NOW) == []


def test_several_heartbeats_may_be_missed_before_anybody_is_alarmed() -> None:
    assert BEAT_LOST_AFTER >= 4 * BEAT_EVERY
