"""Open and close findings: on a person's list once, and off it when dealt with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Finding, JobKind
from billing_core.plain_rows import CompiledQuery, SeldomFound
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor, Guarded, require_approver
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode


def open_finding(
    session: Session,
    kind: FindingKind,
    subject: str,
    *,
    now: datetime,
    member_id: int | None,
    amount: int = 0,
    **detail: Any,
) -> None:
    """Open a finding about `subject`, an imp_uid, merchant_uid or subscription. A known one is left
    as it is, except that a state of affairs may come back, and that a booking may be moved once
    more; `detail` then says how it is now."""
    known = find(session, kind, subject)
    if known is not None:
        if known.resolved_at is not None and kind.recurs:
            known.resolved_at, known.resolved_by, known.resolution = None, "", ""
            known.answer = None
            known.opened_at, known.cure = now, None
            known.amount, known.detail = amount, _plain(detail)
        elif known.resolved_at is None and kind.about_booking:
            known.amount, known.detail = amount, known.detail | _plain(detail)
        return
    session.add(
        Finding(
            kind=kind,
            subject=subject,
            member_id=member_id,
            amount=amount,
            detail=_plain(detail),
            opened_at=now,
        )
    )
    session.flush()
    record_act(
        session,
        Act.FINDING_OPENED,
        at=now,
        actor=SYSTEM,
        member_id=member_id,
        subject=subject,
        kind=str(kind),
    )


def _plain(detail: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps it: instants become ISO text."""
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in detail.items()
    }


def close_finding(
    session: Session,
    kind: FindingKind,
    subject: str,
    *,
    now: datetime,
    actor: Actor = SYSTEM,
    answer: FindingAnswer | None = None,
    resolution: str = "",
    cure: Cure | None = None,
) -> None:
    """Close a finding by the `answer` that has become true by itself, or by an approver with a
    note, the `resolution`.

    Raises Refusal: "not_allowed", "no_note". One that is closed already stays as it is.
    """
    if actor is not SYSTEM:
        require_approver(actor, Guarded.CLOSE_FINDING)
    if answer is None and not resolution.strip():
        raise Refusal(RefusalCode.NO_NOTE, subject=subject)
    known = find(session, kind, subject)
    if known is None or known.resolved_at is not None:
        return
    resolution = resolution.strip()[:400]
    known.resolved_at, known.resolved_by, known.resolution = now, actor.name, resolution
    known.answer, known.cure = answer, cure
    record_act(
        session,
        Act.FINDING_CLOSED,
        at=now,
        actor=actor,
        member_id=known.member_id,
        subject=subject,
        kind=str(kind),
        **({"answer": str(answer)} if answer else {"resolution": resolution}),
    )
    held = known.detail.get("subscription_id", "")
    if kind.holds_booking and held:  # what was wanted meanwhile, as another card, waited for this
        enqueue(session, JobKind.BOOK_NEXT, held, now)


def find(session: Session, kind: FindingKind, subject: str) -> Finding | None:
    return next(iter(_FOUND.all(session, kind=kind, subject=subject)), None)


def still_open(session: Session, about: Mapping[FindingKind, str]) -> list[tuple[FindingKind, str]]:
    """Which of these questions, kind -> subject, nobody has answered, in the order given."""
    connection = session.connection()  # without a flush: `open_finding` has done its own
    subjects = {*about.values()}
    asked = {each for one in subjects for each in _STILL_OPEN.rows(connection, {"subject": one})}
    return [one for one in about.items() if one in asked]


def left_as_it_is(session: Session, kind: FindingKind, subject: str) -> bool:
    """Whether a person left it: it is not asked again, and nothing about it is done by itself."""
    known = find(session, kind, subject)
    return known is not None and known.cure is Cure.LEAVE_IT


_STILL_OPEN = CompiledQuery(
    select(Finding.kind, Finding.subject).where(
        Finding.subject == bindparam("subject"), Finding.resolved_at.is_(None)
    )
)
_FOUND = SeldomFound(
    select(Finding).where(
        Finding.kind == bindparam("kind"), Finding.subject == bindparam("subject")
    )
)
