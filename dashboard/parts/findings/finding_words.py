"""What a finding is called, its cures, and how it ended, in the language of the page."""

from billing_core.rules.actor import SYSTEM
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.wording.answers import ANSWERS
from billing_core.wording.cures import cure_words
from billing_core.wording.findings import FINDING_ADVICE, FINDING_LABELS
from dashboard.parts.language import Language, Words, language
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
