"""Apply a cure to a finding: each cure is one step, recorded with its reason.

`cure_finding` is the one door for every button: it foresees what will happen, writes that down
with the wish, and does it. A cure that asks the gateway writes its intent first (write-ahead
intent) and holds no transaction across the wire; the finding closes when the books agree.
"""

from collections.abc import Callable, Mapping

from billing_core.lifecycle import (
    cure_bookings,
    cure_members,
    cure_payments,
    cure_permissions,
    failed_events,
    watch_gateway,
)
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.foresee_cure import finding_to_cure, foresee_cure
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

Step = Callable[[System, AskedCure], None]


def cure_finding(
    system: System,
    finding_id: int,
    cure: Cure,
    *,
    reason: str,
    actor: Actor,
    amount: int | None = None,
    shown: int | None = None,
) -> None:
    """Apply a cure. `amount`: won to give back where it is a refund; all that is left when None.
    `shown`: the won that the person saw as left then.

    Raises Refusal: "not_allowed", "no_reason", "already_closed", "no_such_cure", and whatever the
    step itself refuses; GatewayError when the gateway could not be asked.
    """
    require_approver(actor, Guarded.CURE_FINDING)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_CURE, finding=finding_id)
    foreseen = foresee_cure(system, finding_id, cure, amount=amount)
    with system.database.writing() as session:
        finding = finding_to_cure(session, finding_id, cure)
        record_act(
            session,
            Act.FINDING_CURE_ASKED,
            at=system.clock.now(),
            actor=actor,
            member_id=finding.member_id,
            subject=finding.subject,
            kind=str(finding.kind),
            cure=str(cure),
            effects=[str(each.code) for each in foreseen],
            reason=reason.strip()[:400],
        )
    asked = AskedCure(finding, cure, reason.strip()[:400], actor, amount, shown)
    step = STEPS.get((finding.kind, cure)) or STEPS_OF_ANY_KIND[cure]
    step(system, asked)


def leave_it(system: System, asked: AskedCure) -> None:
    """Close the finding as a recorded decision: it stays as it is."""
    with system.database.writing() as session:
        now = system.clock.now()
        close_finding(
            session,
            asked.finding.kind,
            asked.finding.subject,
            now=now,
            actor=asked.actor,
            resolution=asked.reason,
            cure=asked.cure,
        )


STEPS_OF_ANY_KIND: Mapping[Cure, Step] = {
    Cure.LEAVE_IT: leave_it,
    Cure.RECOGNISE: leave_it,
    Cure.DO_NOT_BEGIN: leave_it,
    Cure.LEAVE_OUT: leave_it,
    Cure.REFUND: cure_payments.refund,
    Cure.ACCEPT_PAYMENT: cure_payments.accept,
    Cure.COUNT_IT: cure_payments.count_it,
    Cure.SAME_PAYMENT: cure_payments.same_payment,
    Cure.TWO_PAYMENTS: cure_payments.two_payments,
    Cure.READ_AGAIN: cure_payments.read_again,
    Cure.BOOK_AGAIN: cure_bookings.book_again,
    Cure.REVOKE_NOW: cure_bookings.revoke_now,
    Cure.MOVE_BACK: cure_bookings.move_back,
    Cure.EXTEND_FREE: cure_bookings.extend_until_booking,
    Cure.DELETE_AGAIN: cure_bookings.delete_again,
    Cure.TREAT_AS_CANCELLED: cure_members.treat_as_cancelled,
    Cure.BEGIN_WITH_CARD: cure_members.begin_with_card,
    Cure.KEEP_ACCESS: cure_members.keep_access,
    Cure.END_ACCESS: cure_members.end_access_now,
    Cure.UNDO_DOWNGRADE: cure_permissions.undo_approval,
    Cure.TRY_AGAIN: cure_members.try_first_charge,
    Cure.END_SUBSCRIPTION: cure_members.end_first_charge,
    Cure.DELIVER_AGAIN: cure_permissions.deliver_again,
    Cure.RESUME_FROM_TODAY: cure_members.resume_from_today,
    Cure.END_THEM: cure_members.end_them,
    Cure.GIVE_ACCESS: cure_permissions.give_access,
    Cure.ASK_APPROVAL: cure_permissions.ask_approval,
}
STEPS: Mapping[tuple[FindingKind, Cure], Step] = {
    (FindingKind.QUARANTINED_PAYMENT, Cure.LEAVE_OUT): cure_payments.leave_out,
    (FindingKind.UNREADABLE_PAYMENT, Cure.LEAVE_OUT): cure_payments.leave_out_unreadable,
    (FindingKind.UNKNOWN_OUTCOME, Cure.READ_AGAIN): cure_bookings.read_again,
    (FindingKind.UNKNOWN_OUTCOME, Cure.LEAVE_OUT): cure_payments.leave_out_unknown,
    (FindingKind.REFUND_ONLY_IN_FILE, Cure.RECOGNISE): cure_payments.record_given_back,
    (FindingKind.REFUND_UNCLEAR, Cure.READ_AGAIN): cure_payments.read_refund,
    (FindingKind.REVOKE_NOT_CONFIRMED, Cure.REVOKE_NOW): cure_bookings.revoke_all,
    (FindingKind.EVENT_FAILED, Cure.READ_AGAIN): failed_events.take_in_again,
    (FindingKind.EVENT_FAILED, Cure.LEAVE_IT): failed_events.leave_as_it_came,
    (FindingKind.CLOCKS_DIFFER, Cure.READ_AGAIN): watch_gateway.measure_again,
}
