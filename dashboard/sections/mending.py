"""What a person does about a finding or a failed notice: one step each, and its sentence."""

from __future__ import annotations

from billing_core.desk.findings import FindingRow
from billing_core.inbox.replay import replay_event
from billing_core.lifecycle.decide_quarantined import decide_quarantined
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.refund_payment import refund_payment
from dashboard.parts.actor import current_actor
from dashboard.parts.desk import now, the_system
from dashboard.parts.formatting import won
from dashboard.sections.finding_words import finding_label
from dashboard.words import health as w


def refund(row: FindingRow, reason: str) -> str:
    refund_payment(
        the_system(), row.subject, amount=row.refundable, reason=reason, actor=current_actor()
    )
    return w.REFUNDED(won=won(row.refundable))


def decide(row: FindingRow, counts: bool) -> str:
    """The payment is read again first; the decision is about what it is now."""
    system = the_system()
    payment = system.gateway.payment(row.subject)
    with system.database.writing() as session:
        decide_quarantined(session, payment, counts=counts, actor=current_actor(), now=now())
    return (w.COUNTED if counts else w.LEFT_OUT)()


def close(row: FindingRow, note: str) -> str:
    with the_system().database.writing() as session:
        close_finding(
            session, row.kind, row.subject, now=now(), actor=current_actor(), resolution=note
        )
    return w.CLOSED(label=finding_label(row.kind))


def replay(event_id: int) -> str:
    with the_system().database.writing() as session:
        replay_event(session, event_id, actor=current_actor(), now=now())
    return w.REPLAYED()
