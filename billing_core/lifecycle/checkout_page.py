"""A checkout page by its token, and what it offers now: read anew whenever it matters.

A page is a checkout of its own; each window opened on it is another one, with names that were
never used. What the page offers follows the subscription as it stands: the first charge, a cycle
that failed, or another card.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Checkout, MemberContact, PaymentRecord, Subscription
from billing_core.plain_rows import CompiledQuery, Looking, entities, plain_rows
from billing_core.rules.charge import ChargeState
from billing_core.rules.checkout import (
    RESULT_SHOWN_FOR,
    CheckoutKind,
    Offer,
    first_offer,
    period_offer,
)
from billing_core.rules.classification import PaymentClass
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.registration import WINDOW_OPENS_FOR
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus, grace_ends
from billing_core.tokens import digest

# Built once: the page asks them every time.
_asked = aliased(Checkout)
_PAGE = select(Checkout).where(Checkout.token_hash == bindparam("token_hash"))
_PAGE_AND_WINDOWS = CompiledQuery(
    select(
        Checkout.id,
        Checkout.member_id,
        Checkout.plan_id,
        Checkout.plan_name,
        Checkout.amount,
        Checkout.months,
        Checkout.merchant_uid,
        Checkout.customer_uid,
        Checkout.subscription_id,
        Checkout.token_hash,
        Checkout.return_url,
        Checkout.page_id,
        Checkout.pays_period,
        Checkout.created_at,
        Checkout.registered_at,
        MemberContact.email,
        MemberContact.phone,
        Subscription.id,
    )
    .outerjoin(MemberContact, MemberContact.member_id == Checkout.member_id)
    .outerjoin(
        Subscription,
        and_(
            Subscription.member_id == Checkout.member_id,
            Subscription.status != SubscriptionStatus.ENDED,
        ),
    )
    .where(
        or_(
            Checkout.token_hash == bindparam("token_hash"),
            Checkout.page_id
            == select(_asked.id)
            .where(_asked.token_hash == bindparam("token_hash"))
            .scalar_subquery(),
        )
    )
)
_WINDOWS = select(Checkout).where(
    or_(Checkout.page_id == bindparam("page_id"), Checkout.id == bindparam("page_id"))
)
_opened = aliased(Checkout)
_CAME = CompiledQuery(
    select(
        PaymentRecord.merchant_uid,
        PaymentRecord.payment_class,
        PaymentRecord.status,
        PaymentRecord.raw,
    )
    .join(_opened, _opened.merchant_uid == PaymentRecord.merchant_uid)
    .where(or_(_opened.id == bindparam("page_id"), _opened.page_id == bindparam("page_id")))
    .order_by(PaymentRecord.imp_uid.desc())
)


def page_of_token(session: Session, token: str, now: datetime) -> Checkout:
    """Raises Refusal "checkout_over" for a token that is unknown, or was given out a day ago."""
    return _known(session.scalar(_PAGE, {"token_hash": digest(token)}), now)


class CheckoutRow(NamedTuple):
    """A checkout as the page reads it, in plain columns; with where its member is reached, and the
    subscription of theirs that goes on, each as far as there is one."""

    id: str
    member_id: int
    plan_id: str
    plan_name: str
    amount: int
    months: int
    merchant_uid: str
    customer_uid: str
    subscription_id: str | None
    token_hash: str | None
    return_url: str
    page_id: str | None
    pays_period: int | None
    created_at: datetime
    registered_at: datetime | None
    email: str | None
    phone: str | None
    going_on: str | None


SeenCheckout = Checkout | CheckoutRow
OneCheckout = TypeVar("OneCheckout", Checkout, CheckoutRow)


def seen_page(
    asked: Looking, token: str, now: datetime
) -> tuple[CheckoutRow, Sequence[CheckoutRow]]:
    """What `page_of_token` and `windows_of` give, at one look."""
    named = digest(token)
    found = list(starmap(CheckoutRow, plain_rows(asked, _PAGE_AND_WINDOWS, token_hash=named)))
    page = _known(next((one for one in found if one.token_hash == named), None), now)
    return page, _newest_first(found)


def _known(page: OneCheckout | None, now: datetime) -> OneCheckout:
    if page is None or now >= page.created_at + RESULT_SHOWN_FOR:
        raise Refusal(RefusalCode.CHECKOUT_OVER)
    return page


def windows_of(session: Session, page: Checkout) -> Sequence[Checkout]:
    """The newest first; the page itself comes last, for an app may have opened its own window
    with it."""
    return _newest_first(session.scalars(_WINDOWS, {"page_id": page.id}).all())


def _newest_first(windows: Sequence[OneCheckout]) -> Sequence[OneCheckout]:
    return sorted(windows, key=lambda one: (one.page_id or "", one.created_at))[::-1]


class CameOfWindow(NamedTuple):
    """A payment under the name of a window, other than its charges."""

    merchant_uid: str
    payment_class: PaymentClass
    status: PaymentStatus
    raw: dict[str, Any]

    @property
    def unclear(self) -> bool:
        """It may be real money, and a person has not said so yet: whoever tries again might pay
        twice."""
        return self.payment_class is PaymentClass.QUARANTINED


def came_of_windows(asked: Looking, page_id: str) -> list[CameOfWindow]:
    """The newest first."""
    return list(starmap(CameOfWindow, plain_rows(asked, _CAME, page_id=page_id)))


def require_open(page: SeenCheckout, now: datetime) -> None:
    """Raises Refusal "checkout_over" for a page that opens no window any more."""
    if now >= page.created_at + WINDOW_OPENS_FOR:
        raise Refusal(RefusalCode.CHECKOUT_LAPSED)


def offer_seen(asked: Looking, page: CheckoutRow, policy: BillingPolicy, now: datetime) -> Offer:
    """As `offer_now`; what a new member is offered needs no entities."""
    if page.going_on is None and page.subscription_id is None:
        return first_offer(page.plan_id, page.plan_name, page.amount, page.months, now)
    with entities(asked) as session:
        return offer_now(session, page, policy, now)


def offer_now(
    session: Session,
    page: SeenCheckout,
    policy: BillingPolicy,
    now: datetime,
    *,
    lock: bool = False,
) -> Offer:
    """What a window of this page would register the card for. Raises Refusal: "cycle_over",
    "being_looked_into", "checkout_stopped", "checkout_subscribed", "checkout_under_way"."""
    if page.pays_period is not None and page.subscription_id is not None:
        bound = session.get_one(Subscription, page.subscription_id)
        require_cycle_open(session, bound, page.pays_period, policy, now)
    subscription = open_subscription(session, page.member_id, lock=lock)
    if subscription is None:
        if page.subscription_id is not None:
            raise Refusal(RefusalCode.CYCLE_ENDED)
        return first_offer(page.plan_id, page.plan_name, page.amount, page.months, now)
    match subscription.status:
        case SubscriptionStatus.CANCELLING:
            raise Refusal(RefusalCode.CHECKOUT_STOPPED)
        case SubscriptionStatus.PENDING:
            _refuse_under_way(session, subscription)
            return first_offer(page.plan_id, page.plan_name, page.amount, page.months, now)
    if page.subscription_id != subscription.id:
        raise Refusal(RefusalCode.CHECKOUT_SUBSCRIBED)
    kind = CheckoutKind.CARD
    if subscription.status is SubscriptionStatus.PAST_DUE:
        require_cycle_open(session, subscription, subscription.periods_paid, policy, now)
        kind = CheckoutKind.CYCLE
    plan = (subscription.plan_id, subscription.plan_name)
    return period_offer(kind, *plan, subscription.terms, subscription.periods_paid)


def offer_of_window(session: Session, checkout: Checkout, now: datetime) -> Offer:
    """What an app's own window shows: the checkout's terms, and the period that they pay."""
    subscription = open_subscription(session, checkout.member_id, lock=False)
    if subscription is None or checkout.subscription_id is None:
        return first_offer(
            checkout.plan_id, checkout.plan_name, checkout.amount, checkout.months, now
        )
    plan = (checkout.plan_id, checkout.plan_name)
    period = subscription.periods_paid
    return period_offer(CheckoutKind.CARD, *plan, subscription.terms, period)


def require_cycle_open(
    session: Session,
    subscription: Subscription,
    period: int,
    policy: BillingPolicy,
    now: datetime,
) -> None:
    """That the cycle failed, is still unpaid and may be paid by itself. Raises Refusal:
    "cycle_over", "being_looked_into", "checkout_under_way"."""
    if subscription.periods_paid > period:
        raise Refusal(RefusalCode.CYCLE_PAID)
    match subscription.status:
        case SubscriptionStatus.CANCELLING:
            raise Refusal(RefusalCode.CYCLE_STOPPED)
        case SubscriptionStatus.ENDED:
            raise Refusal(RefusalCode.CYCLE_ENDED)
        case SubscriptionStatus.PAST_DUE:
            if now >= grace_ends(subscription.terms, period, policy):
                raise Refusal(RefusalCode.CYCLE_ENDED)
            if open_questions(session, subscription):  # until they are answered nothing is charged
                raise Refusal(RefusalCode.BEING_LOOKED_INTO, member=subscription.member_id)
        case SubscriptionStatus.ACTIVE:  # the refusal turned out to be none
            raise Refusal(RefusalCode.CYCLE_PAID)
    _refuse_under_way(session, subscription)


def _refuse_under_way(session: Session, subscription: Subscription) -> None:
    """A charge that is on its way or unclear may turn out to have been paid."""
    live = live_charge(session, subscription.id)
    if live is not None and live.state is not ChargeState.BOOKED:
        raise Refusal(RefusalCode.CHECKOUT_UNDER_WAY)
