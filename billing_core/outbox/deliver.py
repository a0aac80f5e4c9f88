"""Deliver the outbox to the company's app: at least once, until it acknowledges.

A message is claimed in a short transaction and sent outside of one, so it may arrive twice
when we die in between: its `webhook-id` is the idempotency key by which receivers ignore what
they know. A member's messages go out strictly in order, whatever happens to another member's.
"""

import httpx
import structlog
from sqlalchemy import ColumnElement, bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased

from billing_core.jobs import claim, is_due, put_back
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Downgrade, Member, OutboxMessage, PermissionChange
from billing_core.outbox.sign import NotConfigured, SignedMessage, sign, signers
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.undelivered import Undelivered
from billing_core.system import System

log = structlog.get_logger()

BATCH = 5  # a slow app must not keep a worker from its other work for long
TIMEOUT = httpx.Timeout(10.0, connect=3.0)  # seconds, each far below the claim's lease


def _earlier_one_waits() -> ColumnElement[bool]:
    earlier = aliased(OutboxMessage)
    return exists(
        select(earlier.sequence).where(
            earlier.member_id == OutboxMessage.member_id,
            earlier.sequence < OutboxMessage.sequence,
            earlier.delivered_at.is_(None),
        )
    )


_NEXT_OF_A_MEMBER = (OutboxMessage.delivered_at.is_(None), ~_earlier_one_waits())


class Unreachable(Exception):
    """No HTTP answer at all: the next message would fare no better just now."""


def deliver_messages(system: System, limit: int = BATCH) -> int:
    """Send up to `limit` due messages; returns how many the app acknowledged.

    Never raises for what the app does: an unacknowledged message is put back with the reason.
    """
    try:
        webhooks = signers(system.settings)
    except NotConfigured as missing:
        _tell_why_waiting(system, missing.why)
        return 0
    acknowledged = 0
    for _ in range(limit):
        if not is_due(system.database, OutboxMessage, system.clock.now(), _NEXT_OF_A_MEMBER):
            break
        with system.database.writing() as session:
            claimed = claim(
                session,
                OutboxMessage,
                system.clock.now(),
                ready=_NEXT_OF_A_MEMBER,
            )
            app_ids = [session.get_one(Member, each.member_id).app_id for each in claimed]
        if not claimed:
            break
        message, app_id = claimed[0], app_ids[0]
        try:
            status = _post(system, sign(webhooks, message, app_id, system.clock.now()))
        except Unreachable as why:
            _put_back(system, message, Undelivered.UNREACHABLE.with_detail(str(why)))
            break
        if 200 <= status < 300:
            _acknowledged(system, message)
            acknowledged += 1
        else:
            _put_back(system, message, Undelivered.ANSWERED.with_detail(str(status)))
    return acknowledged


def _post(system: System, signed: SignedMessage) -> int:
    """The HTTP status; the body of the answer says nothing we need and is not read."""
    try:
        with system.app_http.stream(
            "POST",
            system.settings.app_url,
            content=signed.body,
            headers=signed.headers,
            timeout=TIMEOUT,
            follow_redirects=False,  # a redirect would hand a member's data to another address
        ) as response:
            return response.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error


def _acknowledged(system: System, message: OutboxMessage) -> None:
    now = system.clock.now()
    with system.database.writing() as session:
        row = session.get_one(OutboxMessage, message.sequence, with_for_update=True)
        if row.delivered_at is not None:
            return  # our lease had run out and another worker was quicker
        row.delivered_at, row.claimed_until, row.last_error = now, None, ""
        record_act(
            session,
            Act.PERMISSION_DELIVERED,
            at=now,
            actor=SYSTEM,
            member_id=row.member_id,
            subject=row.id,
            attempts=row.attempts,
        )
        downgrade = _downgrade_told(session, row.id)
        if downgrade is not None:
            downgrade.delivered_at = now
    log.info("message delivered", message_id=message.id, attempts=message.attempts)


_CHANGE_TOLD = select(PermissionChange).where(
    PermissionChange.message_id == bindparam("message_id")
)


def _downgrade_told(session: Session, message_id: str) -> Downgrade | None:
    """The approved downgrade whose newest change this message told. After an undo and a second
    approval, the first approval's late acknowledgement says nothing about the second."""
    change = session.scalar(_CHANGE_TOLD, {"message_id": message_id})
    if change is None or change.downgrade_id is None:
        return None
    newest = session.scalar(
        select(PermissionChange.message_id)
        .where(PermissionChange.downgrade_id == change.downgrade_id)
        .order_by(PermissionChange.id.desc())
        .limit(1)
    )
    downgrade = session.get_one(Downgrade, change.downgrade_id, with_for_update=True)
    approved = downgrade.state is DowngradeState.APPROVED
    return downgrade if approved and newest == message_id else None


def _put_back(system: System, message: OutboxMessage, reason: str) -> None:
    with system.database.writing() as session:
        put_back(session, message, OutboxMessage, reason, system.clock.now())
    log.warning("message not acknowledged", message_id=message.id, reason=reason)


def _tell_why_waiting(system: System, reason: str) -> None:
    """Written once per message, so that a worker which has nothing to say does not write."""
    untold = [OutboxMessage.delivered_at.is_(None), OutboxMessage.last_error != reason]
    with system.database.reading() as session:
        if session.scalar(select(OutboxMessage.sequence).where(*untold).limit(1)) is None:
            return
    with system.database.writing() as session:
        session.execute(update(OutboxMessage).where(*untold).values(last_error=reason))
