"""Dependencies of a request: the assembled system behind the door, and the check of the API key."""

from __future__ import annotations

import hmac
import json
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from billing_core.rules.card_number import require_no_card_number
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

# The rule of `require_app_id` as the OpenAPI page can say it: visible, and not only spaces.
MEMBER_ID = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"

_bearer = HTTPBearer(auto_error=False, description="The value of `BILLING_API_KEY`.")


async def the_system(request: Request) -> System:
    system: System = request.app.state.system
    return system


TheSystem = Annotated[System, Depends(the_system)]


async def require_api_key(
    system: TheSystem,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Checks the API key. Raises Refusal "api_key_missing" (we have none) or "api_key" (not it)."""
    key = system.settings.api_key.get_secret_value()
    if not key:
        raise Refusal(RefusalCode.API_KEY_MISSING)
    # Compared in constant time, which does not tell how much of it was right.
    if shown is None or not hmac.compare_digest(shown.credentials.encode(), key.encode()):
        raise Refusal(RefusalCode.API_KEY)


_NEVER_KEPT = frozenset({"return_url"})  # handed back to who gave it
_KNOWN_OR_NEW = frozenset({"member_id"})  # refused where a member begins: one there is may go on


async def refuse_card_numbers(request: Request) -> None:
    """Checks every text of a body, whatever fields an endpoint has. Raises Refusal "card_number".

    A path is left alone: it names what is known already, or nothing.
    """
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        return  # the endpoint says what is wrong with it
    if isinstance(body, dict):
        require_no_card_number(body, _NEVER_KEPT | _KNOWN_OR_NEW)


# What every endpoint of the company's app asks first.
FOR_THE_APP = [Depends(require_api_key), Depends(refuse_card_numbers)]
