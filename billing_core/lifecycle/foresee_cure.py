"""The dry run of a cure: what pressing it will do, as facts computed from the book now.

`foresee_cure` writes nothing and asks nobody; the act looks again and does it. Beside every step
of `cure_finding` stands its foresight here.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from billing_core.lifecycle import foresee_bookings, foresee_members, foresee_payments
from billing_core.lifecycle.foreseen import Foreseen, Foresight
from billing_core.models import Finding
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.effect import Effect
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System


def foresee_cure(
    system: System, finding_id: int, cure: Cure, *, amount: int | None = None
) -> tuple[Effect, ...]:
    """The effects of a cure, in their order; the last says what becomes of the finding.

    Raises Refusal: "already_closed", "no_such_cure", and what the step itself would refuse now.
    """
    with system.database.reading() as session:
        finding = finding_to_cure(session, finding_id, cure)
        foresight = FORESIGHTS.get((finding.kind, cure)) or FORESIGHTS_OF_ANY_KIND[cure]
        now = system.clock.now()
        return tuple(
            foresight(Foreseen(session, finding, cure, system.settings.policy, now, amount))
        )


def finding_to_cure(session: Session, finding_id: int, cure: Cure) -> Finding:
    """The open finding that a cure is for. Raises Refusal: "already_closed", "no_such_cure"."""
    finding = session.get(Finding, finding_id)
    if finding is None or finding.resolved_at is not None:
        raise Refusal(RefusalCode.ALREADY_CLOSED, finding=finding_id)
    if cure not in CURES[finding.kind]:
        raise Refusal(RefusalCode.NO_SUCH_CURE, finding=finding_id, cure=str(cure))
    return finding


FORESIGHTS_OF_ANY_KIND: Mapping[Cure, Foresight] = {
    Cure.LEAVE_IT: foresee_members.nothing_but_the_record,
    Cure.RECOGNISE: foresee_bookings.recognise,
    Cure.DO_NOT_BEGIN: foresee_members.nothing_but_the_record,
    Cure.LEAVE_OUT: foresee_payments.leave_out,
    Cure.REFUND: foresee_payments.refund,
    Cure.ACCEPT_PAYMENT: foresee_payments.accept,
    Cure.COUNT_IT: foresee_payments.count_it,
    Cure.SAME_PAYMENT: foresee_payments.same_payment,
    Cure.TWO_PAYMENTS: foresee_payments.two_payments,
    Cure.READ_AGAIN: foresee_bookings.read_again,
    Cure.BOOK_AGAIN: foresee_bookings.book_again,
    Cure.REVOKE_NOW: foresee_bookings.revoke_now,
    Cure.MOVE_BACK: foresee_bookings.move_back,
    Cure.EXTEND_FREE: foresee_bookings.extend_until_booking,
    Cure.DELETE_AGAIN: foresee_bookings.delete_again,
    Cure.TREAT_AS_CANCELLED: foresee_members.treat_as_cancelled,
    Cure.BEGIN_WITH_CARD: foresee_members.begin_with_card,
    Cure.KEEP_ACCESS: foresee_members.keep_access,
    Cure.END_ACCESS: foresee_members.end_access,
    Cure.UNDO_DOWNGRADE: foresee_members.undo_approval,
    Cure.TRY_AGAIN: foresee_members.try_first_charge,
    Cure.END_SUBSCRIPTION: foresee_members.end_first_charge,
    Cure.DELIVER_AGAIN: foresee_members.deliver_again,
    Cure.RESUME_FROM_TODAY: foresee_members.resume_from_today,
    Cure.END_THEM: foresee_members.end_them,
    Cure.GIVE_ACCESS: foresee_members.give_access,
    Cure.ASK_APPROVAL: foresee_members.ask_approval,
}
FORESIGHTS: Mapping[tuple[FindingKind, Cure], Foresight] = {
    (FindingKind.UNREADABLE_PAYMENT, Cure.LEAVE_OUT): foresee_payments.leave_out_unreadable,
    (FindingKind.UNKNOWN_OUTCOME, Cure.LEAVE_OUT): foresee_payments.leave_out_unknown,
    (FindingKind.REFUND_ONLY_IN_FILE, Cure.RECOGNISE): foresee_payments.record_given_back,
    (FindingKind.REVOKE_NOT_CONFIRMED, Cure.REVOKE_NOW): foresee_bookings.revoke_all,
}
