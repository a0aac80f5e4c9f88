"""Billing keys that nobody needs any more are deleted at the gateway, and read back.

Only those that we issued: a key that came by file may serve another product, so a person
presses a button for it. A booking that still lives on a key keeps it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError, NotFound, Unavailable
from billing_core.lifecycle.live_bookings import BOOKABLE_FOR
from billing_core.lifecycle.open_finding import close_finding, left_as_it_is, open_finding
from billing_core.lifecycle.record_act import is_working, record_act
from billing_core.lifecycle.restored import require_compared
from billing_core.models import Card, Charge, Downgrade, Member, Subscription
from billing_core.models.card import OUR_KEYS
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor, Guarded, require_approver
from billing_core.rules.booking import BookingStatus
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.downgrade import UNDO_WINDOW, DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

KEPT_AFTER_APPROVAL = UNDO_WINDOW
LOOK_AGAIN_AFTER = timedelta(days=1)
_OURS = Card.customer_uid.startswith(OUR_KEYS, autoescape=True)
_USED = select(Subscription.id).where(
    Subscription.customer_uid == Card.customer_uid,
    Subscription.status != SubscriptionStatus.ENDED,
)
_OF_THE_GONE = (
    select(Card.customer_uid)
    .join(Member, Member.id == Card.member_id)
    .join(Downgrade, Downgrade.member_id == Card.member_id)
    .where(
        Card.deleted_at.is_(None),
        _OURS,
        Member.permission == Permission.FREE,
        Downgrade.state == DowngradeState.APPROVED,
        Downgrade.approved_at <= bindparam("approved_until"),
        Card.registered_at <= Downgrade.approved_at,
        ~_USED.exists(),
    )
    .distinct()
)
_NEWER = select(Card.registered_at).where(Card.customer_uid == bindparam("paid_with"))
_REPLACED = CompiledQuery(
    select(Card.customer_uid).where(
        Card.member_id == bindparam("member_id"),
        Card.customer_uid != bindparam("paid_with"),
        Card.deleted_at.is_(None),
        Card.registered_at <= _NEWER.scalar_subquery(),
        _OURS,
    )
)


def replaced_keys(session: Session, member_id: int, paid_with: str) -> Sequence[str]:
    """Older keys of ours, now that a charge was paid with a newer one."""
    found = plain_rows(session, _REPLACED, member_id=member_id, paid_with=paid_with)
    return [customer_uid for (customer_uid,) in found]


def keys_of_the_gone(session: Session, now: datetime) -> Sequence[str]:
    """Our keys of members whose downgrade was approved seven days ago and who did not come back."""
    approved = {"approved_until": now - KEPT_AFTER_APPROVAL}
    return session.scalars(_OF_THE_GONE, approved).all()


def delete_key(system: System, customer_uid: str) -> datetime | None:
    """Delete a key at the gateway; None when it is gone or still needed. One that a person has left
    is only looked at, once a day: somebody may delete it in the console. Raises GatewayError, so
    that the job comes back; what the gateway refuses is told to a person as well."""
    with system.database.reading() as session:
        card = session.get(Card, customer_uid)
        if card is None or card.deleted_at is not None or _still_needed(session, customer_uid):
            return None
        left = left_as_it_is(session, FindingKind.KEY_NOT_DELETED, customer_uid)
    if left and not _is_gone(system, customer_uid):
        return system.clock.now() + LOOK_AGAIN_AFTER
    try:
        if not left:
            _delete_and_read_back(system, customer_uid)
    except GatewayError as error:
        if not isinstance(error, Unavailable):  # that the gateway is away is no fault of this key
            with system.database.writing() as session:
                _tell(session, card, error, system.clock.now())
        raise
    with system.database.writing() as session:
        _gone(session, customer_uid, SYSTEM, system.clock.now())
    return None


def delete_key_by_hand(system: System, customer_uid: str, actor: Actor) -> None:
    """Delete a key at a person's word, also one that came by file. Raises Refusal: "not_allowed",
    "restore.not_compared" while who came back since a backup is not known, "key_needed";
    GatewayError."""
    require_approver(actor, Guarded.DELETE_KEY)
    with system.database.writing() as session:  # who, and the intent, before it cannot be undone
        require_compared(session)
        require_unneeded(session, customer_uid)
        record_act(
            session,
            Act.CARD_DELETION_ASKED,
            at=system.clock.now(),
            actor=actor,
            member_id=session.get_one(Card, customer_uid).member_id,
            subject=customer_uid,
        )
    _delete_and_read_back(system, customer_uid)
    with system.database.writing() as session:
        by = actor if is_working(session, actor) else SYSTEM
        _gone(session, customer_uid, by, system.clock.now())


def require_unneeded(session: Session, customer_uid: str) -> None:
    """Check that nothing is charged with the key. Raises Refusal "key_needed"."""
    if session.get(Card, customer_uid) is None or _still_needed(session, customer_uid):
        raise Refusal(RefusalCode.KEY_NEEDED, customer_uid=customer_uid)


def _still_needed(session: Session, customer_uid: str) -> bool:
    used = session.scalar(
        select(Subscription.id).where(
            Subscription.customer_uid == customer_uid,
            Subscription.status != SubscriptionStatus.ENDED,
        )
    )
    live = session.scalar(
        select(Charge.merchant_uid).where(
            Charge.customer_uid == customer_uid, Charge.state.in_(LIVE_STATES)
        )
    )
    return used is not None or live is not None


def _delete_and_read_back(system: System, customer_uid: str) -> None:
    now = system.clock.now()
    live = system.gateway.bookings_of(
        customer_uid, now - timedelta(days=7), now + BOOKABLE_FOR, BookingStatus.SCHEDULED
    )
    if live:
        raise KeyStillBooked(customer_uid, live[0].merchant_uid)
    if _is_gone(system, customer_uid):  # somebody was faster
        return
    with suppress(NotFound):
        system.gateway.delete_customer(customer_uid, "billing-desk")
    if not _is_gone(system, customer_uid):
        raise KeyStillBooked(customer_uid, "")


def _is_gone(system: System, customer_uid: str) -> bool:
    try:
        system.gateway.customer(customer_uid)
    except NotFound:
        return True
    return False


class KeyStillBooked(GatewayError):
    """The gateway would still charge with this key, so it was not deleted, or it still shows it."""

    def __init__(self, customer_uid: str, merchant_uid: str) -> None:
        super().__init__(
            f"still in use, booking {merchant_uid!r}",
            operation="delete_customer",
            ids={"customer_uid": customer_uid, "merchant_uid": merchant_uid},
        )


def _gone(session: Session, customer_uid: str, actor: Actor, now: datetime) -> None:
    card = session.get_one(Card, customer_uid, with_for_update=True)
    if card.deleted_at is not None:
        return
    card.deleted_at = now
    record_act(
        session,
        Act.CARD_DELETED,
        at=now,
        actor=actor,
        member_id=card.member_id,
        subject=customer_uid,
    )
    close_finding(
        session,
        FindingKind.KEY_NOT_DELETED,
        customer_uid,
        now=now,
        answer=FindingAnswer.KEY_DELETED,
    )


def _tell(session: Session, card: Card, error: GatewayError, now: datetime) -> None:
    open_finding(
        session,
        FindingKind.KEY_NOT_DELETED,
        card.customer_uid,
        now=now,
        member_id=card.member_id,
        error=str(error)[:300],
    )
