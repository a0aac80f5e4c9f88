"""Why a card was refused and what to tell the member, in the language of the page."""

from __future__ import annotations

from billing_core.rules.decline import DeclineReason
from dashboard.parts.language import Language, language
from dashboard.parts.words import payments as w


def decline_label(reason: DeclineReason) -> str:
    return reason.label if language() is Language.KOREAN else w.REASONS_EN[reason]


def decline_advice(reason: DeclineReason) -> str:
    return reason.advice if language() is Language.KOREAN else w.ADVICE_EN[reason]
