"""A page that only administrators see: the menu hides it from others, and the page refuses them."""

import streamlit as st

from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Role
from dashboard.parts import desk
from dashboard.parts.markup import empty
from dashboard.parts.noting import note_view
from dashboard.parts.words import frame as w


def only_administrators(page: str) -> None:
    """Ends the page for anybody else; the access log says that they tried."""
    if desk.shown_actor().role is not Role.ADMINISTRATOR:
        note_view(AccessKind.ACT_REFUSED, page)
        empty(w.ONLY_ADMINISTRATORS(), w.ONLY_ADMINISTRATORS_NEXT())
        st.stop()
