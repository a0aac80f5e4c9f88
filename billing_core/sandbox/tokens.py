"""Access tokens: one at a time, asked again it is the same one until it runs out."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

from billing_core.sandbox.wire import UnauthorizedError

if TYPE_CHECKING:
    from billing_core.sandbox.shop import Shop, ShopCall

LIFETIME = 30 * 60
LAST_MINUTE = 60
EXTENSION = 5 * 60


class Tokens:
    def __init__(self) -> None:
        self.token = ""
        self.expires_at = 0

    def issue(self, now: int) -> None:
        """A new token once the old one ran out; five more minutes when asked in its last one."""
        if now >= self.expires_at:
            self.token = secrets.token_hex(20)
            self.expires_at = now + LIFETIME
        elif self.expires_at - now <= LAST_MINUTE:
            self.expires_at += EXTENSION

    def check(self, authorization: str, now: int) -> None:
        """Checks an Authorization header: both `<token>` and `Bearer <token>` open the door."""
        given = authorization.removeprefix("Bearer ").strip()
        if not given or given != self.token or now >= self.expires_at:
            raise UnauthorizedError("Unauthorized")


def get_token(shop: Shop, call: ShopCall) -> object:
    key = call.fields.required_text("imp_key")
    secret = call.fields.required_text("imp_secret")
    settings = shop.settings
    if not (
        compare_digest(key.encode(), settings.imp_key.encode())
        and compare_digest(secret.encode(), settings.imp_secret.encode())
    ):
        raise UnauthorizedError("인증에 실패하였습니다. API키와 secret을 확인하세요.")
    shop.tokens.issue(call.at)
    return {
        "access_token": shop.tokens.token,
        "now": call.at,
        "expired_at": shop.tokens.expires_at,
    }
