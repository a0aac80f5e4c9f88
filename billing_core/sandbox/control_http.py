"""The control counter over HTTP: `/sandbox/...`, one table. Bodies are JSON (or a form)."""

from dataclasses import asdict

from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from billing_core.sandbox.console_http import HANDS, Control
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.wire import BadParameterError


def _time(sandbox: Sandbox, _fields: FormFields) -> object:
    return {"now": sandbox.now(), "gateway_now": sandbox.gateway_now()}


def _move_clock(sandbox: Sandbox, fields: FormFields) -> object:
    if (to := fields.whole("to")) is not None:
        return {"now": sandbox.move_to(to)}
    return {"now": sandbox.advance(fields.required_whole("advance_seconds"))}


def _issue(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.issue(
        fields.required_text("customer_uid"),
        merchant_uid=fields.required_text("merchant_uid"),
        amount=fields.required_whole("amount"),
        card=fields.text("card", APPROVED_CARD),
        name=fields.text("name", "정기결제 등록"),
        buyer_name=fields.text("buyer_name"),
        notice_url=fields.text("notice_url"),
        test_channel=_maybe(fields, "test_channel"),
    )


def _set_card(sandbox: Sandbox, fields: FormFields) -> object:
    outcome = CardOutcome(fields.required_text("outcome"))
    sandbox.set_card(fields.required_text("customer_uid"), outcome, fields.whole("from_at"))
    return {}


def _arm(sandbox: Sandbox, fields: FormFields) -> object:
    try:
        probability = float(fields.text("probability", "1"))
    except ValueError:
        raise BadParameterError("probability is a number between 0 and 1") from None
    seconds, status = fields.whole("seconds"), fields.whole("status")
    fault = Fault(
        kind=FaultKind(fields.required_text("kind")),
        operation=fields.text("operation"),
        merchant_uid=fields.text("merchant_uid"),
        times=fields.whole("times") if "times" in fields.values else 1,
        probability=probability,
        seconds=60 if seconds is None else seconds,
        status=502 if status is None else status,
    )
    sandbox.arm(fault)
    return _armed(sandbox, fields)


def _outage(sandbox: Sandbox, fields: FormFields) -> object:
    kind = FaultKind(fields.required_text("kind"))
    sandbox.outage(kind, fields.texts("operations"))
    return _armed(sandbox, fields)


def _lift(sandbox: Sandbox, fields: FormFields) -> object:
    sandbox.lift_outage()
    return _armed(sandbox, fields)


def _armed(sandbox: Sandbox, _fields: FormFields) -> object:
    return [asdict(fault) for fault in sandbox.armed()]


def _clear(sandbox: Sandbox, _fields: FormFields) -> object:
    sandbox.clear_faults()
    return []


def _settings(sandbox: Sandbox, _fields: FormFields) -> object:
    return asdict(sandbox.settings())


def _configure(sandbox: Sandbox, fields: FormFields) -> object:
    return asdict(sandbox.configure(**fields.values))


def _maybe(fields: FormFields, name: str) -> bool | None:
    return fields.flag(name) if fields.values.get(name) is not None else None


CONTROLS: list[tuple[str, str, Control]] = [
    ("GET", "/sandbox/clock", _time),
    ("POST", "/sandbox/clock", _move_clock),
    ("POST", "/sandbox/issue", _issue),
    ("POST", "/sandbox/cards", _set_card),
    *HANDS,
    ("GET", "/sandbox/faults", _armed),
    ("POST", "/sandbox/faults", _arm),
    ("DELETE", "/sandbox/faults", _clear),
    ("POST", "/sandbox/outage", _outage),
    ("DELETE", "/sandbox/outage", _lift),
    ("GET", "/sandbox/settings", _settings),
    ("POST", "/sandbox/settings", _configure),
    ("GET", "/sandbox/stats", lambda sandbox, _fields: asdict(sandbox.stats())),
    ("GET", "/sandbox/payments", lambda sandbox, _fields: sandbox.payments()),
    ("GET", "/sandbox/schedules", lambda sandbox, _fields: sandbox.schedules()),
    ("GET", "/sandbox/billing-keys", lambda sandbox, _fields: sandbox.billing_keys()),
    ("GET", "/sandbox/notices", lambda sandbox, _fields: sandbox.notices()),
]
