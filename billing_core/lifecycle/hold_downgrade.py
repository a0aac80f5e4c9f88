"""Hold a downgrade: it waits with a reason, until somebody releases it."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.move import move_downgrade
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Downgrade
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import DowngradeEvent


def hold_downgrade(
    session: Session, downgrade_id: int, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Put a due downgrade on hold. Raises Refusal: "not_allowed", "no_reason", "not_waiting"."""
    require_approver(actor, Guarded.HOLD_DOWNGRADE)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_HOLD, downgrade=downgrade_id)
    downgrade = _locked(session, downgrade_id, DowngradeState.DUE)
    move_downgrade(downgrade, DowngradeEvent.HELD)
    downgrade.hold_reason, downgrade.held_by = reason.strip()[:400], actor.name
    record_act(
        session,
        Act.DOWNGRADE_HELD,
        at=now,
        actor=actor,
        member_id=downgrade.member_id,
        subject=str(downgrade_id),
        reason=downgrade.hold_reason,
    )


def release_downgrade(session: Session, downgrade_id: int, *, actor: Actor, now: datetime) -> None:
    """Make a held downgrade due again. Raises Refusal: "not_allowed", "not_waiting"."""
    require_approver(actor, Guarded.RELEASE_DOWNGRADE)
    downgrade = _locked(session, downgrade_id, DowngradeState.HELD)
    move_downgrade(downgrade, DowngradeEvent.RELEASED)
    record_act(
        session,
        Act.DOWNGRADE_RELEASED,
        at=now,
        actor=actor,
        member_id=downgrade.member_id,
        subject=str(downgrade_id),
        reason=downgrade.hold_reason,
    )
    downgrade.hold_reason, downgrade.held_by = "", ""


def _locked(session: Session, downgrade_id: int, expected: DowngradeState) -> Downgrade:
    downgrade = session.get_one(
        Downgrade, downgrade_id, with_for_update=True, populate_existing=True
    )
    if downgrade.state is not expected:
        raise Refusal(RefusalCode.NOT_WAITING, downgrade=downgrade_id, state=str(downgrade.state))
    return downgrade
