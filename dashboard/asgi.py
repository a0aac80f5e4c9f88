"""The dashboard as an ASGI app: `uvicorn dashboard.asgi:app`, from any folder.

Started by uvicorn and not by `streamlit run`, which adds some 40 ms to every answer on a
kept connection.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.parts.failing import show_failure

app = st.App(Path(__file__).with_name("frame") / "app.py", on_script_error=show_failure)
