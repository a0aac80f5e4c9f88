"""The routes of the merchant's console over HTTP: a part of the control counter's table."""

from collections.abc import Callable

from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.wire import BadParameterError

Control = Callable[[Sandbox, FormFields], object]


def _refund(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.refund_at_console(
        fields.required_text("imp_uid"),
        fields.whole("amount") or 0,
        fields.text("reason"),
        rings=fields.values.get("rings") is None or fields.flag("rings"),
    )


def _revoke(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.revoke_at_console(fields.required_text("merchant_uid"))


def _move(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.move_at_console(
        fields.required_text("merchant_uid"), fields.required_whole("schedule_at")
    )


def _book(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.book_at_console(
        fields.required_text("customer_uid"),
        fields.required_text("merchant_uid"),
        fields.required_whole("schedule_at"),
        fields.required_whole("amount"),
    )


def _retry(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.retry_at_console(fields.required_text("merchant_uid"))


def _charge(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.charge_at_console(
        fields.required_text("customer_uid"),
        fields.required_text("merchant_uid"),
        fields.required_whole("amount"),
    )


def _delete_key(sandbox: Sandbox, fields: FormFields) -> object:
    return sandbox.delete_key_at_console(fields.required_text("customer_uid"))


def _put_payment(sandbox: Sandbox, fields: FormFields) -> object:
    row = fields.values.get("payment")
    if not isinstance(row, dict):
        raise BadParameterError("payment is an object, sent as JSON")
    return sandbox.put_payment(
        row, listed_as=fields.text("listed_as"), listed_at=fields.whole("listed_at")
    )


HANDS: list[tuple[str, str, Control]] = [
    ("POST", "/sandbox/refund", _refund),
    ("POST", "/sandbox/revoke", _revoke),
    ("POST", "/sandbox/move", _move),
    ("POST", "/sandbox/book", _book),
    ("POST", "/sandbox/retry", _retry),
    ("POST", "/sandbox/charge", _charge),
    ("POST", "/sandbox/delete-key", _delete_key),
    ("POST", "/sandbox/payments", _put_payment),
]
