"""The access token, cached: fetched once for everyone, renewed early, replaced when refused."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from billing_core.clock import Clock
from billing_core.gateway.call import Call, Kind
from billing_core.gateway.errors import BadAnswer, Refused, Unauthorized, Unavailable
from billing_core.gateway.fields import Fields, Unreadable
from billing_core.gateway.hurry import hurry
from billing_core.gateway.transport import Transport

# The gateway extends a token only when asked in its last minute; asked earlier it returns the
# same one unchanged. So renewing in the last 45 seconds is early enough and not in vain.
RENEW_BEFORE = timedelta(seconds=45)


@dataclass(frozen=True)
class Token:
    text: str = field(repr=False)
    good_until: datetime  # aware UTC, by our own clock
    ahead: timedelta | None = None  # of the gateway's clock, when it told one; below 0: behind

    def usable_at(self, now: datetime) -> bool:
        return now < self.good_until - RENEW_BEFORE


class TokenKeeper:
    """The token's cache with single flight: threads that come during a fetch wait for that one.

    A failure is shared the same way, so an unreachable gateway costs everyone one time-out
    and not one after the other.
    """

    def __init__(self, fetch: Callable[[], Token], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._under_way: Future[Token] | None = None

    @property
    def ahead(self) -> timedelta | None:
        """How far the gateway's clock was ahead of ours when it last gave a token."""
        with self._lock:
            return self._token.ahead if self._token else None

    def renew(self) -> None:
        """Ask now, whether or not the token is still good: the answer also tells the time."""
        with self._lock:
            known = self._token.text if self._token else ""
        self.current(refused=known)

    def current(self, refused: str = "") -> str:
        """The token to use now, never the `refused` one that the caller just tried in vain."""
        with self._lock:
            token = self._token
            if token and token.text != refused and token.usable_at(self._clock.now()):
                return token.text
            mine = self._under_way is None
            under_way = self._under_way = self._under_way or Future()
        if mine:
            self._fetch_into(under_way)
            return under_way.result().text
        return self._fetched_by_another(under_way)

    def _fetched_by_another(self, under_way: Future[Token]) -> str:
        """Whoever is in a hurry does not wait for the time-outs of somebody who is not."""
        try:
            return under_way.result(hurry()).text
        except TimeoutError as error:
            raise Unavailable("no token in time", operation="getToken") from error

    def _fetch_into(self, under_way: Future[Token]) -> None:
        try:
            token = self._fetch()
        except BaseException as error:  # the waiting threads must be woken, whatever happened
            with self._lock:
                self._under_way = None
            under_way.set_exception(error)
        else:
            with self._lock:
                self._token, self._under_way = token, None
            under_way.set_result(token)


class KeyDesk:
    """Exchanges the API keys for a token: `POST /users/getToken`."""

    def __init__(self, transport: Transport, clock: Clock, imp_key: str, imp_secret: str) -> None:
        self._transport = transport
        self._clock = clock
        keys = {"imp_key": imp_key, "imp_secret": imp_secret}
        self._call = Call("getToken", Kind.READ, "POST", "/users/getToken", body=keys)

    def fetch(self) -> Token:
        """A new token. Raises Unauthorized when the keys are wrong, else what any read raises."""
        asked_at = self._clock.now()
        answer = self._transport.send(self._call)
        took = self._clock.now() - asked_at
        if answer.http_status == 401:
            raise self._call.error(Unauthorized, f"wrong keys, {answer.in_words}", answer)
        try:
            return _token_from(self._call.accept(answer), asked_at, took)
        except Refused as error:  # 400 for a missing key, or HTTP 200 with a code
            raise self._call.error(
                Unauthorized, f"keys not taken, {answer.in_words}", answer
            ) from error
        except Unreadable as error:
            raise self._call.error(BadAnswer, f"unreadable, {error}", answer) from error


def _token_from(response: object, asked_at: datetime, took: timedelta) -> Token:
    """Only the *length* of its life is taken from the server, whose clock may differ from ours:
    by how much is what it calls now, against the middle of our request."""
    fields = Fields(response)
    text = fields.needed_text("access_token")
    if not (text.isascii() and text.isprintable()):
        raise Unreadable("access_token cannot be sent in a header")
    life = fields.whole("expired_at") - fields.whole("now")
    if not 0 <= life <= 10**8:
        raise Unreadable("expired_at lies before now, or years ahead")
    theirs = fields.instant("now")
    ahead = None if theirs is None else theirs - (asked_at + took / 2)
    return Token(text, asked_at + timedelta(seconds=life), ahead)
