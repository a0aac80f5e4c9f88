"""What a finding is called and what to do about it, in the language of the page."""

from __future__ import annotations

from billing_core.rules.finding import FindingKind
from dashboard.parts.language import Language, language
from dashboard.words import health, members


def finding_label(kind: FindingKind) -> str:
    return kind.label if language() is Language.KOREAN else members.FINDINGS_EN[kind]


def what_to_do(kind: FindingKind) -> str:
    return kind.what_to_do if language() is Language.KOREAN else health.WHAT_TO_DO_EN[kind]
