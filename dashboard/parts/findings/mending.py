"""Cures of findings and the replay of failed notices: one step each, and its sentence."""

from billing_core.desk.findings import FindingRow, still_open
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.foresee_cure import foresee_cure
from billing_core.lifecycle.replay_event import replay_event
from billing_core.rules.cure import Cure
from billing_core.wording.cures import PARTLY_REFUNDED, STILL_OPEN
from dashboard.parts import desk
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.findings.finding_words import cure_done, effects_said
from dashboard.parts.language import Words, won
from dashboard.parts.words import findings as w


def foresee_it(row: FindingRow, cure: Cure, amount: str = "") -> list[str]:
    """The dry run of a cure; `amount` as in `cure_it`."""
    part = int(amount) if amount else None
    return effects_said(foresee_cure(desk.the_system(), row.id, cure, amount=part))


def cure_it(row: FindingRow, cure: Cure, reason: str, amount: str = "") -> str:
    """Cures the finding. `amount`: whole won as typed, where the cure is a refund."""
    part = int(amount) if amount else None
    try:
        cure_finding(
            desk.the_system(),
            row.id,
            cure,
            reason=reason,
            actor=desk.current_actor(),
            amount=part,
            shown=row.refundable if cure is Cure.REFUND else None,
        )
    finally:
        forget_checks()  # what the checklists of the approvals read may be otherwise now
    with desk.reading() as session:
        if not still_open(session, row.id):
            return cure_done(row.kind, cure)
    if cure is Cure.REFUND and part is not None and part < row.refundable:
        return Words(*PARTLY_REFUNDED)(won=won(part), left=won(row.refundable - part))
    return Words(*STILL_OPEN)()


def replay(event_id: int) -> str:
    with desk.the_system().database.writing() as session:
        replay_event(session, event_id, actor=desk.current_actor(), now=desk.now())
    return w.REPLAYED()
