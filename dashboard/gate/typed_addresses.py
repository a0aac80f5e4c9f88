"""Addresses of pages as people type and mistype them.

Streamlit answers one of two levels with a page that stays white, one with a space around its name
with an English sentence or a failure, the first page's own name with a failure, and what could be
no file of any system with "Bad Request".
"""

import re
from urllib.parse import quote

FIRST_PAGE = "today"  # stands at no name
_OTHERS = ("/download/", "/media/", "/component/", "/_stcore/")  # files, and what is Streamlit's
_NO_PART_OF_A_NAME = re.compile(r"^\.+$|[\s\x00-\x1f/\\?#%:]+")
_NO_FILE = re.compile(r"^//|\x00|\\|(?:^|/)\.\.(?:/|$)|^/[A-Za-z]:")


def straightened(path: str) -> str | None:
    """The address that was meant by the decoded `path` of a page: its last level, with nothing in
    it that no page is called by. None where it stands there already, or names no page at all."""
    if path.startswith(_OTHERS):
        return None
    levels = [_NO_PART_OF_A_NAME.sub("", level) for level in path.split("/")]
    name = next((level for level in reversed(levels) if level), "")
    if name == FIRST_PAGE:
        name = ""
    return None if path == f"/{name}" else f"/{quote(name)}"


def is_no_file(path: str) -> bool:
    """Whether nothing could stand there, neither a page nor what a page brings."""
    return _NO_FILE.search(path) is not None
