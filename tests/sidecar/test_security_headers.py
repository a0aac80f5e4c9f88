"""Security headers stand on every answer of the web door, whatever became of the request."""

from __future__ import annotations

import httpx
import pytest

from tests.sidecar.test_doorbell import BELL, PAID


def test_no_answer_is_kept_framed_or_guessed_at(
    door: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        door.get("/healthz"),
        door.get("/v1/members/7/billing"),
        door.get("/v1/members/7/billing", headers={"authorization": ""}),
        door.get("/nothing"),
        door.put("/v1/checkouts"),
        door.request("TRACE", "/v1/checkouts"),
        door.post("/v1/checkouts", json={}),
        door.post(BELL, json=PAID),
        door.post(BELL, content=b" " * 70_000),
    ]
    monkeypatch.setattr("billing_core.sidecar.members.billing_state", lambda *_: 1 / 0)
    answers.append(door.get("/v1/members/7/billing"))

    assert {answer.status_code for answer in answers} == {200, 401, 404, 405, 413, 422, 500}
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        for least in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert least in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
