"""The page of a payment link: which charge failed and why, and the way to another card."""

from sqlalchemy.orm import Session
from starlette.responses import Response
from starlette.routing import Route

from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Member, MemberLink, Subscription
from billing_core.portal import payment_links
from billing_core.portal.checkout import CLOSED
from billing_core.portal.checkout_start import begin_checkout_page
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.printed import day_said
from billing_core.rules.charge import ChargeState
from billing_core.rules.checkout import CheckoutKind, period_offer
from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal
from billing_core.system import System
from billing_core.wording.checkout_page import CHECKOUT, PAY
from billing_core.wording.declines_to_members import REFUSED_BECAUSE
from billing_core.wording.refusals_to_members import refusal_said_to_member

_PAGE = PageText("pay.html", {**CHECKOUT, **PAY})


def pay_link_routes(system: System) -> list[Route]:
    return [
        member_route(
            system, payment_links.PAY_PATH + "{token}", {"GET": _look_at_it, "POST": _begin}
        )
    ]


def _look_at_it(visit: MemberVisit) -> Response:
    """Changes nothing: a messenger's preview may open it."""
    system, place = visit.system, visit.place
    try:
        with system.database.reading() as session:
            link, subscription = _looked_at(visit, session)
            why = _last_refusal(session, subscription)
    except Refusal as refusal:
        return _over(visit, refusal)
    return visit.page(
        _PAGE,
        plan=subscription.plan_name,
        amount=subscription.price,
        days=_days_said(subscription, place),
        why=REFUSED_BECAUSE[why][place],
        expires_at=link.expires_at,
    )


def _begin(visit: MemberVisit) -> Response:
    system = visit.system
    try:
        with system.database.reading() as session:  # a stranger takes no writer's turn
            _looked_at(visit, session)
        with system.database.writing() as session:
            link, subscription = _looked_at(visit, session)
            payment_links.use_payment_link(session, link, visit.wall_now)
            path = begin_checkout_page(
                session,
                system,
                session.get_one(Member, link.member_id).app_id,
                plan_id=None,
                return_url=link.return_url,
                pays_cycle=(subscription.id, subscription.periods_paid),
            )
    except Refusal as refusal:
        return _over(visit, refusal)
    return visit.go_to(path)


def _looked_at(visit: MemberVisit, session: Session) -> tuple[MemberLink, Subscription]:
    return payment_links.look_at_payment_link(
        session,
        visit.token,
        visit.system.settings.policy,
        now=visit.now,
        wall_now=visit.wall_now,
    )


def _over(visit: MemberVisit, refusal: Refusal) -> Response:
    said = refusal_said_to_member(refusal, visit.place)
    return visit.page(CLOSED, status=410, said=said)


def _last_refusal(session: Session, subscription: Subscription) -> DeclineReason:
    refused = [
        one.decline or DeclineReason.OTHER
        for one in attempts(session, subscription)
        if one.state is ChargeState.FAILED
    ]
    return refused[-1] if refused else DeclineReason.OTHER


def _days_said(subscription: Subscription, place: int) -> tuple[str, str] | None:
    """First and last; None of a first charge, whose period begins when it is paid."""
    if subscription.anchor is None:
        return None
    plan = (subscription.plan_id, subscription.plan_name)
    cycle = period_offer(CheckoutKind.CYCLE, *plan, subscription.terms, subscription.periods_paid)
    return day_said(cycle.first_day, place), day_said(cycle.last_day, place)
