"""The members of the demo's company: who joins when, for what, with which card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from billing_core.demo.names import korean_name, member_id_after
from billing_core.rules.calendar import Month, kst_date, months_between
from billing_core.rules.period import Terms
from billing_core.rules.plan import Plan
from billing_core.sandbox.cards import COMPANIES

GROWTH = 1.15  # each month brings that many times the sign-ups of the month before
FIRST_APP_USER = 10_200
# When people sign up in Seoul, hour by hour from 07:00 to 22:00.
_HOURS = (2, 3, 5, 7, 7, 9, 8, 6, 6, 6, 7, 8, 10, 12, 11, 7)


@dataclass(frozen=True)
class Character:
    """A member. `joins_at` is when the card is registered; the first charge follows in minutes."""

    app_id: str
    name: str
    plan: Plan
    company: str  # the first four digits of the test cards this member's bank gives out
    joins_at: datetime

    @property
    def terms(self) -> Terms:
        return Terms(kst_date(self.joins_at), self.plan.months, self.plan.price)

    def card(self, ending: str = "0001") -> str:
        return f"{self.company}-0000-0000-{ending}"


def cast(
    *, members: int, months: int, until: datetime, plans: Sequence[Plan], random: Random
) -> list[Character]:
    """Invents the members, in the order of joining; the last month ends at `until`."""
    moments = sorted(_moments(members, months, until, random))
    weights = [_popularity(position, plan) for position, plan in enumerate(plans)]
    number = FIRST_APP_USER
    found = []
    for joins_at in moments:
        number = member_id_after(number, random)
        found.append(
            Character(
                app_id=f"u{number}",
                name=korean_name(random),
                plan=random.choices(plans, weights=weights)[0],
                company=random.choice(list(COMPANIES)),
                joins_at=joins_at,
            )
        )
    return found


def _moments(members: int, months: int, until: datetime, random: Random) -> list[datetime]:
    last = Month.of(until)
    calendar = months_between(last.plus(1 - months), last)
    lengths = [(min(month.end, until) - month.start).days for month in calendar]
    weights = [GROWTH**position * max(days, 1) for position, days in enumerate(lengths)]
    chosen = random.choices(range(months), weights=weights, k=members)
    return [_moment(calendar[index], lengths[index], random) for index in chosen]


def _moment(month: Month, days: int, random: Random) -> datetime:
    hour = random.choices(range(7, 7 + len(_HOURS)), weights=_HOURS)[0]
    day = random.randrange(max(days, 1))
    return month.start + timedelta(
        days=day, hours=hour, minutes=random.randrange(58), seconds=random.randrange(60)
    )


def _popularity(position: int, plan: Plan) -> int:
    """The first plan is what most take; a long one is for the convinced."""
    if plan.months > 1:
        return 4
    return 10 if position == 0 else 5
