"""Whether a confirmation of a cancellation is genuine: asked by anybody, by the number on the paper."""

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from billing_core.models import Cancellation
from billing_core.portal.certificate import VERIFY_PATH
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.rules.certificate import typed_number
from billing_core.system import System
from billing_core.wording.certificate import CERTIFICATE

_PAGE = PageText("verify.html", CERTIFICATE)


def verifying_routes(system: System) -> list[Route]:
    return [
        member_route(system, VERIFY_PATH.rstrip("/"), {"GET": _verify}),
        member_route(system, VERIFY_PATH + "{number}", {"GET": _verify}),
    ]


def _verify(visit: MemberVisit) -> Response:
    typed = str(visit.request.path_params.get("number", "")) or visit.given.get("number", "")
    number = typed_number(typed)
    found = _certified(visit, number) if number else None
    return visit.page(
        _PAGE,
        status=200 if found or not typed else 404,
        typed=typed[:40],
        action=VERIFY_PATH.rstrip("/"),
        asked_at=found.requested_at if found else None,
        state=CERTIFICATE[_state(found)][visit.place] if found else "",
    )


def _certified(visit: MemberVisit, number: str) -> Cancellation | None:
    with visit.system.database.reading() as session:
        return session.scalar(select(Cancellation).where(Cancellation.certificate_number == number))


def _state(found: Cancellation) -> str:
    if found.withdrawn_at is not None:
        return "STATE_WITHDRAWN"
    return "STATE_CONFIRMED" if found.confirmed_at is not None else "STATE_REQUESTED"
