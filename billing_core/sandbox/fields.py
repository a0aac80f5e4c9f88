"""A request's parameters, whichever way they were encoded, read by name and type.

JSON and form bodies end up as the same nested value: `schedules[0][merchant_uid]=a` in a form is
`{"schedules": [{"merchant_uid": "a"}]}` in JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from billing_core.sandbox.wire import MAX_BODY_BYTES, BadParameterError, Request

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")  # one that never closes is looked at once
_DEEPEST = 4
_TRUE = frozenset({"true", "1", "on", "yes"})
_LARGEST = 2**53  # beyond it JSON numbers lose their last digit


class FormFields:
    """Named values with the reading rules of the gateway. Bad ones raise `BadParameterError`."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise BadParameterError(f"{name} 파라메터는 문자열이어야 합니다.")
        return str(value)

    def short_text(self, name: str, longest: int) -> str:
        """A text that may be absent, but not be longer than the vendor's document allows."""
        value = self.text(name)
        if len(value) > longest:
            raise BadParameterError(f"{name}은(는) {longest}자를 넘을 수 없습니다.")
        return value

    def required_text(self, name: str, longest: int = 0) -> str:
        value = self.text(name).strip()
        if not value:
            raise BadParameterError(f"{name} 파라메터가 누락되었습니다.")
        if longest and len(value) > longest:
            raise BadParameterError(f"{name}은(는) {longest}자를 넘을 수 없습니다.")
        return value

    def whole(self, name: str) -> int | None:
        """A whole number, or None when absent. `29000.0` and `"29000"` are whole; 0.5 is not."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            number = float(value) if not isinstance(value, bool) else float("nan")
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if not number.is_integer() or abs(number) > _LARGEST:
            raise BadParameterError(f"{name} 파라메터는 정수여야 합니다.")
        return int(number)

    def required_whole(self, name: str) -> int:
        value = self.whole(name)
        if value is None:
            raise BadParameterError(f"{name} 파라메터가 누락되었습니다.")
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in _TRUE

    def texts(self, name: str) -> list[str]:
        """A list of strings; a lone string counts as a list of one."""
        value = self.values.get(name)
        if value is None or value == "":
            return []
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, dict | list) for item in items):
            raise BadParameterError(f"{name} 파라메터는 문자열 목록이어야 합니다.")
        return [str(item) for item in items]

    def items(self, name: str) -> list[FormFields]:
        """A list of objects, at least one."""
        value = self.values.get(name)
        if not isinstance(value, list) or not value:
            raise BadParameterError(f"{name} 파라메터가 누락되었습니다.")
        if not all(isinstance(item, dict) for item in value):
            raise BadParameterError(f"{name} 파라메터의 각 항목은 객체여야 합니다.")
        return [FormFields(item) for item in value]


def fields_of(request: Request) -> FormFields:
    """Query and body together; the body wins where both name the same thing."""
    if not request.query and not request.body:
        return FormFields({})
    values = nested(request.query)
    if request.body:
        values |= _body(request)
    return FormFields(values)


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > MAX_BODY_BYTES:
        raise BadParameterError("요청 본문이 너무 큽니다.")
    try:
        text = request.body.decode()
        if "json" not in request.headers.get("content-type", "").lower():
            return nested(text)
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadParameterError("요청 본문을 읽을 수 없습니다.") from None
    if not isinstance(value, dict):
        raise BadParameterError("요청 본문은 JSON 객체여야 합니다.")
    return value


def nested(encoded: str) -> dict[str, Any]:
    """Decodes a form: `a[0][b]=1&c[]=2&c[]=3` is `{"a": [{"b": "1"}], "c": ["2", "3"]}`."""
    root: dict[str, Any] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        parts = [key.split("[", 1)[0], *_BRACKETS.findall(key)]
        _put(root, parts[:_DEEPEST], value)
    return {name: _listed(value) for name, value in root.items()}


def _put(node: dict[str, Any], parts: list[str], value: str) -> None:
    for index, part in enumerate(parts):
        name = part or str(len(node))
        if index == len(parts) - 1:
            node[name] = value
            return
        inner = node.get(name)
        if not isinstance(inner, dict):
            inner = node[name] = {}
        node = inner


def _listed(value: Any) -> Any:
    """Nested dictionaries whose keys are all numbers are lists in the caller's mind."""
    if not isinstance(value, dict):
        return value
    if all(name.isdecimal() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}
