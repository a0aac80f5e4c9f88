"""Work off the inbox: a webhook is only a doorbell, so the payment itself is read and settled.

One call reads up to a hundred payments. Those that we know as they are need nothing but a word that
they were rung for: one commit. Of the others ten are settled by one commit; where one of them
cannot be settled, each is in a transaction of its own, so that it does not hold up the others.
"""

from collections import defaultdict
from datetime import datetime
from typing import cast

import structlog
from sqlalchemy import ColumnElement, Table, bindparam, false, literal_column, true, update
from sqlalchemy.orm import Session

from billing_core.among import among_given
from billing_core.database import StorageUnavailable
from billing_core.gateway import BadAnswer, GatewayError, NotFound, Refused
from billing_core.jobs import claim, is_due, put_back
from billing_core.lifecycle.forgotten_payment import forgotten_among, is_forgotten
from billing_core.lifecycle.lock_news import lock_news, wait_as_usual
from billing_core.lifecycle.payment_names import row_named
from billing_core.lifecycle.settle_payment import known_as_they_are, settle_payment
from billing_core.models import InboxEvent, InboxState
from billing_core.models.base import UtcInstant
from billing_core.plain_rows import CompiledWrite
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source
from billing_core.rules.unsettled import Unsettled
from billing_core.system import System

log = structlog.get_logger()

BATCH = 100  # the most the gateway answers at once
SETTLED_AT_ONCE = 10
GIVE_UP_AFTER = 6  # tries; after that it is a dead letter, which a person sees and may replay
# Said as it stands there, a short partial index answers, however much has come in.
_WAITS = InboxEvent.state == literal_column(f"'{InboxState.NEW}'")
_OURS = (_WAITS, InboxEvent.stranger == false())
_STRANGERS = (_WAITS, InboxEvent.stranger == true())
_PROCESS = (
    update(cast(Table, InboxEvent.__table__))
    .where(among_given(InboxEvent.id, "rings"))
    .values(
        state=InboxState.PROCESSED,
        processed_at=bindparam("now", type_=UtcInstant),
        claimed_until=None,
        last_error="",
    )
)
_PROCESSED, _PROCESSED_AND_WIPED = CompiledWrite(_PROCESS), CompiledWrite(_PROCESS.values(body=b""))


def drain_inbox(system: System) -> int:
    """Claim a batch of events and settle their payments; returns how many, 0 when none is due.
    Of those alone that name something of ours: strangers come last (`drain_strangers`)."""
    by_payment = _claimed(system, _OURS)
    events = [event for rings in by_payment.values() for event in rings]
    if not events:
        return 0
    try:
        found = {payment.imp_uid: payment for payment in system.gateway.payments(list(by_payment))}
    except (BadAnswer, Refused):  # one poison message must not hold up the ninety-nine others
        for imp_uid, rings in by_payment.items():
            _read_alone(system, imp_uid, rings)
        return len(events)
    except GatewayError as error:
        _put_back(system, events, str(error), may_give_up=False)
        return len(events)
    _settle_all(system, [(found[one], by_payment[one]) for one in by_payment if one in found])
    for imp_uid, rings in by_payment.items():
        if imp_uid not in found:
            _put_back(system, rings, Unsettled.NOT_THERE, may_give_up=True)
    return len(events)


def drain_strangers(system: System) -> int:
    """Claim a batch of strangers' notices and read them by one call, once: what is there is
    settled, the rest is put aside. Returns how many, 0 when none is due."""
    by_payment = _claimed(system, _STRANGERS)
    events = [event for rings in by_payment.values() for event in rings]
    if not events:
        return 0
    try:
        found = {payment.imp_uid: payment for payment in system.gateway.payments(list(by_payment))}
    except (BadAnswer, Refused):  # reading each alone would be a call for every forged one
        log.warning("strangers not read", notices=len(events))
        found = {}
    except GatewayError as error:
        _put_back(system, events, str(error), may_give_up=False)
        return len(events)
    _tell_apart(system, events, set(found))
    _settle_all(system, [(payment, by_payment[one]) for one, payment in found.items()])
    return len(events)


def _tell_apart(system: System, events: list[InboxEvent], found: set[str]) -> None:
    """Whose payment is there is no stranger any more; an absent one is not asked about again."""
    there = [event.id for event in events if event.imp_uid in found]
    absent = [event.id for event in events if event.imp_uid not in found]
    with system.database.writing() as session:
        session.execute(update(InboxEvent).where(InboxEvent.id.in_(there)).values(stranger=False))
        session.execute(
            update(InboxEvent)
            .where(InboxEvent.id.in_(absent))
            .values(state=InboxState.ABSENT, claimed_until=None)
        )


def _claimed(system: System, ready: tuple[ColumnElement[bool], ...]) -> dict[str, list[InboxEvent]]:
    """A batch of those that are `ready`, by payment."""
    if not is_due(system.database, InboxEvent, system.clock.now(), ready):
        return {}  # an idle look takes no write lock
    with system.database.writing() as session:
        events = claim(session, InboxEvent, system.clock.now(), ready=ready, limit=BATCH)
    found: dict[str, list[InboxEvent]] = defaultdict(list)
    for event in events:
        found[event.imp_uid].append(event)
    return found


