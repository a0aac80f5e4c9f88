"""Liveness, readiness and metrics: is the service alive, is it ready, how is it doing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

import billing_core
from billing_core.database import StorageUnavailable
from billing_core.sidecar.access import TheSystem
from billing_core.sidecar.metrics import TheMetrics
from billing_core.system import System
from billing_core.wording.doors import door_said
from billing_core.wording.failures import failure_said

router = APIRouter(tags=["Operation"])


class Alive(BaseModel):
    alive: bool = True


class Readiness(BaseModel):
    ready: bool
    problems: list[str] = Field(description="Korean sentences; empty when ready.")


@router.get("/healthz", summary="Is the process alive")
async def alive() -> Alive:
    """Asks nobody: it answers even while the book is locked."""
    return Alive()


@router.get(
    "/readyz",
    summary="Can it do its work",
    responses={503: {"model": Readiness, "description": "Not ready, and why"}},
    response_model=Readiness,
)
def ready(system: TheSystem) -> JSONResponse:
    """The book answers and has the newest schema. The gateway is not asked."""
    problems = _problems(system)
    found = Readiness(ready=not problems, problems=problems)
    return JSONResponse(found.model_dump(), 503 if problems else 200)


@router.get("/metrics", summary="Numbers for Prometheus", response_class=Response)
def numbers(metrics: TheMetrics) -> Response:
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _problems(system: System) -> list[str]:
    try:
        with system.database.reading() as session:
            schema = MigrationContext.configure(session.connection()).get_current_heads()
    except StorageUnavailable as error:
        return [failure_said(error.failure)]
    if schema != _newest_schema():
        return [door_said("other_schema")]
    return []


@cache
def _newest_schema() -> tuple[str, ...]:
    folder = Path(billing_core.__file__).parent / "migrations"
    return tuple(ScriptDirectory(folder).get_heads())
