"""Liveness, readiness and metrics: is the service alive, is it ready, how is it doing."""

from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

import billing_core
from billing_core.database import StorageUnavailable
from billing_core.desk.loops import loops_now
from billing_core.rules.key_scope import KeyScope
from billing_core.sidecar.access import TheSystem, has_shown_key, needs
from billing_core.sidecar.errors import KEY_ERRORS
from billing_core.sidecar.keys import TheApiKeys
from billing_core.sidecar.metrics import TheMetrics
from billing_core.system import System
from billing_core.wording.doors import door_said
from billing_core.wording.failures import failure_said
from billing_core.wording.loops import loop_said

router = APIRouter(tags=["Operation"])


class Alive(BaseModel):
    alive: bool = Field(True, description="Always: a dead process answers nothing.")


class Readiness(BaseModel):
    ready: bool = Field(description="Whether it can do its work.")
    problems: list[str] | None = Field(
        None, description="Korean sentences; empty when ready. Left out unless a key is shown."
    )


@router.get("/healthz", summary="Is the process alive")
async def alive() -> Alive:
    """Asks nobody: it answers even while the book is locked."""
    return Alive()


@router.get(
    "/readyz",
    summary="Can it do its work",
    responses=KEY_ERRORS | {503: {"model": Readiness, "description": "Not ready, and why"}},
    response_model=Readiness,
    openapi_extra={"security": [{}, {"HTTPBearer": []}]},
)
async def ready(request: Request, system: TheSystem, keys: TheApiKeys) -> JSONResponse:
    """The book answers and has the newest schema, and every loop in the background turns, here or
    in another process. The gateway is not asked. Why not, is told to whoever shows a key."""
    try:
        is_known = await has_shown_key(request, keys)
    except StorageUnavailable:
        is_known = False  # nobody can say whose key it is
    problems = await run_in_threadpool(_problems, system)
    found = Readiness(ready=not problems, problems=problems if is_known else None)
    return JSONResponse(found.model_dump(exclude_none=True), 503 if problems else 200)


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses=KEY_ERRORS,
    dependencies=[needs(KeyScope.METRICS)],
)
def numbers(metrics: TheMetrics) -> Response:
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.get(
    "/openapi.json", include_in_schema=False, dependencies=[needs()], response_class=JSONResponse
)
async def document(request: Request) -> JSONResponse:
    """This API as OpenAPI says it, for whoever has any key."""
    return JSONResponse(request.app.openapi())


def _problems(system: System) -> list[str]:
    try:
        with system.database.reading() as session:
            schema = MigrationContext.configure(session.connection()).get_current_heads()
    except StorageUnavailable as error:
        return [failure_said(error.failure)]
    if schema != _newest_schema():
        return [door_said("other_schema")]
    return _standing_still(system)


def _standing_still(system: System) -> list[str]:
    now = system.wall_clock.now()
    try:
        with system.database.reading() as session:
            loops = loops_now(session, now)
    except StorageUnavailable as error:
        return [failure_said(error.failure)]
    return [loop_said(each.standing, now) for each in loops if each.standing is not None]


@cache
def _newest_schema() -> tuple[str, ...]:
    folder = Path(billing_core.__file__).parent / "migrations"
    return tuple(ScriptDirectory(folder).get_heads())
