"""The arithmetic of a proposal in the language of the page."""

from billing_core.rules.refund_proposal import RefundProposal
from billing_core.wording.refund_claims import arithmetic_said
from dashboard.parts.language import language


def arithmetic(proposal: RefundProposal) -> str:
    return arithmetic_said(proposal, language().place)
