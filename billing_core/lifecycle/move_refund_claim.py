"""Move a refund claim's state: of any number of competitors one sees it move."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing_core.models import RefundClaim
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import REFUND_CLAIM, ClaimEvent


def move_refund_claim(session: Session, claim_id: str, event: ClaimEvent) -> RefundClaim:
    """Compare-and-set by a conditional UPDATE; returns the claim as it stands then. Raises Refusal
    "claim_decided" where it has moved meanwhile, "unknown_claim" for none."""
    moves = {before: after for (before, each), after in REFUND_CLAIM.items() if each is event}
    [reached] = set(moves.values())
    moved = session.scalar(
        update(RefundClaim)
        .where(RefundClaim.id == claim_id, RefundClaim.state.in_(moves))
        .values(state=reached)
        .returning(RefundClaim.id)
        .execution_options(synchronize_session=False)
    )
    claim = session.get(RefundClaim, claim_id, populate_existing=True)
    if claim is None:
        raise Refusal(RefusalCode.CLAIM_UNKNOWN, claim=claim_id)
    if moved is None:
        raise Refusal(RefusalCode.CLAIM_DECIDED, claim=claim_id, state=str(claim.state))
    return claim
