"""Links to one member's page from anywhere, by a query parameter."""

from __future__ import annotations

import streamlit as st

from dashboard.parts.page_files import page_file

PAGE = page_file("members")
PARAMETER = "member"


def open_member(app_id: str) -> None:
    """Leaves the present page for the member's; call it while drawing, not from a handler."""
    st.switch_page(PAGE, query_params={PARAMETER: app_id})


def leave_member() -> None:
    """A handler: back to the list of members."""
    st.query_params.pop(PARAMETER, None)


def chosen_member() -> str:
    """The member of the query parameter, empty for none."""
    return str(st.query_params.get(PARAMETER, ""))
