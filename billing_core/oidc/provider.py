"""The company's identity provider: authorization code with PKCE, and the ID token looked at.

Every call ends within seconds and is made outside of any transaction. What the provider says of
itself, and its keys, are kept for an hour; a token that no key fits has the keys read again.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from billing_core.clock import Clock
from billing_core.rules.refusal import Refusal, RefusalCode

log = structlog.get_logger()

DISCOVERY = "/.well-known/openid-configuration"
PATIENCE_SECONDS = 5.0
ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")  # none with a secret we both know
KEPT = timedelta(hours=1)
KEYS_AT_LEAST = timedelta(minutes=1)  # nobody makes us read them again and again
SKEW_SECONDS = 60
LONGEST_SUBJECT = 255  # by OpenID Connect


@dataclass(frozen=True)
class CodeRequest:
    """What one journey to the provider carries: `state` comes back in the address, the token
    answers to `nonce`, and `verifier` (PKCE) proves that whoever asked is who fetches it."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> CodeRequest:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Identity:
    """Somebody at the provider: never known by e-mail or name, which change hands.
    `authenticated_at` is when they last proved it there, None where the provider does not say."""

    issuer: str
    subject: str
    authenticated_at: datetime | None


class _Metadata(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class OidcProvider:
    """One issuer, and what it knows us by. `patience` is in seconds, for each answer."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        clock: Clock,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._issuer, self._clock = issuer, clock
        self._client_id, self._client_secret = client_id, client_secret
        self._http = httpx.Client(timeout=patience)
        self._metadata: tuple[datetime, _Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def close(self) -> None:
        self._http.close()

    def address(
        self, request: CodeRequest, redirect_uri: str, *, language: str, prompt: str = ""
    ) -> str:
        """Where the browser goes. `prompt` is "login" where the person must sign in there anew,
        and "select_account" where they choose whose account it is. Raises Refusal
        "provider_away"."""
        endpoint = self._described().authorization_endpoint
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        asked |= {"prompt": prompt} if prompt else {}
        asked |= {"max_age": "0"} if prompt == "login" else {}  # asks for `auth_time`, too
        return endpoint + ("&" if urlsplit(endpoint).query else "?") + urlencode(asked)

    def identity(self, request: CodeRequest, code: str, redirect_uri: str) -> Identity:
        """Fetch the token for the code and look at it.

        Raises Refusal: "provider_away", "company_sign_in_failed".
        """
        claims = self._claims(self._token(request, code, redirect_uri))
        try:
            self._expected(request.nonce).validate(claims)
        except JoseError as error:
            raise _refused(f"claims: {error}") from error
        audience, subject = claims["aud"], claims["sub"]
        if audience not in (self._client_id, [self._client_id]):  # for others, too
            raise _refused("aud")
        if len(subject) > LONGEST_SUBJECT or not (subject.isascii() and subject.isprintable()):
            raise _refused("sub")
        return Identity(claims["iss"], subject, _instant(claims.get("auth_time")))

    def _token(self, request: CodeRequest, code: str, redirect_uri: str) -> str:
        metadata = self._described()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": request.verifier,
        }
        who = quote(self._client_id, safe=""), quote(self._client_secret, safe="")
        auth: httpx.Auth = httpx.BasicAuth(*who)
        if "client_secret_basic" not in metadata.token_endpoint_auth_methods_supported:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
            auth = httpx.Auth()
        try:
            answer = self._http.post(metadata.token_endpoint, data=form, auth=auth)
            if answer.is_client_error:  # the code is no good, or our secret is not
                raise _refused(f"token endpoint: {answer.status_code}")
            token = answer.raise_for_status().json()["id_token"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise _away(error) from error
        return str(token)

    def _claims(self, token: str) -> dict[str, Any]:
        """Those of a token that the provider has signed. Its keys may have been changed since they
        were read."""
        try:
            return _signed(token, self._read_keys(KEPT))
        except JoseError:
            try:
                return _signed(token, self._read_keys(KEYS_AT_LEAST))
            except JoseError as error:
                raise _refused(f"signature: {error}") from error

    def _expected(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _described(self) -> _Metadata:
        now = self._clock.now()
        if self._metadata is not None and abs(now - self._metadata[0]) < KEPT:
            return self._metadata[1]
        try:
            told = _Metadata.model_validate(self._read(self._issuer.rstrip("/") + DISCOVERY))
        except ValidationError as error:
            raise _away(error) from error
        scheme = urlsplit(self._issuer).scheme
        ends = (told.authorization_endpoint, told.token_endpoint, told.jwks_uri)
        if told.issuer != self._issuer or any(urlsplit(end).scheme != scheme for end in ends):
            raise _away(ValueError(f"it calls itself {told.issuer}"))
        self._metadata = now, told
        return told

    def _read_keys(self, at_most: timedelta) -> KeySet:
        now = self._clock.now()
        if self._keys is not None and abs(now - self._keys[0]) < at_most:
            return self._keys[1]
        try:
            keys = KeySet.import_key_set(self._read(self._described().jwks_uri))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _away(error) from error
        self._keys = now, keys
        return keys

    def _read(self, url: str) -> Any:
        try:
            return self._http.get(url).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise _away(error) from error


def _signed(token: str, keys: KeySet) -> dict[str, Any]:
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except ValueError as error:  # no token at all
        raise JoseError(str(error)) from error


def _instant(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None


def _refused(why: str) -> Refusal:
    log.warning("the company's sign-in was refused", why=why)
    return Refusal(RefusalCode.COMPANY_SIGN_IN_FAILED)


def _away(error: Exception) -> Refusal:
    log.warning("the company's identity provider did not answer", error=str(error))
    return Refusal(RefusalCode.PROVIDER_AWAY)
