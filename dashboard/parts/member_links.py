"""Links to one member's page from anywhere, by our own number: an address names nobody."""

import streamlit as st

from billing_core.lifecycle.app_ids import member_called
from dashboard.parts import desk
from dashboard.parts.page_files import page_file

PAGE = page_file("members")
PARAMETER = "number"
_BY_APP_ID = "member"  # of links that the company has kept from before
_MOST_DIGITS = 18  # of a number that a book can hold
NOBODY = 0


def open_member(app_id: str) -> None:
    """Leaves the present page for the member's; call it while drawing, not from a handler."""
    open_numbered(_number_of(app_id))


def open_numbered(number: int) -> None:
    """The same, of whom our own number is known."""
    st.switch_page(PAGE, query_params={PARAMETER: str(number)})


def leave_member() -> None:
    """A handler: back to the list of members."""
    st.query_params.pop(PARAMETER, None)


def chosen_member() -> int | None:
    """The number of the query parameter, NOBODY for one that cannot be; None where the list was
    asked for. An app's id in the address is exchanged for the number."""
    if app_id := st.query_params.get(_BY_APP_ID):
        st.query_params[PARAMETER] = str(_number_of(app_id))
        st.query_params.pop(_BY_APP_ID)
    asked = st.query_params.get(PARAMETER, "")
    if not asked:
        return None
    return int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else NOBODY


def _number_of(app_id: str) -> int:
    with desk.reading() as session:
        member = member_called(session, app_id)
        return member.id if member else NOBODY
