"""The company's app names somebody who was forgotten: nobody is known by that id, nor sold to."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.forgetting.forget_member import forget_member
from billing_core.models import Member
from billing_core.rules.retention import ForgetReason
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.people import ADMINISTRATOR
from tests.parts.quiet_system import API_KEY, quiet_system
from tests.parts.server import Serve

APP = {"Authorization": f"Bearer {API_KEY}"}


@pytest.fixture
def system(sqlite_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(sqlite_url, held_clock) as system:
        with system.database.writing() as session:
            session.add(Member(app_id="hana", name="김하나", created_at=held_clock.now()))
        forget_member(system, "hana", ForgetReason.ASKED, ADMINISTRATOR)
        yield system


def test_the_old_id_is_known_to_nobody_and_sold_to_nobody(system: System, serve: Serve) -> None:
    with httpx.Client(base_url=serve(create_app(system)), headers=APP) as app:
        assert app.get("/v1/members/hana/billing").status_code == 404
        for alike in ("hana", "ｈａｎａ"):
            wanted = {"member_id": alike, "member_name": "김하나", "plan_id": "basic"}
            refused = app.post("/v1/checkouts", json=wanted)
            assert refused.status_code == 409
            assert refused.json()["error"]["code"] == "member_forgotten"
        other = app.post("/v1/checkouts", json={"member_id": "hana2", "plan_id": "basic"})
        assert other.status_code == 201
    with system.database.reading() as session:
        assert {one.name for one in session.query(Member)} == {
            "",
            session.get_one(Member, 1).app_id,
        }
