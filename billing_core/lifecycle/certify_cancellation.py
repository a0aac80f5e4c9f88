"""Hand out the confirmation of a cancellation (해지 확인서): it gets its number once, and keeps it."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import Cancellation
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, Role, require_approver_unless_member
from billing_core.rules.certificate import LENGTH, SIGNS, number_of
from billing_core.rules.refusal import Refusal, RefusalCode


def certify_cancellation(
    session: Session, cancellation_id: str, *, actor: Actor, now: datetime, reason: str = ""
) -> Cancellation:
    """The cancellation, which has a number from here on. A member who takes the same file again
    leaves no trace; one of the team who takes it for them always does.

    Raises Refusal: "not_allowed", "not_signed_in", "no_reason", "no_certificate", "card_number".
    """
    require_approver_unless_member(actor, Guarded.CERTIFY_CANCELLATION)
    asked = session.get(Cancellation, cancellation_id)
    if asked is None or asked.withdrawn_at is not None:
        raise Refusal(RefusalCode.NO_CERTIFICATE)
    of_the_member = actor.role is Role.MEMBER
    if of_the_member and actor.number != asked.member_id:
        raise Refusal(RefusalCode.NOT_SIGNED_IN, actor=actor.id)
    if not of_the_member and not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    is_new = asked.certificate_number is None
    if is_new:
        _number(session, asked)
    if is_new or not of_the_member:
        record_act(
            session,
            Act.CANCELLATION_CERTIFIED,
            at=now,
            actor=actor,
            member_id=asked.member_id,
            subject=asked.id,
            reason=reason.strip()[:400],
        )
    return asked


def _number(session: Session, asked: Cancellation) -> None:
    """Whoever comes at the same time gets the number that was first."""
    number = number_of([secrets.randbelow(len(SIGNS)) for _ in range(LENGTH)])
    session.execute(
        update(Cancellation)
        .where(Cancellation.id == asked.id, Cancellation.certificate_number.is_(None))
        .values(certificate_number=number)
        .execution_options(synchronize_session=False)
    )
    session.refresh(asked)
