"""The dashboard as an ASGI app: `uvicorn dashboard.asgi:app`, from any folder.

Started by uvicorn and not by `streamlit run`, which adds some 40 ms to every answer on a
kept connection. Around all of it stands the gate: nothing is seen without signing in.
"""

import logging
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.gate.company_pages import company_routes
from dashboard.gate.download_route import download_route
from dashboard.gate.gate import Gate
from dashboard.gate.opening import opening_routes
from dashboard.gate.sign_in_pages import sign_in_routes
from dashboard.parts import address, desk
from dashboard.parts.failing import show_failure

# Streamlit gives uvicorn's access log a handler again; an address may hold a one-time link.
logging.getLogger("uvicorn.access").disabled = True

app = st.App(
    Path(__file__).with_name("frame") / "app.py",
    routes=[
        *sign_in_routes(desk.the_system),
        *company_routes(desk.the_system),
        download_route(desk.the_system),
        *opening_routes(address.page_names()),
    ],
    middleware=[Middleware(Gate, system=desk.the_system)],
    on_script_error=show_failure,
)
