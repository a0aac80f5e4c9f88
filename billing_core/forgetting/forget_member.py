"""Forget one member on request (회원 정보 삭제): what the law keeps of contracts and payments stays
under a pseudonym, everything else is taken out, and nothing of it comes back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.forgetting.erase_member import erase_member
from billing_core.forgetting.forgotten_file import note_forgotten
from billing_core.forgetting.in_the_way import complaint_kept, in_the_way
from billing_core.forgetting.known_again import forgotten_key
from billing_core.forgetting.wipe import merge_the_index, wipe_later, wipe_traces
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.find_payment import NAMES
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Member
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor, Guarded, require_administrator
from billing_core.rules.member_key import member_key
from billing_core.rules.retention import ForgetReason
from billing_core.settings import Settings
from billing_core.system import System


def forget_member(system: System, app_id: str, reason: ForgetReason, actor: Actor) -> str:
    """All of it or nothing. Returns the pseudonym by which the desk calls the member now.

    Raises Refusal: "not_allowed", "unknown_member", "forget.key_missing", "forget.month_changed"
    and what stands in the way.
    """
    require_administrator(actor, Guarded.FORGET_MEMBER)
    now = system.clock.now()
    with system.database.writing() as session:
        member = the_member(session, app_id)
        pseudonym = forget(session, system.settings, member, reason=reason, actor=actor, now=now)
        merge_the_index(session)
    wipe_traces(system.database)
    return pseudonym


def foresee_forgetting(system: System, app_id: str) -> str:
    """The name of the member who would be forgotten. Raises Refusal where that would be refused for
    what is open."""
    with system.database.reading() as session:
        member = the_member(session, app_id)
        _refuse(session, member, system.clock.now())
        return member.name


def forget(
    session: Session,
    settings: Settings,
    member: Member,
    *,
    reason: ForgetReason,
    actor: Actor,
    now: datetime,
    **detail: int | str,
) -> str:
    """In the caller's transaction. Somebody who is forgotten already stays so, and nothing is
    written again. Raises Refusal."""
    for lock in ("import", NAMES, f"member:{member_key(member.app_id)}"):
        hold(session, lock)
    whole = select(Member).where(Member.id == member.id).with_for_update()
    session.scalars(whole.execution_options(populate_existing=True)).one()
    if member.forgotten_at is not None:
        return member.app_id
    _refuse(session, member, now)
    if reason is not ForgetReason.WRONG_PERSON:
        complaint_kept(session, member, settings.keep_periods, now)
    key = forgotten_key(settings, member.app_id)
    erase_member(session, member, key, actor, now)
    record_act(
        session,
        Act.MEMBER_FORGOTTEN,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=member.app_id,
        reason_code=str(reason),
        **detail,
    )
    wipe_later(session, now)
    note_forgotten(settings, key, now)
    return member.app_id


def forget_again(session: Session, settings: Settings, keys: Collection[str], now: datetime) -> int:
    """Whoever of a restored book was forgotten since its backup: what stood in the way was settled
    then. Returns how many. Raises Refusal "forget.key_missing"."""
    if not keys:
        return 0
    whole = select(Member).where(Member.forgotten_at.is_(None)).order_by(Member.id)
    found = [
        (member, key)
        for member in session.scalars(whole).all()
        if (key := forgotten_key(settings, member.app_id)) in keys
    ]
    for member, key in found:
        erase_member(session, member, key, SYSTEM, now)
        record_act(
            session,
            Act.MEMBER_FORGOTTEN,
            at=now,
            actor=SYSTEM,
            member_id=member.id,
            subject=member.app_id,
            reason_code=str(ForgetReason.ASKED),
        )
    return len(found)


def _refuse(session: Session, member: Member, now: datetime) -> None:
    refusal = in_the_way(session, member, now)
    if refusal is not None:
        raise refusal
