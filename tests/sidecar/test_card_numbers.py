"""The company's app sends a card number: it is told so, whatever the endpoint, and nothing is kept."""

from __future__ import annotations

import httpx
from fastapi.routing import APIRoute
from sqlalchemy import func, select

from billing_core.models import Member
from billing_core.sidecar import create_app
from billing_core.sidecar.access import require_key
from billing_core.system import System

CARD = "5365-1012-3456-7893"


def test_every_endpoint_of_the_apps_looks_for_card_numbers(system: System) -> None:
    for route in create_app(system).routes:
        if isinstance(route, APIRoute) and route.path.startswith("/v1"):
            asked = {each.call for each in route.dependant.dependencies}
            assert require_key in asked, f"{route.path}: there they are looked for"


def test_a_new_member_is_not_called_like_a_card(system: System, door: httpx.Client) -> None:
    for body in (
        {"member_id": CARD, "plan_id": "basic"},
        {"member_id": "7", "member_name": f"김하늘 {CARD}", "plan_id": "basic"},
    ):
        answer = door.post("/v1/checkouts", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "card_number")
        assert CARD not in answer.text
    with system.database.reading() as session:
        assert session.scalar(select(func.count(Member.id))) == 0


def test_a_member_who_was_always_called_so_goes_on(system: System, door: httpx.Client) -> None:
    with system.database.writing() as session:
        session.add(Member(app_id=CARD, created_at=system.clock.now()))
    assert door.get(f"/v1/members/{CARD}/billing").status_code == 200
    assert door.post("/v1/checkouts", json={"member_id": CARD, "plan_id": "basic"}).is_success


def test_a_return_address_is_handed_back_to_the_letter(door: httpx.Client) -> None:
    address = f"https://app.example/done?order={CARD.replace('-', '')}"
    wanted = {"member_id": "7", "plan_id": "basic", "return_url": address}
    answer = door.post("/v1/checkouts", json=wanted)
    assert answer.json()["request_pay"]["m_redirect_url"] == address
