"""One API call from request to response: route, token, fault, operation, envelope."""

from billing_core.sandbox import wire
from billing_core.sandbox.faults import Fault, FaultKind, Where
from billing_core.sandbox.fields import fields_of
from billing_core.sandbox.records import Errand
from billing_core.sandbox.routes import Route, route_of
from billing_core.sandbox.shop import Shop, ShopCall

LATE_CALL = "late_call"
_PG_UNREACHABLE = "PG사 서버와의 통신에 실패하였습니다."


def perform(shop: Shop, request: wire.Request, at: int) -> wire.Response:
    """The answer, every refusal included.

    Raises `NoAnswerError` when a fault swallows it, `NoConnectionError` when one stands before it.
    """
    try:
        route, path = route_of(request.method, request.path)
        if shop.faults.draw(Where.CONNECTION, route.name):
            raise wire.NoConnectionError
        shop.calls[route.name] += 1
        if route.name != "get_token":
            shop.tokens.check(request.headers.get("authorization", ""), at)
        call = ShopCall(route.name, path, fields_of(request), at)
        fault = shop.faults.draw(Where.CALL, route.name, call.merchant_uids)
        if fault is None:
            return _done(shop, route, call)
        if fault.kind is FaultKind.NOT_DONE:
            return shop.taken_back(lambda: _done(shop, route, call))
        if fault.kind in _AFTER:
            return _answered_badly(_done_or_refused(shop, route, call), fault)
        return _struck(shop, request, fault, at)
    except wire.NotServedError as refusal:
        return wire.no(refusal)


def perform_late(shop: Shop, errand: Errand) -> None:
    """Carries out a call that hung inside the gateway; nobody waits for its answer any more."""
    what = errand.what
    request = wire.Request(
        what["method"], what["path"], what["query"], what["headers"], what["body"].encode("latin-1")
    )
    try:
        route, path = route_of(request.method, request.path)
        route.operation(shop, ShopCall(route.name, path, fields_of(request), errand.due_at))
    except wire.NotServedError:
        return  # refused late, e.g. the order was paid meanwhile: the book is unchanged


def _done(shop: Shop, route: Route, call: ShopCall) -> wire.Response:
    if route.method == "GET" or shop.book.changing:
        payload = route.operation(shop, call)
    else:
        with shop.book.transaction():
            payload = route.operation(shop, call)
    if isinstance(payload, wire.Partial):
        return wire.envelope(payload.found, status=207)
    if isinstance(payload, wire.Declined):
        return wire.envelope(None, code=-1, message=payload.message)
    return wire.envelope(payload)


def _done_or_refused(shop: Shop, route: Route, call: ShopCall) -> wire.Response:
    """What goes wrong with an answer afterwards goes wrong with a refusal, too."""
    try:
        return _done(shop, route, call)
    except wire.NotServedError as refusal:
        return wire.no(refusal)


_AFTER = frozenset(
    {
        FaultKind.TIMEOUT_AFTER,
        FaultKind.ERROR_AFTER,
        FaultKind.REFUSED_AFTER,
        FaultKind.BROKEN_BODY,
    }
)


def _answered_badly(response: wire.Response, fault: Fault) -> wire.Response:
    """The effect is in the book; only its answer goes wrong."""
    if fault.kind is FaultKind.TIMEOUT_AFTER:
        raise wire.NoAnswerError
    if fault.kind is FaultKind.ERROR_AFTER:
        return _server_error(fault.status)
    if fault.kind is FaultKind.REFUSED_AFTER:
        raise wire.RefusedError(_PG_UNREACHABLE)
    return wire.Response(response.status, response.body[: len(response.body) // 2])


def _struck(shop: Shop, request: wire.Request, fault: Fault, at: int) -> wire.Response:
    """Nothing has been done, and with all of these but `late` nothing will be."""
    match fault.kind:
        case FaultKind.TOO_MANY_REQUESTS:
            return wire.envelope(None, status=429, code=-1, message="Too Many Requests")
        case FaultKind.UNAUTHORIZED:
            raise wire.UnauthorizedError("Unauthorized")
        case FaultKind.REFUSED_BEFORE:
            raise wire.RefusedError(_PG_UNREACHABLE)
        case FaultKind.ERROR_BEFORE:
            return _server_error(fault.status)
        case FaultKind.LATE:
            shop.book.errands.put(_late(request, at + fault.seconds))
    raise wire.NoAnswerError


def _late(request: wire.Request, due_at: int) -> Errand:
    what = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": {"content-type": request.headers.get("content-type", "")},
        "body": request.body.decode("latin-1"),
    }
    return Errand(due_at, LATE_CALL, what)


def _server_error(status: int) -> wire.Response:
    page = f"<html><body><h1>{status} Server Error</h1></body></html>"
    return wire.Response(status, page.encode(), "text/html; charset=utf-8")
