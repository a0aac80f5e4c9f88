"""The team: who manages it, and what is written down of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import AuditRow, Person
from billing_core.rules.actor import Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import Way
from billing_core.sign_in.links import LINK_PATH, make_link, person_of_link
from billing_core.sign_in.people import (
    add_person,
    change_role,
    disable_person,
    enable_person,
    people,
    sign_out_everywhere,
)
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.sign_in.office import GOOD, NOW, ROOT, hires, refuses, tries, who


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.TERMINAL, Role.MEMBER])
def test_no_person_gets_a_role_that_is_none_of_the_team(database: Database, role: Role) -> None:
    hana = hires(database)
    assert hana.number is not None
    number = hana.number
    with database.writing() as session:
        with pytest.raises(Refusal, match="bad_role"):
            add_person(session, "new", "새 사람", role, actor=ROOT, now=NOW)
        with pytest.raises(Refusal, match="bad_role"):
            change_role(session, number, role, actor=ROOT, now=NOW)


def test_an_administrator_may_give_up_their_own_role(database: Database) -> None:
    hana = hires(database, role=Role.ADMINISTRATOR)
    assert hana.number is not None
    with database.writing() as session:
        change_role(session, hana.number, Role.VIEWER, actor=hana, now=NOW)
    with database.reading() as session:
        assert session.get_one(Person, hana.number).role is Role.VIEWER


def test_only_an_administrator_manages_people_and_never_locks_everybody_out(
    database: Database,
) -> None:
    with database.writing() as session:
        for actor in (VIEWER, APPROVER):
            with pytest.raises(Refusal, match="not_allowed"):
                add_person(session, "new", "새 사람", Role.VIEWER, actor=actor, now=NOW)
        assert ADMINISTRATOR.number is not None
        number = ADMINISTRATOR.number
        assert refuses(lambda: disable_person(session, number, actor=ADMINISTRATOR, now=NOW)) is (
            RefusalCode.LAST_ADMINISTRATOR
        )
        assert refuses(
            lambda: change_role(session, number, Role.VIEWER, actor=ADMINISTRATOR, now=NOW)
        ) is (RefusalCode.LAST_ADMINISTRATOR)
        assert refuses(
            lambda: add_person(session, "DEMO1", "또", Role.VIEWER, actor=ADMINISTRATOR, now=NOW)
        ) is (RefusalCode.LOGIN_TAKEN)


def test_signing_out_everywhere_is_for_oneself_and_for_administrators(database: Database) -> None:
    hana = hires(database)
    tokens = [tries(database, GOOD), tries(database, GOOD)]
    assert hana.number is not None
    number = hana.number
    with database.writing() as session:
        assert refuses(lambda: sign_out_everywhere(session, number, actor=APPROVER, now=NOW)) is (
            RefusalCode.NOT_ALLOWED
        )
    assert [who(database, token) for token in tokens] == [hana, hana]

    with database.writing() as session:
        sign_out_everywhere(session, number, actor=hana, now=NOW)
    assert [who(database, token) for token in tokens] == [None, None]


def test_the_list_says_who_is_here_and_the_log_who_came(database: Database) -> None:
    hana = hires(database)
    tries(database, GOOD)
    refuses(lambda: tries(database, "guess"))

    with database.reading() as session:
        row = next(row for row in people(session, NOW) if row.login == "hana")
        acts = [
            (each.act, each.actor_kind, each.actor, each.subject)
            for each in session.scalars(select(AuditRow).order_by(AuditRow.id))
        ]
    assert (row.sessions, row.way, row.signed_in_at) == (1, Way.PASSWORD, NOW)
    assert acts == [
        ("person.added", "terminal", "root", "hana"),
        ("person.link_made", "terminal", "root", "hana"),
        ("person.password_set", "person", hana.id, "hana"),
        ("person.signed_in", "person", hana.id, ""),
        ("person.sign_in_failed", "system", "시스템", "hana"),
    ]


def test_a_session_that_has_gone_idle_is_none_and_a_disabled_persons_link_is_gone(
    database: Database,
) -> None:
    hana = hires(database)
    tries(database, GOOD)
    assert hana.number is not None
    with database.writing() as session:
        person = session.get_one(Person, hana.number)
        token = make_link(session, person, actor=ROOT, now=NOW).removeprefix(LINK_PATH)

    def sessions(at: datetime) -> int:
        with database.reading() as session:
            return next(row for row in people(session, at) if row.login == "hana").sessions

    assert (sessions(NOW), sessions(NOW + timedelta(minutes=31))) == (1, 0)
    with database.writing() as session:
        disable_person(session, hana.number, actor=ROOT, now=NOW)
        enable_person(session, hana.number, actor=ROOT, now=NOW)
    with database.reading() as session:
        assert refuses(lambda: person_of_link(session, token, NOW)) is RefusalCode.LINK_OVER


def test_who_got_changed_and_lost_which_rights_by_whom_stands_in_the_log(
    database: Database,
) -> None:
    """접근권한의 부여·변경·말소 기록: in the audit log, which nobody changes or shortens."""
    with database.writing() as session:
        number = add_person(session, "duri", "이두리", Role.VIEWER, actor=ADMINISTRATOR, now=NOW).id
        change_role(session, number, Role.APPROVER, actor=ADMINISTRATOR, now=NOW)
        disable_person(session, number, actor=ADMINISTRATOR, now=NOW)
        enable_person(session, number, actor=ADMINISTRATOR, now=NOW)

    with database.reading() as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.subject == "duri").order_by(AuditRow.id)
        ).all()
    assert {(row.actor, row.at) for row in rows} == {(ADMINISTRATOR.id, NOW)}
    assert [(row.act, row.detail) for row in rows] == [
        ("person.added", {"role": "viewer"}),
        ("person.role_changed", {"before": "viewer", "role": "approver"}),
        ("person.disabled", {}),
        ("person.enabled", {}),
    ]
