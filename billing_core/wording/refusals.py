"""Why a step says no, and what to do about it: one sentence by code, each (ko, en).

The blanks are the facts of the refusal.
"""

from billing_core.rules.actor import Guarded
from billing_core.rules.decline import DeclineReason
from billing_core.rules.file_flaw import BadRow, FileFlaw
from billing_core.rules.member_key import told_apart
from billing_core.rules.payment_pair import PaymentPair
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.roll_up_difference import Difference
from billing_core.wording.declines import ADVICE, DECLINES
from billing_core.wording.file_flaws import bad_row_of_file_said, flaw_said
from billing_core.wording.guarded import GUARDED
from billing_core.wording.languages import KOREAN
from billing_core.wording.pairs import pair_said
from billing_core.wording.refusals_at_doors import AT_DOORS
from billing_core.wording.refusals_at_sign_in import AT_SIGN_IN
from billing_core.wording.refusals_of_access import OF_ACCESS
from billing_core.wording.refusals_of_backups import OF_BACKUPS
from billing_core.wording.refusals_of_claims import OF_CLAIMS
from billing_core.wording.refusals_of_forgetting import OF_FORGETTING
from billing_core.wording.refusals_of_member_pages import OF_MEMBER_PAGES
from billing_core.wording.refusals_of_members import OF_MEMBERS
from billing_core.wording.refusals_of_money import OF_MONEY
from billing_core.wording.refusals_of_notices import OF_NOTICES
from billing_core.wording.roll_ups import difference_said

REFUSALS = {
    **AT_DOORS,
    **AT_SIGN_IN,
    **OF_ACCESS,
    **OF_BACKUPS,
    **OF_CLAIMS,
    **OF_FORGETTING,
    **OF_MEMBERS,
    **OF_MEMBER_PAGES,
    **OF_MONEY,
    **OF_NOTICES,
}
# Of the first commands that anybody types.
IN_BOTH = (RefusalCode.DEMO_BESIDE_REAL, RefusalCode.DEMO_FILLING, RefusalCode.KEYS_MISSING)


def refusal_said(refusal: Refusal, language: int = KOREAN) -> str:
    """One sentence for people: what is wrong, and what to do."""
    facts = {name: _said(fact, language) for name, fact in refusal.facts.items()}
    if isinstance(decline := refusal.facts.get("decline"), DeclineReason):
        facts["advice"] = ADVICE[decline][language]
    if refusal.says is RefusalCode.MEMBER_ID_ALIKE:
        facts = {name: told_apart(str(app_id)) for name, app_id in facts.items()}
    return REFUSALS[refusal.says][language].format(**facts)


def _said(fact: object, language: int) -> object:
    """A code that is a fact of another is said in its own words."""
    if isinstance(fact, Guarded):
        return GUARDED[fact][language]
    if isinstance(fact, Difference):
        return difference_said(fact, language)
    if isinstance(fact, FileFlaw):
        return flaw_said(fact, language)
    if isinstance(fact, tuple):
        return "\n".join(_row_said(each, language) for each in fact)
    return DECLINES[fact][language] if isinstance(fact, DeclineReason) else fact


def _row_said(row: object, language: int) -> str:
    if isinstance(row, PaymentPair):
        return pair_said(row, language)
    return bad_row_of_file_said(row, language) if isinstance(row, BadRow) else str(row)
