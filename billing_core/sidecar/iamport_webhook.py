"""The webhook endpoint: what Iamport sends is stored in the inbox and answered, nothing else."""

from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.routing import Route

from billing_core.database import StorageUnavailable
from billing_core.inbox.delivery import read_delivery
from billing_core.inbox.receive import Ring
from billing_core.rules.refusal import Refusal
from billing_core.sidecar.body_cap import BodyTooLarge
from billing_core.sidecar.errors import ErrorAnswer
from billing_core.sidecar.group_commit import GroupCommit
from billing_core.sidecar.metrics import Metrics
from billing_core.sidecar.sources import WebhookSources

PATH = "/webhooks/iamport"
log = structlog.get_logger()
router = APIRouter(tags=["Iamport"])

_NOTICE: dict[str, Any] = {
    "type": "object",
    "required": ["imp_uid"],
    "properties": {
        "imp_uid": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{1,60}$",
            "description": "The payment that is read then.",
        },
        "merchant_uid": {
            "type": ["string", "integer", "null"],
            "description": "The order; never believed.",
        },
        "status": {
            "type": ["string", "integer", "null"],
            "description": "What it is said to be; never believed.",
        },
    },
}


class Stored(BaseModel):
    """The notice is on disk. What it means is found out by reading the payment."""

    stored: bool = Field(True, description="Always; what was not stored gets no 200.")


_STORED = Stored().model_dump_json().encode()


@router.post(
    PATH,
    summary="Iamport rings",
    response_model=Stored,
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
async def hear(request: Request) -> Response:
    """200 only after the delivery is durable; 5xx asks to be told again."""
    door = request.app.state
    sources: WebhookSources = door.webhook_sources
    inbox: GroupCommit = door.inbox
    metrics: Metrics = door.metrics
    remote = request.client.host if request.client else ""
    try:
        sources.require(remote)
        body = await request.body()
        # Nonsense is refused here, so that it waits for nobody and nobody for it.
        delivery = read_delivery(body, request.headers.get("content-type", ""))
        await inbox.stored(Ring(delivery, remote, vouched=sources.named))
    except (Refusal, BodyTooLarge) as refusal:
        log.warning("webhook refused", remote=remote, reason=str(refusal))
        metrics.count_webhook("refused")
        raise
    except StorageUnavailable:
        metrics.count_webhook("not_stored")
        raise
    metrics.count_webhook("stored")
    return Response(_STORED, media_type="application/json")


class Doorbell(Route):
    """The same without FastAPI, whose way to it costs more than the row: what `router` has is the
    page of it."""

    def __init__(self, path: str) -> None:
        super().__init__(path, hear, methods=["POST"])


doorbell = (Doorbell(PATH), Doorbell(f"{PATH}/"))
