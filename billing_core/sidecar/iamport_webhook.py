"""The webhook endpoint: what Iamport sends is stored in the inbox and answered, nothing else."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from billing_core.database import StorageUnavailable
from billing_core.inbox.receive import receive
from billing_core.rules.refusal import Refusal
from billing_core.sidecar.access import TheSystem
from billing_core.sidecar.body_cap import BodyTooLarge
from billing_core.sidecar.errors import ErrorAnswer
from billing_core.sidecar.metrics import TheMetrics
from billing_core.sidecar.sources import TheSources
from billing_core.system import System

log = structlog.get_logger()
router = APIRouter(tags=["Iamport"])

_NOTICE: dict[str, Any] = {
    "type": "object",
    "required": ["imp_uid"],
    "properties": {
        "imp_uid": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$"},
        "merchant_uid": {"type": "string"},
        "status": {"type": "string"},
    },
}


class Stored(BaseModel):
    """The notice is on disk. What it means is found out by reading the payment."""

    stored: bool = Field(True, description="Always; what was not stored gets no 200.")


@router.post(
    "/webhooks/iamport",
    summary="Iamport rings",
    responses={
        400: {"model": ErrorAnswer, "description": "Not a notice about a payment"},
        403: {"model": ErrorAnswer, "description": "Not one of `BILLING_WEBHOOK_SOURCES`"},
        415: {"model": ErrorAnswer, "description": "Neither JSON nor a form"},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _NOTICE},
                "application/x-www-form-urlencoded": {"schema": _NOTICE},
            },
        }
    },
)
@router.post("/webhooks/iamport/", include_in_schema=False)
async def hear(
    request: Request, system: TheSystem, sources: TheSources, metrics: TheMetrics
) -> Stored:
    """200 only after the delivery is durable; 5xx asks to be told again."""
    remote = request.client.host if request.client else ""
    try:
        sources.require(remote)
        body = await request.body()
        content_type = request.headers.get("content-type", "")
        # In a thread, so that a book that is busy or locked holds up nobody else.
        await run_in_threadpool(_store, system, body, content_type, remote, sources.named)
    except (Refusal, BodyTooLarge) as refusal:
        log.warning("webhook refused", remote=remote, reason=str(refusal))
        metrics.count_webhook("refused")
        raise
    except StorageUnavailable:
        metrics.count_webhook("not_stored")
        raise
    metrics.count_webhook("stored")
    return Stored()


def _store(system: System, body: bytes, content_type: str, remote: str, vouched: bool) -> None:
    with system.database.writing() as session:
        receive(
            session,
            body=body,
            content_type=content_type,
            remote=remote,
            vouched=vouched,
            now=system.clock.now(),
        )
