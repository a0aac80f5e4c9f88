"""An address at which there is no page: one sentence of ours, and the way to the first page."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import streamlit as st

from dashboard.parts import address, desk
from dashboard.parts.markup import empty, heading
from dashboard.parts.words import frame as w


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
