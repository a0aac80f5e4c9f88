"""What a finding is called, its cures, their dry run and how it ended, in the language of the page."""

from collections.abc import Iterable
from datetime import datetime

from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import is_midnight
from billing_core.rules.cure import Cure
from billing_core.rules.effect import Effect, Fact
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.wording.answers import ANSWERS
from billing_core.wording.cures import cure_words
from billing_core.wording.effects import EFFECTS
from billing_core.wording.findings import FINDING_ADVICE, FINDING_LABELS
from dashboard.parts.language import NOTHING, Language, Words, count, day, language, moment, won
from dashboard.parts.words import findings as w


def finding_label(kind: FindingKind) -> str:
    return Words(*FINDING_LABELS[kind])()


def what_to_do(kind: FindingKind) -> str:
    return Words(*FINDING_ADVICE[kind])()


def cure_button(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).button)()


def cure_will(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).will)()


def cure_done(kind: FindingKind, cure: Cure) -> str:
    return Words(*cure_words(kind, cure).done)()


def actor_said(name: str) -> str:
    return w.BY_ITSELF() if name == SYSTEM.name else name


def closing_said(by: str, resolution: str, answer: FindingAnswer | None) -> str:
    """How it ended; what a person typed, or an earlier version wrote in Korean, stays as it is."""
    if answer is not None:
        return Words(*ANSWERS[answer])()
    if by == SYSTEM.name and language() is Language.ENGLISH:
        return w.PUT_RIGHT.en
    return resolution


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
