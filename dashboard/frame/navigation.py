"""The sidebar's menu: the pages in their groups, with the number that waits beside some of them;
and what stands at an address at which there is no page: one sentence of ours, and the way to the
first page.
"""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import streamlit as st

from billing_core.access_log.reviews import months_to_review
from billing_core.database import StorageUnavailable
from billing_core.desk.waiting import waiting
from billing_core.rules.actor import Role
from dashboard.gate.typed_addresses import FIRST_PAGE
from dashboard.parts import address, desk
from dashboard.parts.markup import empty, heading
from dashboard.parts.words import frame as w


def navigation() -> st.Page:
    """Draws the menu and returns the page somebody wants to see."""
    due, failing, asked, to_check, untold = _numbers()
    pages = {
        w.GROUP_TODAY(): [
            _page(FIRST_PAGE, w.TODAY(), "today", default=True),
            _page("approvals", w.APPROVALS(), "how_to_reg", due),
        ],
        w.GROUP_MEMBERS(): [
            _page("members", w.MEMBERS(), "group"),
            _page("payments", w.PAYMENTS(), "credit_card", failing),
            _page("refund_claims", w.REFUND_CLAIMS(), "undo", asked),
            _page("upcoming", w.UPCOMING(), "calendar_month"),
        ],
        w.GROUP_ANALYSIS(): [
            _page("analysis", w.ANALYSIS(), "monitoring"),
            _page("number", w.NUMBERS(), "menu_book"),
            _page("month_close", w.CLOSING(), "lock_clock"),
            _page("exports", w.EXPORTS(), "download"),
            _page("imports", w.IMPORTS(), "upload"),
        ],
        w.GROUP_OPERATIONS(): [
            _page("health", w.HEALTH(), "monitor_heart", to_check),
            _page("notices", w.NOTICES(), "mark_email_read", untold),
            _page("people", w.PEOPLE(), "badge"),
            # By the name below the menu; what one does every day stands in the menu.
            _page("account", w.ACCOUNT(), "account_circle", hidden=True),
            *_for_administrators(),
        ],
    }
    wrong = asked_for_nothing(each.url_path for group in pages.values() for each in group)
    if wrong:
        pages[w.GROUP_OPERATIONS()].append(nowhere(wrong))
    return st.navigation(pages, expanded=True)  # no page hides behind a button


def no_menu() -> None:
    """For whoever is signed out: the address stays, and no page or number stands beside the
    sentence that says so."""
    here = [st.Page(_nothing, title=w.SIGN_IN(), url_path=FIRST_PAGE, default=True)]
    if wanted := asked_for_nothing([FIRST_PAGE]):
        here.append(st.Page(_nothing, title=w.SIGN_IN(), url_path=wanted))
    st.navigation(here, position="hidden")


def _nothing() -> None:
    pass


def _for_administrators() -> list[st.Page]:
    """Whoever is none finds them by their address and reads there whom to ask."""
    hidden = desk.shown_actor().role is not Role.ADMINISTRATOR
    return [
        _page("access", w.ACCESS(), "policy", 0 if hidden else _to_review(), hidden=hidden),
        _page("retention", w.RETENTION(), "auto_delete", hidden=hidden),
    ]


def _to_review() -> int:
    system = desk.the_system()
    try:
        with desk.reading() as session:
            now, kept = system.wall_clock.now(), system.settings.access_log_days
            return len(months_to_review(session, now, kept))
    except StorageUnavailable:
        return 0


def _numbers() -> tuple[int, int, int, int, int]:
    """The menu's counts, zero while the book cannot be read: the page itself will say that."""
    try:
        with desk.reading() as session:
            work = waiting(session)
    except StorageUnavailable:
        return 0, 0, 0, 0, 0
    return work.due, work.failing, work.asked, work.to_check, work.untold


def _page(
    name: str,
    title: str,
    icon: str,
    number: int = 0,
    *,
    default: bool = False,
    hidden: bool = False,
) -> st.Page:
    return st.Page(
        address.page_file(name),
        title=f"{title} ({number})" if number else title,
        icon=f":material/{icon}:",
        url_path=name,
        default=default,
        visibility="hidden" if hidden else "visible",
    )


def asked_for_nothing(names: Iterable[str]) -> str:
    """The last part of the address, where none of the pages has that name; empty otherwise."""
    path = unquote(urlsplit(st.context.url or "").path).strip("/")
    last = path.rpartition("/")[2].strip()
    return "" if last in {"", *names} else last


def nowhere(name: str) -> st.Page:
    return st.Page(_tell, title=w.NOWHERE(), url_path=name, visibility="hidden")


def _tell() -> None:
    heading(w.NOWHERE(), "", desk.now())
    empty(w.NO_SUCH_PAGE(), w.NO_SUCH_PAGE_NEXT())
    st.page_link(address.page_file("today"), label=w.TO_TODAY(), icon=":material/today:")