def _read_alone(system: System, imp_uid: str, rings: list[InboxEvent]) -> None:
    try:
        payment = system.gateway.payment(imp_uid)
    except NotFound:
        _put_back(system, rings, Unsettled.NOT_THERE, may_give_up=True)
    except (BadAnswer, Refused) as error:
        _put_back(system, rings, str(error), may_give_up=True)
    except GatewayError as error:
        _put_back(system, rings, str(error), may_give_up=False)
    else:
        _settle(system, payment, rings)


def _settle_all(system: System, found: list[tuple[Payment, list[InboxEvent]]]) -> None:
    known = _pass_known(system, found)
    found = [(payment, rings) for payment, rings in found if payment.imp_uid not in known]
    settled: set[str] = set()
    for first in range(0, len(found), SETTLED_AT_ONCE):
        some = found[first : first + SETTLED_AT_ONCE]
        if len(some) > 1:
            settled |= _settled_together(system, some)
    for payment, rings in found:
        if payment.imp_uid not in settled:
            _settle(system, payment, rings)


def _pass_known(system: System, found: list[tuple[Payment, list[InboxEvent]]]) -> set[str]:
    """Mark as processed what tells of a payment nothing that we do not know; returns their
    numbers. No lock is needed: nothing is said but that it was rung for."""
    now = system.clock.now()
    try:
        with system.database.reading() as session:
            known = known_as_they_are(session, [payment for payment, _ in found], now)
            if not known:
                return set()
            whose = {one: record.member_id or 0 for one, record in known.items()}
            forgotten = forgotten_among(session, set(whose.values()))
        rung: dict[bool, list[InboxEvent]] = defaultdict(list)
        for payment, rings in found:
            if payment.imp_uid in known:
                rung[whose[payment.imp_uid] in forgotten] += rings
        with system.database.writing() as session:
            for wiped, rings in rung.items():
                _mark_processed(session, rings, forgotten=wiped, now=now)
    except Exception as error:  # one that cannot be looked at holds up none of the others
        log.info("not passed together", payments=len(found), error=type(error).__name__)
        return set()
    return set(known)


def _settled_together(system: System, some: list[tuple[Payment, list[InboxEvent]]]) -> set[str]:
    """By one commit, or not at all: then nothing was changed, and each is settled alone. Returns
    the numbers of those that were settled: on PostgreSQL whose locks nobody else has."""
    now = system.clock.now()
    try:
        with system.database.writing() as session:
            if system.database.is_sqlite:  # nobody else writes meanwhile
                ours = {payment.imp_uid for payment, _ in some}
            else:
                ours = lock_news(session, [payment for payment, _ in some])
            for payment, rings in some:
                if payment.imp_uid in ours:
                    _settle_within(session, payment, rings, now)
                    session.flush()
                    session.expunge_all()  # the next one reads what stands there, as if it came alone
            if not system.database.is_sqlite:
                wait_as_usual(session)
    except Exception as error:
        log.info("not settled together", payments=len(some), error=type(error).__name__)
        return set()
    return ours


def _settle(system: System, payment: Payment, rings: list[InboxEvent]) -> None:
    now = system.clock.now()
    try:
        with system.database.writing() as session:
            _settle_within(session, payment, rings, now)
    except StorageUnavailable as error:  # the book is busy, or away: no fault of the event
        _put_back(system, rings, str(error), may_give_up=False)
        log.warning("event not settled yet", imp_uid=payment.imp_uid)
    except Exception as error:  # an event is never lost, whatever went wrong with it
        _put_back(system, rings, f"{type(error).__name__}: {error}", may_give_up=True)
        log.exception("event not settled", imp_uid=payment.imp_uid)


def _settle_within(
    session: Session, payment: Payment, rings: list[InboxEvent], now: datetime
) -> None:
    settle_payment(session, payment, source=Source.WEBHOOK, now=now)
    forgotten = _is_of_a_forgotten(session, payment.imp_uid)
    _mark_processed(session, rings, forgotten=forgotten, now=now)


def _mark_processed(
    session: Session, rings: list[InboxEvent], *, forgotten: bool, now: datetime
) -> None:
    done = _PROCESSED_AND_WIPED if forgotten else _PROCESSED
    done.run(session.connection(), {"rings": [event.id for event in rings], "now": now})


def _is_of_a_forgotten(session: Session, imp_uid: str) -> bool:
    """Nobody knows what a body may say besides the numbers, which stand beside it."""
    record = row_named(session, imp_uid)
    return record is not None and is_forgotten(session, record.member_id)


def _put_back(system: System, rings: list[InboxEvent], error: str, *, may_give_up: bool) -> None:
    """Try again with backoff; after several tries that a person should see, leave dead letters."""
    given_up = [event.id for event in rings if may_give_up and event.attempts >= GIVE_UP_AFTER]
    with system.database.writing() as session:
        for event in rings:
            put_back(session, event, InboxEvent, error, system.clock.now())
        session.execute(
            update(InboxEvent).where(InboxEvent.id.in_(given_up)).values(state=InboxState.FAILED)
        )
