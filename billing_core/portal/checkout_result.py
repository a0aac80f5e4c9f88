"""What became of a checkout page, read from the book: the same answer whoever told us first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.checkout_page import SeenCheckout, came_of_windows
from billing_core.models import Card, Charge, Finding, Subscription
from billing_core.plain_rows import Looking, entities
from billing_core.rules.charge import ChargeState
from billing_core.rules.checkout import CheckoutResult
from billing_core.rules.decline import DeclineReason, read_decline
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.subscription import SubscriptionStatus


@dataclass(frozen=True)
class CheckoutEnd:
    """`card` masked; `amount` whole won that was charged; `usable_until` half-open; `next_at` the
    day of the next charge. `decline`: why the card said no, `said` in the card company's words."""

    result: CheckoutResult
    card: str = ""
    amount: int = 0
    usable_until: datetime | None = None
    next_at: datetime | None = None
    decline: DeclineReason | None = None
    said: str = ""


def checkout_end(asked: Looking, windows: Sequence[SeenCheckout]) -> CheckoutEnd:
    """`windows` of one page, the newest first."""
    registered = [one for one in windows if one.registered_at is not None]
    if not registered:
        return _without_card(asked, windows)
    with entities(asked) as session:
        return _with_card(session, windows, registered)


def _with_card(
    session: Session, windows: Sequence[SeenCheckout], registered: Sequence[SeenCheckout]
) -> CheckoutEnd:
    newest = max(registered, key=lambda one: (one.registered_at, one.created_at))
    end = CheckoutEnd(CheckoutResult.WAITING, card=_card(session, newest))
    charge = _charge(session, registered)
    if charge is not None and charge.state is ChargeState.PAID:
        return replace(
            end,
            result=CheckoutResult.PAID,
            amount=charge.amount,
            usable_until=charge.covers_until,
            next_at=charge.covers_until,
        )
    if _is_late(session, newest):
        return replace(end, result=CheckoutResult.LATE)
    subscription = _subscription(session, newest)
    if subscription is None or not subscription.status.wants_charges:
        return replace(end, result=CheckoutResult.LATE)
    if subscription.status is SubscriptionStatus.ACTIVE:
        paid_through = subscription.paid_through
        return replace(end, result=CheckoutResult.CARD_REGISTERED, next_at=paid_through)
    if charge is not None and charge.state is ChargeState.FAILED:
        if windows[0].registered_at is None and windows[0].page_id is not None:
            return replace(_without_card(session, windows), card=end.card)  # tried again since
        return replace(
            end,
            result=CheckoutResult.REFUSED,
            amount=charge.amount,
            decline=charge.decline or DeclineReason.OTHER,
            said=charge.fail_reason,
        )
    return end


def _without_card(asked: Looking, windows: Sequence[SeenCheckout]) -> CheckoutEnd:
    """The newest window decides: an older one may have been refused."""
    newest = windows[0]
    came = came_of_windows(asked, newest.page_id or newest.id)
    if any(one.unclear for one in came):
        return CheckoutEnd(CheckoutResult.WAITING)
    for one in came:
        if one.status is PaymentStatus.FAILED and one.merchant_uid == newest.merchant_uid:
            why = str(one.raw.get("fail_reason") or "")
            return CheckoutEnd(CheckoutResult.NOT_FINISHED, decline=read_decline(why), said=why)
    return CheckoutEnd(CheckoutResult.UNKNOWN)


def _card(session: Session, window: SeenCheckout) -> str:
    card = session.get(Card, window.customer_uid)
    return f"{card.card_name} {card.card_number}".strip() if card is not None else ""


def _charge(session: Session, registered: Sequence[SeenCheckout]) -> Charge | None:
    """What was asked of these cards, other than a booking for its day: the one that paid, else the
    last. Two windows of one page may both have registered a card; one of them pays."""
    since = min(one.created_at for one in registered)
    charges = session.scalars(
        select(Charge)
        .where(
            Charge.customer_uid.in_([one.customer_uid for one in registered]),
            Charge.requested_at >= since,
            Charge.state != ChargeState.BOOKED,
        )
        .order_by(Charge.requested_at.desc(), Charge.attempt.desc())
    ).all()
    paid = [one for one in charges if one.state is ChargeState.PAID]
    return next(iter(paid or charges), None)


def _is_late(session: Session, window: SeenCheckout) -> bool:
    """A person is asked, or was."""
    asked = select(Finding.id).where(
        Finding.kind == FindingKind.LATE_REGISTRATION, Finding.subject == window.customer_uid
    )
    return session.scalar(asked.limit(1)) is not None


def _subscription(session: Session, window: SeenCheckout) -> Subscription | None:
    """The member's that goes on."""
    return session.scalar(
        select(Subscription).where(
            Subscription.member_id == window.member_id,
            Subscription.status != SubscriptionStatus.ENDED,
        )
    )
