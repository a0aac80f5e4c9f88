"""Opening a page of the dashboard without a browser, and reading what is on it."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from billing_core.database import StorageUnavailable
from billing_core.rules.actor import Actor
from billing_core.tokens import digest
from dashboard.parts.chart_first import STANDS
from dashboard.parts.desk import the_system
from tests.dashboard.signing_in import SESSION, token_of
from tests.parts.members import number_in
from tests.parts.people import APPROVER

APP = Path(__file__).parents[2] / "dashboard" / "frame" / "app.py"


def visit(page: str = "today", who: Actor | None = None, **parameters: str) -> AppTest:
    """The page as `who` sees it, who has signed in and may approve when None."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    with suppress(StorageUnavailable):  # nobody can sign in then; the page says why
        app.session_state[SESSION] = digest(token_of(the_system(), who or APPROVER))
    app.session_state[STANDS] = True  # no browser draws it here
    # As `st.navigation` names it. Streamlit's own way runs the first page only to learn this.
    app._page_hash = calc_hash(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def number_of(member_id: str) -> int:
    """Ours, by which addresses and buttons name a member."""
    with the_system().database.reading() as session:
        return number_in(session, member_id)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def keys(app: AppTest, beginning: str) -> list[str]:
    """Of the buttons on the page, in their order."""
    return [str(button.key) for button in app.button if str(button.key).startswith(beginning)]


def file_links(app: AppTest) -> list[str]:
    """Where the links to made files lead."""
    found = (
        re.findall(r'class="bd-download" href="([^"]+)"', each.proto.body) for each in app.html
    )
    return [str(link) for some in found for link in some]


def links(app: AppTest) -> dict[str, str]:
    """Of the row below a chart: what stands on it, and where it leads."""
    shown_links = (each.proto for each in app.get("page_link"))
    return {link.label: unquote(link.query_string) for link in shown_links}


def shown(app: AppTest) -> str:
    """Everything the page says, tags taken off."""
    assert not app.exception, app.exception
    parts: list[Any] = [
        *app.html,
        *app.markdown,
        *app.caption,
        *app.header,
        *app.subheader,
        *app.info,
        *app.warning,
        *app.error,
        *app.toast,
    ]
    markup = "\n".join(str(part.value) for part in parts)
    return html.unescape(re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", " ", markup, flags=re.DOTALL))
