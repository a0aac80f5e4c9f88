"""An address of the member's side that nobody answers: a page, for it is a person who typed it."""

from starlette.responses import Response
from starlette.routing import Route

from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.system import System

_BELOW = ("/portal", "/checkout", "/pay", "/certificates")


def lost_routes(system: System) -> list[Route]:
    """After every other: they take what is left."""
    bare = ("/checkout", "/pay")  # the others are pages themselves
    paths = (*bare, *(f"{each}/{{rest:path}}" for each in _BELOW))
    return [member_route(system, path, {"GET": _lost}) for path in paths]


def _lost(visit: MemberVisit) -> Response:
    return visit.in_trouble(404)
