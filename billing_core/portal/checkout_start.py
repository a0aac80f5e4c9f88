"""Start a checkout page for a member: the way to a new card from any of our own pages."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.checkout_page import require_cycle_open
from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.models import Checkout, Member, Subscription
from billing_core.rules.member_key import member_key
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from billing_core.tokens import digest, new_token

CHECKOUT_PATH = "/checkout/"
MOST_PAGES = 20  # of one member in a day, as they ask for them


def start_member_checkout(
    system: System,
    member_app_id: str,
    *,
    plan_id: str | None,
    return_url: str,
    pays_cycle: tuple[str, int] | None = None,
) -> str:
    """The path of a new page, `/checkout/<token>`. `pays_cycle`: the subscription and the number of
    its period that failed; the page is for this one alone.

    Raises Refusal: what `start_checkout` raises, "cycle_over", "checkout_under_way",
    "checkout_too_often".
    """
    with system.database.writing() as session:
        hold(session, f"member:{member_key(member_app_id)}")  # as `start_checkout` does
        _refuse_too_many(session, the_member(session, member_app_id), system.clock.now())
        return begin_checkout_page(
            session,
            system,
            member_app_id,
            plan_id=plan_id,
            return_url=return_url,
            pays_cycle=pays_cycle,
        )


def _refuse_too_many(session: Session, member: Member, now: datetime) -> None:
    """Every page is a row for years, and each of its windows a name at the gateway."""
    today = select(func.count()).where(
        Checkout.member_id == member.id,
        Checkout.token_hash.is_not(None),
        Checkout.created_at > now - timedelta(days=1),
    )
    if (session.scalar(today) or 0) >= MOST_PAGES:
        raise Refusal(RefusalCode.CHECKOUT_TOO_OFTEN)


def begin_checkout_page(
    session: Session,
    system: System,
    member_app_id: str,
    *,
    plan_id: str | None,
    return_url: str,
    pays_cycle: tuple[str, int] | None = None,
) -> str:
    now = system.clock.now()
    token = new_token()
    page = start_checkout(
        session,
        checkout_id=system.new_id(),
        app_id=the_member(session, member_app_id).app_id,
        member_name="",
        plan=system.settings.plan(plan_id) if plan_id else None,
        plan_id=plan_id,
        token_hash=digest(token),
        return_url=return_url,
        now=now,
    )
    if pays_cycle is not None:
        _bind(session, system, page, *pays_cycle)
    return CHECKOUT_PATH + token


def _bind(
    session: Session, system: System, page: Checkout, subscription_id: str, period: int
) -> None:
    subscription = session.get(Subscription, subscription_id)
    if subscription is None or subscription.member_id != page.member_id:
        raise Refusal(RefusalCode.CHECKOUT_OVER)
    require_cycle_open(session, subscription, period, system.settings.policy, system.clock.now())
    page.subscription_id, page.pays_period = subscription.id, period
