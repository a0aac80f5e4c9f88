"""The member's own page: where their subscription stands, what went wrong, and every payment."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.responses import Response
from starlette.routing import Route

from billing_core.desk.member_page import MemberHome, member_home
from billing_core.desk.member_payments import MemberPaymentPage, payments_of_member
from billing_core.desk.member_trouble import WayOut
from billing_core.desk.payments import PaymentPlace
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.models import Member
from billing_core.portal.checkout_start import start_member_checkout
from billing_core.portal.enter import HOME_PATH, LEAVE_PATH, member_of_visit
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.sessions import member_session
from billing_core.rules.actor import member_acting
from billing_core.rules.masking import mask_card
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.wording import home_page as w
from billing_core.wording.declines import DECLINES
from billing_core.wording.declines_to_members import REFUSED_BECAUSE
from billing_core.wording.refusals_to_members import refusal_said_to_member

CARD_PATH = "/portal/card"
RETRY_PATH = "/portal/retry"
CANCEL_PATH = "/portal/cancel"
WITHDRAW_PATH = "/portal/withdraw"
CERTIFICATE_PATH = "/portal/certificate"
REFUND_PATH = "/portal/refund"
OLDER_PATH = "/portal/payments"
PATHS = {
    "home": HOME_PATH,
    "leave": LEAVE_PATH,
    "card": CARD_PATH,
    "retry": RETRY_PATH,
    "cancel": CANCEL_PATH,
    "withdraw": WITHDRAW_PATH,
    "certificate": CERTIFICATE_PATH,
    "refund": REFUND_PATH,
    "older": OLDER_PATH,
}
_PAGE = PageText("home.html", w.HOME)
_PAYMENTS = PageText("payments.html", w.HOME)
_NOT_DONE = PageText("not_done.html", w.HOME)
FIRST_ROWS, MORE_ROWS = 6, 30


def home_routes(system: System) -> list[Route]:
    return [
        member_route(system, HOME_PATH, {"GET": _home}),
        member_route(system, OLDER_PATH, {"GET": _older}),
        member_route(system, CARD_PATH, {"GET": to_home, "POST": _other_card}),
        member_route(system, RETRY_PATH, {"GET": to_home, "POST": _retry}),
    ]


def to_home(visit: MemberVisit) -> Response:
    """A browser that brings a closed tab back asks anew for where a form had led."""
    return visit.go_to(HOME_PATH)


def not_done(visit: MemberVisit, refusal: Refusal) -> Response:
    """What a step refused, with the way back. Raises the refusal of a session that is over."""
    if refusal.says is RefusalCode.SESSION_OVER_MEMBER:
        raise refusal
    said = refusal_said_to_member(refusal, visit.place)
    return visit.page(_NOT_DONE, status=409, said=said, paths=PATHS)


def _home(visit: MemberVisit) -> Response:
    now = visit.now
    with visit.system.database.looking() as look:
        here = member_session(look, visit.session_token, visit.wall_now)
        home = member_home(look, here.member_id, visit.system.settings.policy, now)
        payments = payments_of_member(look, here.member_id, limit=FIRST_ROWS)
        back_url = way_back(here.return_url)
    heading, sentence = state_words(home, now)
    said = w.DONE.get(visit.given.get("done", ""))
    return visit.page(
        _PAGE,
        back_url=back_url,
        paths=PATHS,
        heading=heading[visit.place],
        sentence=sentence[visit.place],
        done=said[visit.place] if said else "",
        home=home,
        card=mask_card(home.subscription.card) if home.subscription else "",
        usable_until=usable_until(home),
        trouble=trouble_said(visit, home),
        may_pay=may_pay(home),
        listed=_listed(visit, payments),
    )


def _older(visit: MemberVisit) -> Response:
    with visit.system.database.looking() as look:
        here = member_session(look, visit.session_token, visit.wall_now)
        after = place_in(visit.given.get("after", ""))
        payments = payments_of_member(look, here.member_id, limit=MORE_ROWS, after=after)
        back_url = way_back(here.return_url)
    return visit.page(_PAYMENTS, back_url=back_url, paths=PATHS, listed=_listed(visit, payments))


def _listed(visit: MemberVisit, payments: MemberPaymentPage) -> dict[str, object]:
    after = payments.next
    return {
        "rows": payments.rows,
        "paid": any(one.declined is None for one in payments.rows) or after is not None,
        "slip": partial(slip_shown, settings=visit.system.settings),
        "mask": mask_card,
        "declined": lambda reason: DECLINES[reason][visit.place],
        "after": f"{after.at.isoformat()}~{after.imp_uid}" if after else "",
    }


def place_in(text: str) -> PaymentPlace | None:
    """Where the page before ended; anything else begins at the newest."""
    at, _, imp_uid = text.partition("~")
    try:
        when = datetime.fromisoformat(at.replace(" ", "+"))
        known = when.tzinfo is not None
        return PaymentPlace(when.astimezone(UTC), imp_uid) if known else None
    except (ValueError, OverflowError):
        return None


def way_back(address: str) -> str:
    """The app's address, where it is one of the web."""
    return address if address.startswith(("https://", "http://")) else ""


