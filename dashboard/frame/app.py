"""Streamlit's entry script: the frame around every page, with look, language, person and menu.

Streamlit runs this file from the top whenever somebody does something (a rerun).
"""

from pathlib import Path

import streamlit as st

from dashboard.frame.demo_clock import demo_clock
from dashboard.frame.in_browser import in_the_browser
from dashboard.frame.navigation import navigation, no_menu
from dashboard.gate.typed_addresses import FIRST_PAGE
from dashboard.parts import acting, asking, desk, shown_members
from dashboard.parts.failing import page_frame
from dashboard.parts.language import language_switch
from dashboard.parts.member_search import search_everywhere

HERE = Path(__file__).parent

st.set_page_config(page_icon=str(HERE / "icon.svg"), layout="wide")
st.html(HERE / "theme.css")
st.logo(str(HERE / "logo.svg"), icon_image=str(HERE / "icon.svg"))

with page_frame():
    acting.refuse_if_signed_out()
    desk.require_signed_in(no_menu)
    with st.sidebar:
        language_switch()
    in_the_browser()
    top = st.container()
    acting.do_what_was_asked()  # before anything is read, so that every number knows of it
    page = navigation()
    shown_members.begin_page(page.url_path or FIRST_PAGE)
    with st.sidebar:
        search_everywhere()
        desk.who_is_here()
        asking.prove_again()
    demo_clock()
    with page_frame():
        page.run()
    acting.tell_the_rest(top)
