"""The control calls over the wire."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock", '{"advance_seconds": -1}'),
        ("POST", "clock", "{}"),
        ("POST", "faults", '{"kind": "earthquake"}'),
        ("POST", "faults", '{"kind": "late", "probability": "often"}'),
        ("POST", "settings", '{"colour": "red"}'),
        ("POST", "cards", '{"customer_uid": "nobody", "outcome": "expired"}'),
        ("POST", "refund", '{"imp_uid": "imp_unknown"}'),
        ("POST", "revoke", '{"merchant_uid": "unknown"}'),
        ("POST", "issue", '{"customer_uid": "x", "merchant_uid": "y", "amount": "free"}'),
        ("POST", "issue", "{"),
    ],
)
def test_a_control_call_that_makes_no_sense_is_told_why(
    client: httpx.Client, method: str, path: str, body: str
) -> None:
    answer = client.request(method, f"/sandbox/{path}", content=body)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_curl_style_json_is_understood_at_the_counter(client: httpx.Client) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    before = client.get("/sandbox/clock").json()["now"]
    moved = client.post("/sandbox/clock", content=f'{{"to": {before + 5}}}', headers=form)

    assert moved.json() == {"now": before + 5}
