"""Where a member goes back to: an address of the company's app, never a script or a plain one."""

import re
from urllib.parse import urlsplit

from billing_core.rules.loopback import is_loopback
from billing_core.rules.refusal import Refusal, RefusalCode

LONGEST_RETURN_URL = 500
_VISIBLE = re.compile(r"[!-~]+")
_TRICKY = re.compile(r"[\\<>\"]")  # browsers read a backslash as a slash


def require_return_url(url: str) -> None:
    """Check that it is https, or http on this machine. Raises Refusal "return_url"."""
    if not _leads_to_an_app(url):
        raise Refusal(RefusalCode.RETURN_URL)


def _leads_to_an_app(url: str) -> bool:
    if len(url) > LONGEST_RETURN_URL or not _VISIBLE.fullmatch(url) or _TRICKY.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:  # whoever reads it would take the name for the host
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
