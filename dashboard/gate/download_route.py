"""How files leave: `/download/<token>`, once, within a minute, for the person who gave the reason."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from billing_core.access_log.downloads import spend_download
from billing_core.access_log.note_access import note_access
from billing_core.database import StorageUnavailable
from billing_core.models import Download
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.sessions import read_session
from billing_core.system import System
from billing_core.tokens import digest
from billing_core.wording.failures import failure_said
from billing_core.wording.refusals import refusal_said
from dashboard.gate.doors import CLIENT_HEADER, SESSION_HEADER, own_path
from dashboard.gate.kept_files import KeptFile, offered_file
from dashboard.gate.visit import Visit

DOWNLOAD_PATH = "/download/"
_STATUS = {
    RefusalCode.NOT_SIGNED_IN: 401,
    RefusalCode.NOT_ALLOWED: 403,
    RefusalCode.DOWNLOAD_OF_ANOTHER: 403,
    RefusalCode.DOWNLOAD_OVER: 410,
    RefusalCode.DOWNLOAD_OVER_GONE: 410,
}


def download_route(system: Callable[[], System]) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method != "GET":  # whoever only looks, as a messenger does, spends nothing
            return Response(status_code=405, headers={"Allow": "GET"})
        visit = Visit(request, system(), dict(request.query_params))
        return await run_in_threadpool(_answer, visit)

    return Route(DOWNLOAD_PATH + "{token}", endpoint, methods=["GET"])


def _answer(visit: Visit) -> Response:
    try:
        actor = _actor(visit)
        try:
            return _file(visit, actor)
        except Refusal as refusal:
            _note_refused(visit, actor, refusal)
            raise
    except Refusal as refusal:
        said, status = refusal_said(refusal, visit.place), _STATUS[refusal.says]
    except StorageUnavailable as trouble:
        said, status = failure_said(trouble.failure, visit.place), 503
    return visit.page("not_downloaded.html", status=status, said=said, back=_came_from(visit))


def _actor(visit: Visit) -> Actor:
    """Of the session that the gate has let in, read anew."""
    with visit.system.database.reading() as session:
        here = read_session(session, visit.request.headers.get(SESSION_HEADER, ""), visit.now)
    if here is None:
        raise Refusal(RefusalCode.NOT_SIGNED_IN)
    return here.actor


def _file(visit: Visit, actor: Actor) -> Response:
    key = digest(visit.token)
    with visit.system.database.writing() as session:
        spent = spend_download(session, key, actor=actor, now=visit.now, remote=_remote(visit))
        kept = offered_file(key)
        if kept is None:
            raise Refusal(RefusalCode.DOWNLOAD_OVER_GONE)
    return StreamingResponse(kept.pieces(), headers=_headers(spent, kept))


def _headers(spent: Download, kept: KeptFile) -> dict[str, str]:
    ending = spent.file_name.rpartition(".")[2]
    return {
        "Content-Type": spent.media_type,
        "Content-Length": str(kept.size),
        "Content-Disposition": f'attachment; filename="download.{ending}"; '
        f"filename*=UTF-8''{quote(spent.file_name)}",
        "Cache-Control": "no-store",
    }


def _note_refused(visit: Visit, actor: Actor, refusal: Refusal) -> None:
    """In a transaction of its own: the refused one is undone."""
    with visit.system.database.writing() as session:
        note_access(
            session,
            AccessKind.ACT_REFUSED,
            at=visit.now,
            actor=actor,
            remote=_remote(visit),
            subject="download",
            code=str(refusal.says),
        )


def _came_from(visit: Visit) -> str:
    """The page with the link, which the browser names to our own pages alone."""
    try:
        return own_path(urlsplit(visit.request.headers.get("referer", "")).path)
    except ValueError:
        return "/"


def _remote(visit: Visit) -> str:
    return visit.request.headers.get(CLIENT_HEADER, "")
