"""Write the audit log: who did what, in the transaction that does it."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from billing_core.models import AuditRow, Person
from billing_core.plain_rows import CompiledWrite
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, ActorKind
from billing_core.rules.card_number import mask_fields, require_no_card_number
from billing_core.rules.refusal import Refusal, RefusalCode

# Codes, ids and digests that we made ourselves.
_NUMBERS_OF_OURS = frozenset({"sha256", "request", "subscription", "customer_uid"})
_ROW = CompiledWrite(
    insert(cast(Table, AuditRow.__table__)).inline(),
    "at",
    "actor_kind",
    "actor",
    "act",
    "member_id",
    "subject",
    "detail",
)


def record_act(
    session: Session,
    act: Act,
    *,
    at: datetime,
    actor: Actor,
    member_id: int | None,
    subject: str = "",
    **detail: Any,
) -> None:
    """Add a row to the audit log. Instants in `detail` become ISO text.

    Raises Refusal "not_signed_in": whoever was disabled, or lost the role, since the page was
    drawn has done nothing, because every act is written down in the transaction that does it; nor
    has a member on another's account. And "card_number": a reason with one in it is kept nowhere,
    least of all where nothing can be deleted.
    """
    require_working(session, actor)
    if actor.kind is ActorKind.MEMBER and actor.number != member_id:
        raise Refusal(RefusalCode.NOT_SIGNED_IN, actor=actor.id)
    if actor.kind is ActorKind.SYSTEM:  # nobody is there who could leave it out
        detail = mask_fields(detail)
    else:
        require_no_card_number(detail, _NUMBERS_OF_OURS)
    plain = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in detail.items()
    }
    # Nobody reads the row in this session: the ORM would take ten times as long to write it.
    _ROW.run(
        session.connection(),
        {
            "at": at,
            "actor_kind": actor.kind,
            "actor": actor.id,
            "act": act,
            "member_id": member_id,
            "subject": subject,
            "detail": plain,
        },
    )


def require_working(session: Session, actor: Actor) -> None:
    """Check that a person still may act. Raises Refusal "not_signed_in"."""
    if not is_working(session, actor):
        raise Refusal(RefusalCode.NOT_SIGNED_IN, actor=actor.id)


def is_working(session: Session, actor: Actor) -> bool:
    """Whether the person is enabled and has the role they act in, by number: a name is no
    identity, and an invented actor has none. True of whoever is no person."""
    if actor.kind is not ActorKind.PERSON:
        return True
    person = session.get(Person, actor.number, populate_existing=True) if actor.number else None
    return person is not None and person.disabled_at is None and person.role is actor.role
