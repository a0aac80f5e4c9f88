"""The checkout page: what is bought, the consent, and the PG's window behind it.

The page itself changes nothing, so it may be opened by a messenger's preview. The tick posts the
consent; its answer is the window's parameters under a name that never was, and the button opens it
by a plain click. Nothing that the browser says is proof of anything.
"""

from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from billing_core.gateway import GatewayError
from billing_core.lifecycle import checkout_page
from billing_core.lifecycle.member_contact import contact_of
from billing_core.lifecycle.open_window import open_window, require_registrable
from billing_core.models import Member
from billing_core.portal.checkout_result import checkout_end
from billing_core.portal.checkout_start import CHECKOUT_PATH
from billing_core.portal.checkout_words import agreement_for, offer_said
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.static_files import static_path
from billing_core.portal.window_parameters import window_parameters
from billing_core.rules.payment_window import EMAIL_BYTES, PHONE_BYTES, fits, is_phone
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.wording.checkout_page import CHECKOUT
from billing_core.wording.refusals_to_members import refusal_said_to_member

log = structlog.get_logger()

_PAGE = PageText("checkout.html", CHECKOUT)
CLOSED = PageText("checkout_closed.html")
BACK = "/back"
_WINDOW = "/window"
_SCRIPT = static_path("checkout.js")
# Where the vendor's script, the frames of its window and KG Inicis are. The vendor lists no hosts;
# these were seen. Its script writes styles of its own.
_VENDOR = "https://*.iamport.kr https://*.inicis.com"


def checkout_routes(system: System) -> list[Route]:
    path = CHECKOUT_PATH + "{token}"
    return [
        member_route(system, path, {"GET": _shown}),
        member_route(system, path + _WINDOW, {"POST": _wanted}),
    ]


def _policy(settings: Settings) -> str:
    script = urlsplit(settings.script_url)
    host = f"{script.scheme}://{script.netloc}"
    return (
        f"default-src 'none'; script-src 'self' {host}; style-src 'self' 'unsafe-inline';"
        f" img-src 'self' data: {host} {_VENDOR}; connect-src 'self' {host} {_VENDOR};"
        f" frame-src {host} {_VENDOR}; form-action 'self' {host} {_VENDOR};"
        " base-uri 'none'; frame-ancestors 'none'"
    )


def _shown(visit: MemberVisit) -> Response:
    system, now = visit.system, visit.now
    with system.database.looking() as look:
        page, windows = checkout_page.seen_page(look, visit.token, now)
        if not checkout_end(look, windows).result.may_try_again:
            return visit.go_to(visit.path + BACK)
        try:
            checkout_page.require_open(page, now)
            offer = checkout_page.offer_seen(look, page, system.settings.policy, now)
        except Refusal as refusal:
            if len(windows) > 1:  # a window was opened: it may still bring something
                return visit.go_to(visit.path + BACK)
            return closed(visit, page, refusal)
    agreement = agreement_for(offer, visit.place)
    return visit.page(
        _PAGE,
        policy=_policy(system.settings),
        offer=offer_said(offer, visit.place),
        charges_now=offer.charges_now,
        consent=agreement.shown,
        version=CHECKOUT["VERSION"][visit.place].format(version=agreement.version),
        agreed=agreement.sha256,
        asks_phone=not fits(page.phone or "", PHONE_BYTES),
        asks_email=not fits(page.email or "", EMAIL_BYTES),
        imp_code=system.settings.imp_code,
        vendor_script=system.settings.script_url,
        own_script=_SCRIPT,
        window=visit.path + _WINDOW,
        back=visit.path + BACK,
        back_url=page.return_url,
    )


def closed(visit: MemberVisit, page: checkout_page.SeenCheckout, refusal: Refusal) -> Response:
    said = refusal_said_to_member(refusal, visit.place)
    return visit.page(CLOSED, status=410, said=said, back_url=page.return_url)


def _wanted(visit: MemberVisit) -> Response:
    """The tick: what the member agreed to is written down, the gateway told which amount the
    window will show, and the window's parameters go to the page."""
    if not visit.system.settings.imp_code:
        log.error("no window without BILLING_IMP_CODE")
        return JSONResponse({"said": CHECKOUT["GATEWAY_AWAY"][visit.place]}, 503)
    try:
        asked = _agreed(visit)
        visit.system.gateway.prepare(asked["merchant_uid"], asked["amount"])
    except Refusal as refusal:
        return JSONResponse({"said": refusal_said_to_member(refusal, visit.place)}, 409)
    except GatewayError as error:
        log.warning("window not prepared", error=str(error))
        return JSONResponse({"said": CHECKOUT["GATEWAY_AWAY"][visit.place]}, 503)
    return JSONResponse({"asked": asked})


def _agreed(visit: MemberVisit) -> dict[str, Any]:
    system, settings, now = visit.system, visit.system.settings, visit.now
    agreed = visit.given.get("agreed", "")
    if not agreed:
        raise Refusal(RefusalCode.CONSENT_MISSING)
    with system.database.reading() as session:  # a stranger takes no writer's turn
        checkout_page.page_of_token(session, visit.token, now)
    with system.database.writing() as session:
        page = checkout_page.page_of_token(session, visit.token, now)
        offer = require_registrable(session, page, settings.policy, now)
        agreement = agreement_for(offer, visit.place)
        if agreed != agreement.sha256:
            raise Refusal(RefusalCode.CHECKOUT_CHANGED)
        window = open_window(session, page, offer, agreement, checkout_id=system.new_id(), now=now)
        email, phone = contact_of(session, page.member_id)
        member = session.get_one(Member, page.member_id)
    zero = settings.phone_amount_zero and is_phone(visit.request.headers.get("user-agent", ""))
    return window_parameters(
        settings,
        window,
        member,
        offer,
        email=email,
        phone=phone,
        amount=0 if zero else offer.amount,
        return_url=f"{settings.portal_address}{CHECKOUT_PATH}{visit.token}{BACK}",
        place=visit.place,
    )
