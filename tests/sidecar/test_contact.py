"""How a member can be reached: given by the app, read by notices, erased on its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from billing_core.clock import HeldClock
from billing_core.lifecycle.member_contact import set_contact
from billing_core.models import AuditRow, Member, MemberContact
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

CONTACT = "/v1/members/user-1042/contact"
EMAIL, PHONE = "hana@example.com", "010-1234-5678"


@pytest.fixture(autouse=True)
def member(system: System, held_clock: HeldClock) -> int:
    with system.database.writing() as session:
        member = Member(app_id="user-1042", name="홍길동", created_at=held_clock.now())
        session.add(member)
        session.flush()
        return member.id


def contacts(system: System) -> list[tuple[str, str]]:
    with system.database.reading() as session:
        return [(row.email, row.phone) for row in session.scalars(select(MemberContact))]


def told(system: System) -> list[dict[str, Any]]:
    with system.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert {(row.act, row.actor_kind) for row in rows} <= {
            (Act.MEMBER_CONTACT_CHANGED, ActorKind.MEMBER)
        }
        return [row.detail for row in rows]


def answered(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["member_id"] == "user-1042"
    return told["email"], told["phone"]


def test_each_way_is_optional_and_stays_until_it_is_replaced(
    door: httpx.Client, system: System
) -> None:
    assert answered(door.put(CONTACT, json={"email": EMAIL})) == (EMAIL, "")
    assert answered(door.put(CONTACT, json={"phone": PHONE})) == (EMAIL, PHONE)
    assert answered(door.put(CONTACT, json={"email": "h@x.kr", "phone": None})) == ("h@x.kr", PHONE)
    assert answered(door.put(CONTACT, json={})) == ("h@x.kr", PHONE)
    assert contacts(system) == [("h@x.kr", PHONE)]


def test_each_way_is_erased_alone_or_with_the_other(door: httpx.Client, system: System) -> None:
    door.put(CONTACT, json={"email": EMAIL, "phone": PHONE})
    assert answered(door.put(CONTACT, json={"email": ""})) == ("", PHONE)
    assert answered(door.delete(CONTACT)) == ("", "")
    assert answered(door.delete(CONTACT)) == ("", ""), "asking again is fine"
    assert contacts(system) == [], "the row is gone, too"


def test_the_audit_log_says_what_changed_and_no_address(door: httpx.Client, system: System) -> None:
    door.put(CONTACT, json={"email": EMAIL, "phone": PHONE})
    door.put(CONTACT, json={"email": EMAIL, "phone": PHONE})
    door.put(CONTACT, json={"email": ""})
    door.delete(CONTACT)
    door.delete(CONTACT)
    assert told(system) == [
        {"email": "given", "phone": "given"},
        {"email": "erased"},
        {"phone": "erased"},
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"email": "hana"}, "contact"),
        ({"email": "h@x.kr\nBcc: all@x.kr"}, "contact"),
        ({"phone": "전화"}, "contact"),
        ({"email": EMAIL, "phone": "12"}, "contact"),
        ({"phone": "4330-1212-3456-7738"}, "contact"),
        ({"phone": "4111-1111-1111-1111"}, "card_number"),
        ({"email": "4111111111111111@x.kr"}, "card_number"),
        ({"email": 7}, "invalid_request"),
        ({"kakao": "hana"}, "invalid_request"),
        ([], "invalid_request"),
    ],
)
def test_what_reaches_nobody_changes_nothing(
    door: httpx.Client, system: System, given: Any, code: str
) -> None:
    answer = door.put(CONTACT, json=given)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert (contacts(system), told(system)) == ([], [])


def test_the_wrong_one_is_named(door: httpx.Client) -> None:
    error = door.put(CONTACT, json={"email": EMAIL, "phone": "12"}).json()["error"]
    assert error["ids"] == {"field": "phone"}
    assert "전화번호의 꼴이 아닙니다" in error["message"]
    assert "12" not in error["message"].replace("1234", "")


def test_a_member_nobody_knows(door: httpx.Client) -> None:
    for answer in (
        door.put("/v1/members/nobody/contact", json={"email": EMAIL}),
        door.delete("/v1/members/nobody/contact"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_member")


def test_nothing_is_kept_of_somebody_who_was_forgotten(
    door: httpx.Client, system: System, member: int, held_clock: HeldClock
) -> None:
    with system.database.writing() as session:
        session.get_one(Member, member).forgotten_at = held_clock.now()
    answer = door.put(CONTACT, json={"email": EMAIL})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "member_forgotten")
    assert contacts(system) == []


def test_the_step_looks_at_what_any_door_gives(
    system: System, member: int, held_clock: HeldClock
) -> None:
    with system.database.writing() as session, pytest.raises(Refusal) as refused:
        set_contact(
            session,
            session.get_one(Member, member),
            email=None,
            phone="4111-1111-1111-1111",
            now=held_clock.now(),
        )
    assert refused.value.says is RefusalCode.CARD_NUMBER
    assert contacts(system) == []
