"""The FastAPI application of the web door, put together from its routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Protocol

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Lifespan

from billing_core.portal.routes import MemberSide
from billing_core.sidecar import (
    checkouts,
    contacts,
    health,
    iamport_webhook,
    members,
    notice_outcomes,
    portal_links,
)
from billing_core.sidecar.body_cap import BodyCap
from billing_core.sidecar.errors import ERROR_ANSWERS, say_errors
from billing_core.sidecar.group_commit import GroupCommit
from billing_core.sidecar.keys import ApiKeys, NoteKeyUse
from billing_core.sidecar.metrics import Metrics
from billing_core.sidecar.notices import notices
from billing_core.sidecar.once import AnswerOnce
from billing_core.sidecar.published import PublishedApi
from billing_core.sidecar.security_headers import SecurityHeaders
from billing_core.sidecar.sources import WebhookSources
from billing_core.system import System

DESCRIPTION = """\
For the company's own app. Every call under `/v1` shows `Authorization: Bearer <key>`, a
key that has the scope which the call names: `read`, `checkout`, `cancel`, `contact` or `portal`.

Every POST takes an `Idempotency-Key`: repeated with the same body within 24 hours, it is not
done again and gets the first answer.

Amounts are whole won with VAT. Instants are ISO 8601 in UTC; show them in Asia/Seoul.
A member id in a path is percent-encoded as one piece (`encodeURIComponent`), slashes included.
An error is `{"error": {"code", "message", "ids"}}`: decide by `code`, show `message`.
"""


class Background(Protocol):
    """What runs beside the door for as long as it is open, such as the worker."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def create_app(system: System, background: Background | None = None) -> FastAPI:
    """The ASGI application. Closing `system` stays with the caller.

    Raises Refusal "webhook_sources".
    """
    app = PublishedApi(
        title="Billing Desk",
        version=version("billing-desk"),
        description=DESCRIPTION,
        openapi_url=None,  # behind a key, see `health`
        docs_url=None,  # both pages would fetch their scripts from the internet
        redoc_url=None,
        redirect_slashes=False,  # nobody who rings a doorbell follows a redirect
        generate_unique_id_function=lambda route: route.name,
        responses=ERROR_ANSWERS,
        webhooks=notices,
        lifespan=_beside(background),
    )
    app.state.system = system
    app.state.metrics = Metrics(system)
    app.state.webhook_sources = WebhookSources(system.settings.webhook_sources)
    app.state.api_keys = ApiKeys(system)
    app.state.inbox = GroupCommit(system)
    app.add_middleware(AnswerOnce, system=system)
    app.add_middleware(BodyCap)
    app.add_middleware(NoteKeyUse, keys=app.state.api_keys)
    app.add_middleware(SecurityHeaders)
    say_errors(app)
    for part in (
        iamport_webhook,
        checkouts,
        members,
        contacts,
        notice_outcomes,
        portal_links,
        health,
    ):
        app.include_router(part.router)
    app.router.routes[:0] = [*iamport_webhook.doorbell, MemberSide(system)]
    return app


def _beside(background: Background | None) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if background is None:
            yield
            return
        background.start()
        try:
            yield
        finally:
            await run_in_threadpool(background.stop)

    return lifespan
