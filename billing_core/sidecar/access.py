"""Dependencies of a request: the assembled system behind the door, and the check of the API key."""

import json
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.concurrency import run_in_threadpool

from billing_core.rules.card_number import require_no_card_number
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sidecar.keys import ApiKeys, TheApiKeys
from billing_core.sidecar.once import claim_once
from billing_core.system import System

# The rule of `require_app_id` as the OpenAPI page can say it: visible, and not only spaces.
MEMBER_ID = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"

_bearer = HTTPBearer(
    auto_error=False,
    description="A named key (`bd_live_…`) with the scope that the call names, or the value of "
    "`BILLING_API_KEY`, which has every scope but metrics.",
)


async def the_system(request: Request) -> System:
    system: System = request.app.state.system
    return system


TheSystem = Annotated[System, Depends(the_system)]


async def require_key(
    request: Request,
    needed: SecurityScopes,
    keys: TheApiKeys,
    system: TheSystem,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Then looks through what came with it. Raises Refusal: "api_key", "api_key_missing",
    "too_many_requests", "api_key_scope", "card_number"; and what `claim_once` does."""
    await _checked(request, keys, shown, *map(KeyScope, needed.scopes))
    sent = await _sent(request)
    if isinstance(sent, dict):
        require_no_card_number(sent, _NEVER_KEPT | _KNOWN_OR_NEW)
    await claim_once(request, system, shown.credentials if shown else "", sent)


def needs(*scopes: KeyScope) -> Any:
    """The dependency of a route whose caller shows a key with these scopes; none: any valid key."""
    return Security(require_key, scopes=[str(scope) for scope in scopes])


async def has_shown_key(request: Request, keys: TheApiKeys) -> bool:
    """For what strangers may ask, too, and are told less. Raises Refusal for a wrong key."""
    shown = await _bearer(request)
    if shown is None:
        return False
    await _checked(request, keys, shown)
    return True


async def _checked(
    request: Request,
    keys: ApiKeys,
    shown: HTTPAuthorizationCredentials | None,
    *scopes: KeyScope,
) -> None:
    holder = await run_in_threadpool(
        keys.holder_of,
        shown.credentials if shown else "",
        remote=request.client.host if request.client else "",
        # Never the path itself, which holds a member's id.
        subject=f"{request.method} {request.scope['route'].path}",
    )
    request.state.key_holder = holder
    for scope in scopes:
        if scope not in holder.scopes:
            raise Refusal(RefusalCode.API_KEY_SCOPE, scope=scope)


_NEVER_KEPT = frozenset({"return_url"})  # handed back to who gave it
_KNOWN_OR_NEW = frozenset({"member_id"})  # refused where a member begins: one there is may go on


async def _sent(request: Request) -> object:
    """The body, whose every text is looked through for card numbers, whatever fields an endpoint
    has. A path is left alone: it names what is known already, or nothing."""
    try:
        return json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        return None  # the endpoint says what is wrong with it