def slip_shown(address: str, settings: Settings) -> str:
    """The slip's address, where it is one that a browser may be sent to: it came from outside."""
    of_the_sandbox = settings.demo and address.startswith(settings.gateway_url + "/")
    return address if address.startswith("https://") or of_the_sandbox else ""


def state_words(home: MemberHome, now: datetime) -> tuple[tuple[str, str], tuple[str, str]]:
    subscription = home.subscription
    if subscription is None:
        return w.NOTHING
    name = str(subscription.status)
    if subscription.status is SubscriptionStatus.PENDING and subscription.trouble is not None:
        name = "pending_refused"
    over = subscription.paid_through is None or subscription.paid_through <= now
    if subscription.status is SubscriptionStatus.CANCELLING and over:
        name = "cancelling_over"
    return w.STATES[name]


@dataclass(frozen=True)
class TroubleSaid:
    """Why it was not paid, and sentences on what happens then."""

    why: str
    then: tuple[str, ...]


def trouble_said(visit: MemberVisit, home: MemberHome) -> TroubleSaid | None:
    """None where all is well."""
    subscription = home.subscription
    trouble = subscription.trouble if subscription else None
    if subscription is None or trouble is None:
        return None
    printed, words = visit.printed, visit.said(w.TROUBLE)
    refused = {"day": printed.day(trouble.failed_at), "won": printed.won(trouble.amount)}
    why, then = [words["FAILED"].format(**refused)], [w.WAYS_OUT[trouble.way_out][visit.place]]
    if trouble.way_out is not WayOut.UNDER_WAY:
        why.append(REFUSED_BECAUSE[trouble.reason][visit.place])
        if trouble.next_try_at is not None:
            then.append(words["NEXT_TRY"].format(day=printed.day(trouble.next_try_at)))
    if trouble.until is not None:
        then.append(words["ENDS"].format(day=printed.until(trouble.until)))
        if subscription.status is SubscriptionStatus.PAST_DUE:
            then.append(words["STILL_USABLE"])
    if may_pay(home) and subscription.status is SubscriptionStatus.PAST_DUE:
        then.append(words["SAME_DAY"])
    return TroubleSaid(" ".join(why), tuple(filter(None, then)))


def usable_until(home: MemberHome) -> datetime | None:
    """In the days of grace their end: the paid time is over, and the service goes on."""
    subscription = home.subscription
    if subscription is None:
        return None
    trouble = subscription.trouble
    in_grace = subscription.status is SubscriptionStatus.PAST_DUE and trouble is not None
    return (trouble.until if in_grace and trouble else None) or subscription.paid_through


def may_pay(home: MemberHome) -> bool:
    """With another card, for the cycle that was refused."""
    trouble = home.subscription.trouble if home.subscription else None
    return trouble is not None and trouble.way_out not in (WayOut.UNDER_WAY, WayOut.WITH_US)


def _other_card(visit: MemberVisit) -> Response:
    """The checkout shows what it takes: nothing for another card, the cycle where one is unpaid."""
    system = visit.system
    try:
        with system.database.reading() as session:
            here = member_session(session, visit.session_token, visit.wall_now)
            home = member_home(session, here.member_id, system.settings.policy, visit.now)
            app_id = session.get_one(Member, here.member_id).app_id
        unpaid = home.subscription if may_pay(home) else None
        path = start_member_checkout(
            system,
            app_id,
            plan_id=None,
            return_url=system.settings.portal_address + HOME_PATH,
            pays_cycle=(unpaid.id, unpaid.period) if unpaid else None,
        )
    except Refusal as refusal:
        return not_done(visit, refusal)
    return visit.go_to(path)


def _retry(visit: MemberVisit) -> Response:
    system = visit.system
    try:
        member_of_visit(visit)
        with system.database.writing() as session:
            here = member_session(session, visit.session_token, visit.wall_now)
            ask_retry(
                session,
                member=session.get_one(Member, here.member_id),
                reason="",
                actor=member_acting(here.member_id),
                policy=system.settings.policy,
                now=visit.now,
            )
    except Refusal as refusal:
        if refusal.says is not RefusalCode.ALREADY_COMING:
            return not_done(visit, refusal)
    return visit.go_to(f"{HOME_PATH}?done=retry")
