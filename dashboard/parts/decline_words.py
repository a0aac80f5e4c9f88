"""Why a card was refused and what to tell the member, in the language of the page."""

from billing_core.rules.decline import DeclineReason
from billing_core.wording.declines import ADVICE, DECLINES
from dashboard.parts.language import Words


def decline_label(reason: DeclineReason) -> str:
    return Words(*DECLINES[reason])()


def decline_advice(reason: DeclineReason) -> str:
    return Words(*ADVICE[reason])()
