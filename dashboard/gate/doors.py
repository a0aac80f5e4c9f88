"""Rules of the gate: by which name it may be asked, from which page, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from billing_core.rules.loopback import is_loopback
from billing_core.settings import Settings

CLIENT_HEADER = "x-desk-client"  # and this: from where it comes, as our own server sees it
SESSION_HEADER = "x-desk-session"  # set by the gate alone: the digest of the session's token
_FORWARDED = ("forwarded", "via", "x-forwarded-", "x-real-", "x-client-", "cf-", "true-client-")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Knock:
    """What a request or a WebSocket says of itself."""

    path: str
    query: str
    method: str  # empty for a WebSocket
    headers: Headers
    client: str

    @classmethod
    def of(cls, scope: Scope) -> Knock:
        client = scope.get("client")
        return cls(
            path=scope["path"],
            query=scope.get("query_string", b"").decode("latin-1"),
            method=scope.get("method", ""),
            headers=Headers(scope=scope),
            client=client[0] if client else "",
        )

    @property
    def host(self) -> str:
        """With its port, as the browser wrote it."""
        return self.headers.get("host", "").lower()

    @property
    def only_asks(self) -> bool:
        return self.method in _SAFE

    @property
    def is_page(self) -> bool:
        """Somebody looks at it, who can be shown the way to sign in."""
        return self.only_asks and "text/html" in self.headers.get("accept", "")

    @property
    def came_straight(self) -> bool:
        """From a browser on this machine, through no proxy."""
        forwarded = any(name.lower().startswith(_FORWARDED) for name in self.headers)
        return is_loopback(self.client) and not forwarded

    @property
    def body_size(self) -> float:
        """Endless where the request does not say."""
        if self.method in _SAFE:
            return 0
        said = self.headers.get("content-length", "")
        return int(said) if said.isascii() and said.isdigit() else inf

    def cookie(self, name: str) -> str:
        return cookie_parser(self.headers.get("cookie", "")).get(name, "")


def is_own_name(knock: Knock, settings: Settings) -> bool:
    """A stranger's name that leads to this machine (DNS rebinding) is not one of ours."""
    try:
        asked = urlsplit(f"//{knock.host}")
        name, _ = asked.hostname or "", asked.port
    except ValueError:  # no name at all
        return False
    return is_loopback(name) or name == (urlsplit(settings.dashboard_url).hostname or None)


def is_from_own_page(knock: Knock, settings: Settings) -> bool:
    """What changes something, and every WebSocket, comes from a page of this very address:
    browsers say so in `Origin`, which no page can forge."""
    if knock.method in _SAFE:
        return True
    try:
        origin = urlsplit(knock.headers.get("origin", ""))
    except ValueError:
        return False
    own = urlsplit(settings.dashboard_url)
    if is_secure(settings) and origin.hostname == own.hostname and origin.scheme != "https":
        return False
    return origin.scheme in ("http", "https") and origin.netloc.lower() == knock.host


def is_secure(settings: Settings) -> bool:
    return urlsplit(settings.dashboard_url).scheme == "https"


def cookie_name(knock: Knock, settings: Settings) -> str:
    """On loopback by port, because a browser keeps one jar for all ports of a machine."""
    if is_secure(settings):
        return "__Host-desk"
    return f"desk_{urlsplit(f'//{knock.host}').port or 80}"


def own_address(knock: Knock, settings: Settings) -> str:
    """Of the desk as this browser knows it, without a slash at its end."""
    return settings.dashboard_address if is_secure(settings) else f"http://{knock.host}"


def in_language(path: str, language: str) -> str:
    """A page of ours in the language chosen at sign-in (`parts.language` reads the address)."""
    page, _, query = path.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    if language != "en" or "language" in dict(given):
        return path
    return f"{page}?{urlencode([*given, ('language', 'en')])}"


def own_path(wanted: str) -> str:
    """Where to go after signing in: a page of ours, or the first one."""
    begins_well = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/sign-in"))
    return wanted if begins_well and wanted.isprintable() else "/"


def without(headers: Iterable[tuple[bytes, bytes]], name: str) -> list[tuple[bytes, bytes]]:
    return [(key, value) for key, value in headers if key.lower() != name.encode()]
