"""A member agrees on a checkout page, and a window of the PG may open: with names of its own.

The names exist only behind the agreement, so nothing that a window brings can be without one. No
two windows share a name: a window that was closed, refused or lost leaves nothing to clear up.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle import checkout_page
from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Checkout, Consent, ConsentText, Member
from billing_core.models.card import OUR_KEYS
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.checkout import MOST_WINDOWS, CheckoutKind, Offer
from billing_core.rules.merchant_uid import IssuanceRef
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy


@dataclass(frozen=True)
class Agreement:
    """A text as it stood before a member: `text` of its version, with `blanks` to be filled in."""

    version: str
    language: str
    text: str
    blanks: dict[str, str]

    @property
    def shown(self) -> str:
        return self.text.format(**self.blanks)

    @property
    def sha256(self) -> str:
        return sha256(self.shown.encode()).hexdigest()


def require_registrable(
    session: Session, page: Checkout, policy: BillingPolicy, now: datetime
) -> Offer:
    """What a window would be opened for now, the subscription held until the transaction ends.
    Raises Refusal: "checkout_over", "checkout_under_way", "checkout_too_often", and what `offer_now`
    raises."""
    checkout_page.require_open(page, now)
    require_not_forgotten(session.get_one(Member, page.member_id))
    hold(session, f"checkout-page:{page.id}")  # or windows of one instant do not count each other
    if any(one.unclear for one in checkout_page.came_of_windows(session, page.id)):
        raise Refusal(RefusalCode.CHECKOUT_UNDER_WAY)
    opened = select(func.count()).select_from(Checkout).where(Checkout.page_id == page.id)
    if (session.scalar(opened) or 0) >= MOST_WINDOWS:
        raise Refusal(RefusalCode.CHECKOUT_TOO_OFTEN)
    return checkout_page.offer_now(session, page, policy, now, lock=True)


def open_window(
    session: Session,
    page: Checkout,
    offer: Offer,
    agreement: Agreement,
    *,
    checkout_id: str,
    now: datetime,
) -> Checkout:
    """The window's own checkout, and what its member agreed to, in one transaction."""
    goes_on = offer.kind is not CheckoutKind.JOIN
    subscription = open_subscription(session, page.member_id) if goes_on else None
    failed = subscription.periods_paid if subscription else None
    window = Checkout(
        id=checkout_id,
        member_id=page.member_id,
        plan_id=offer.plan_id,
        plan_name=offer.plan_name,
        amount=offer.amount,
        months=offer.months,
        merchant_uid=IssuanceRef(checkout_id).merchant_uid,
        customer_uid=f"{OUR_KEYS}{checkout_id}",
        subscription_id=subscription.id if subscription else page.subscription_id,
        page_id=page.id,
        pays_period=failed if offer.kind is CheckoutKind.CYCLE else page.pays_period,
        created_at=now,
    )
    session.add(window)
    session.flush()
    _agree(session, window, agreement, now)
    return window


def _agree(session: Session, window: Checkout, agreement: Agreement, now: datetime) -> None:
    _keep_text(session, agreement, now)
    session.add(
        Consent(
            checkout_id=window.id,
            member_id=window.member_id,
            version=agreement.version,
            language=agreement.language,
            blanks=agreement.blanks,
            sha256=agreement.sha256,
            at=now,
        )
    )
    record_act(
        session,
        Act.CONSENT_GIVEN,
        at=now,
        actor=member_acting(window.member_id),
        member_id=window.member_id,
        subject=window.id,
        version=agreement.version,
        sha256=agreement.sha256,
        amount=window.amount,
    )


def _keep_text(session: Session, agreement: Agreement, now: datetime) -> None:
    """Once for each version: of two who are the first at once, one waits for the other."""
    name = (agreement.version, agreement.language)
    if session.get(ConsentText, name) is not None:
        return
    hold(session, f"consent-text:{'-'.join(name)}")
    if session.get(ConsentText, name) is not None:
        return
    version, language = name
    session.add(ConsentText(version=version, language=language, text=agreement.text, first_at=now))
    session.flush()
