"""Back from the PG's window: what became of it, asked of the gateway and never of the browser."""

from functools import partial
from itertools import takewhile

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from billing_core.lifecycle import checkout_page
from billing_core.lifecycle.read_windows import read_windows
from billing_core.models import Checkout
from billing_core.portal.checkout import BACK
from billing_core.portal.checkout_result import CheckoutEnd, checkout_end
from billing_core.portal.checkout_start import CHECKOUT_PATH
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.signed_return import signed_return
from billing_core.portal.static_files import static_path
from billing_core.rules.checkout import CheckoutResult
from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from billing_core.wording.checkout_page import CHECKOUT, RESULT_TITLES, RESULTS
from billing_core.wording.declines_to_members import REFUSED_BECAUSE

_PAGE = PageText("checkout_back.html", CHECKOUT)
_RETURN = "/return"
_SCRIPT = static_path("checkout_back.js")
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST_ASKED = RateLimitItemPerMinute(30)  # more than a page in several tabs asks by itself
FIRST_LOOK, LONGEST_LOOK = 2, 30  # seconds until the page looks again
_TONES = {
    CheckoutResult.PAID: "said good",
    CheckoutResult.CARD_REGISTERED: "said good",
    CheckoutResult.REFUSED: "said",
    CheckoutResult.NOT_FINISHED: "said",
}


def checkout_back_routes(system: System) -> list[Route]:
    path = CHECKOUT_PATH + "{token}"
    return [
        member_route(system, path + BACK, {"GET": partial(_seen, Asking())}),
        member_route(system, path + _RETURN, {"GET": _returned}),
    ]


class Asking:
    """How often the gateway is asked for one page, by this process: whoever reloads without end
    keeps neither the door's threads nor the gateway busy."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def may(self, page: Checkout) -> bool:
        return self._window.hit(MOST_ASKED, page.id)


def _seen(asking: Asking, visit: MemberVisit) -> Response:
    page, windows = _page(visit)
    unheard = _unheard(windows)
    if unheard and asking.may(page):
        read_windows(visit.system, unheard)
        page, windows = _page(visit)
    with visit.system.database.reading() as session:
        end = checkout_end(session, windows)
        again = _may_try_again(visit, page, end)
    place, own = visit.place, CHECKOUT_PATH + visit.token
    return_path = own + _RETURN if page.return_url else ""
    done = not end.result.may_change and not again  # a button; else a line at the foot
    looks = _looks(visit)
    return visit.page(
        _PAGE,
        policy=_POLICY,
        own_script=_SCRIPT,
        title=RESULT_TITLES[end.result][place],
        said=RESULTS[end.result][place],
        tone=_TONES.get(end.result, "said waits"),
        end=end,
        paid=end.result is CheckoutResult.PAID,
        why=_why(end, place),
        looks_again=f"{own}{BACK}?looks={looks + 1}" if end.result.may_change else "",
        seconds=min(FIRST_LOOK + looks, LONGEST_LOOK),
        again=own if again else "",
        again_said=_again_said(end, place),
        done_url=return_path if done else "",
        back_url="" if done else return_path,
    )


def _page(visit: MemberVisit) -> tuple[Checkout, list[Checkout]]:
    with visit.system.database.reading() as session:
        page = checkout_page.page_of_token(session, visit.token, visit.now)
        return page, list(checkout_page.windows_of(session, page))


def _unheard(windows: list[Checkout]) -> list[Checkout]:
    """Windows that no card has come from, newer than the last that one has come from."""
    newer = list(takewhile(lambda one: one.registered_at is None, windows))
    return [one for one in newer if one.page_id] or newer


def _looks(visit: MemberVisit) -> int:
    """How often this page has looked: it asks less and less often."""
    looks = visit.given.get("looks", "")
    return min(int(looks[:4]), LONGEST_LOOK) if looks.isascii() and looks.isdigit() else 0


def _may_try_again(visit: MemberVisit, page: Checkout, end: CheckoutEnd) -> bool:
    """Another window of this page would do something: it is open, and there is something to pay."""
    if not end.result.may_try_again:
        return False
    with visit.system.database.reading() as session:
        try:
            checkout_page.require_open(page, visit.now)
            checkout_page.offer_now(session, page, visit.system.settings.policy, visit.now)
        except Refusal:
            return False
    return True


def _why(end: CheckoutEnd, place: int) -> str:
    """A window that was closed leaves a refusal, too, in words that nobody promised: no reason is
    made of what is not known as one."""
    closed = end.result is CheckoutResult.NOT_FINISHED and end.decline is DeclineReason.OTHER
    return "" if end.decline is None or closed else REFUSED_BECAUSE[end.decline][place]


def _again_said(end: CheckoutEnd, place: int) -> str:
    return CHECKOUT["OTHER_CARD" if end.result is CheckoutResult.REFUSED else "TRY_AGAIN"][place]


def _returned(visit: MemberVisit) -> Response:
    page, windows = _page(visit)
    if not page.return_url:
        raise Refusal(RefusalCode.CHECKOUT_OVER)
    with visit.system.database.reading() as session:
        end = checkout_end(session, windows)
    address = signed_return(
        visit.system.settings, page.return_url, page.id, end.result, visit.wall_now
    )
    return RedirectResponse(address, 303)
