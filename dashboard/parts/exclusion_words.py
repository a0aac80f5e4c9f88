"""Why something was left out, in the language of the page."""

from billing_core.rules.exclusion import Exclusion
from billing_core.wording import exclusions
from dashboard.parts.language import language


def exclusion_said(why: Exclusion) -> str:
    return exclusions.exclusion_said(why, language().place)
