"""What both books say when it is calm again: the invariants at rest, and what was lost or taken twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from billing_core.models import InboxEvent, InboxState
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from tests.stories.facts.always import Seen, check_always
from tests.stories.facts.at_rest import check_at_rest, read
from tests.stories.facts.pressing import heal_all
from tests.stories.storm.lives import Lives
from tests.stories.storm.stormy_town import StormyTown

SPAN = timedelta(days=45)


@dataclass
class Tally:
    """Of any number of towns. `lost`: captured, and neither in our book nor on a list; `twice`: a
    period captured more than once that nobody was told of. Both are to be 0."""

    lives: int = 0
    payments: int = 0
    second_captures: int = 0
    told: int = 0
    lost: int = 0
    twice: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def in_words(self) -> str:
        return (
            f"{self.lives} lives, {self.faults.total()} faults of {len(self.faults)} kinds,"
            f" {self.payments} payments, {self.second_captures} periods captured twice and told,"
            f" {self.told} findings; lost {self.lost}, twice {self.twice}"
        )


def weathered(
    opened: Callable[[Random], AbstractContextManager[StormyTown]],
    seed: str,
    members: int,
    tally: Tally,
    *,
    span: timedelta = SPAN,
) -> None:
    """One town's storm, from its first member to the last finding that was healed."""
    dice = Random(seed)
    with opened(dice) as town:
        lives, seen = Lives(town, dice, members), Seen()
        until = town.now + span
        while town.now < until:
            lives.one_stride()
            check_always(town, seen)
        town.calm()
        town.rest()
        check_always(town, seen)
        count_up(town, tally)
        check_at_rest(town)
        check_events(town)
        tally.lives += members
        if heal_all(town, dice.randrange(12)):
            check_always(town, seen)
            check_at_rest(town)


def count_up(town: StormyTown, tally: Tally) -> None:
    books = read(town)
    ours = {one.imp_uid for one in books.entries}
    captures: dict[tuple[str, int], list[str]] = {}
    for number, row in books.captured.items():
        ref = parse_merchant_uid(str(row["merchant_uid"]))
        if isinstance(ref, ChargeRef):
            captures.setdefault((ref.subscription_id, ref.period), []).append(number)
        tally.lost += number not in ours and not books.told(number)
    again = [numbers for numbers in captures.values() if len(numbers) > 1]
    untold = [numbers for numbers in again if not any(map(books.told, numbers))]
    tally.payments += len(books.captured)
    tally.second_captures += len(again) - len(untold)
    tally.twice += len(untold)
    tally.told += len(books.findings)
    tally.faults += town.weather.struck
    assert not untold, untold


def check_events(town: StormyTown) -> None:
    """What was acknowledged is settled, or on the list with its reason."""
    for event in town.world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED):
        assert event.state is not InboxState.NEW, (event.id, event.last_error)
        if event.state is InboxState.FAILED:
            assert town.world.findings(FindingKind.EVENT_FAILED), (event.id, event.last_error)
