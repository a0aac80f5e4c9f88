"""The lines of a dry run in the language of the page."""

from collections.abc import Iterable
from datetime import datetime

from billing_core.rules.calendar import is_midnight
from billing_core.rules.effect import Effect, Fact
from billing_core.wording.effects import EFFECTS
from dashboard.parts.language import NOTHING, Words, count, day, moment, won


def effects_said(effects: Iterable[Effect]) -> list[str]:
    return [
        Words(*EFFECTS[each.code])(
            **{name: _written(name, fact) for name, fact in each.facts.items()}
        )
        for each in effects
    ]


def _written(name: str, fact: Fact) -> str:
    if isinstance(fact, datetime):
        return day(fact) if is_midnight(fact) else moment(fact)
    if isinstance(fact, int):
        return count(fact) if name == "n" else won(fact)
    return fact or NOTHING
