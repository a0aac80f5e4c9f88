"""Who sees members whole stands in the access log first, and once a view."""

from __future__ import annotations

import sqlite3

import pytest

from billing_core.clock import HeldClock
from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.models import AccessRow
from billing_core.rules.access import AccessKind
from dashboard.parts import desk, shown_members
from dashboard.parts.address import page_file
from dashboard.parts.shown_members import SEEN_FOR
from tests.dashboard.approval_rows import lines
from tests.dashboard.company import joins, leave
from tests.dashboard.visits import keys, number_of, press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World


def looks(world: World) -> list[AccessRow]:
    """Beside signing in, which the log has as well."""
    found = world.rows(AccessRow, AccessRow.kind.in_((AccessKind.VIEWED, AccessKind.REVEALED)))
    return sorted(found, key=lambda row: row.id)


def seen(world: World) -> list[tuple[str, str, list[int]]]:
    return [(row.kind, row.subject, row.members) for row in looks(world)]


def time_passes(world: World) -> None:
    clock = world.system.wall_clock
    assert isinstance(clock, HeldClock)
    clock.set(clock.now() + SEEN_FOR)


def somebody_writes(world: World) -> sqlite3.Connection:
    """Somebody else writes to the book until this is closed."""
    writer = sqlite3.connect(str(world.system.database.url.database))
    writer.execute("BEGIN IMMEDIATE")
    return writer


def test_a_view_of_members_is_one_row_with_who_what_and_whom_and_no_search(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins(world, canaryaa01="탁가람", canarybb02="탁나래")
    monkeypatch.setattr(desk, "remote_address", lambda: "203.0.113.9")
    both = sorted((number_of("canaryaa01"), number_of("canarybb02")))

    page = visit("members", APPROVER)
    page.text_input(key="members_text").set_value("가람").run()
    page.text_input(key="members_text").set_value("나래").run()

    (row,) = looks(world)
    assert (row.kind, row.subject, row.members) == (AccessKind.VIEWED, "members", both)
    assert row.actor == APPROVER.id
    assert row.remote == "203.0.113.9", "from where they look, wherever they signed in"
    assert (row.reason, row.detail) == ("", {})


def test_the_same_people_are_noted_anew_on_another_page_and_after_a_while(world: World) -> None:
    joins(world, canaryaa01="탁가람")
    number = number_of("canaryaa01")
    page = visit("members", ADMINISTRATOR)
    page.run()
    assert seen(world) == [("viewed", "members", [number])]

    page.switch_page(page_file("upcoming")).run()
    page.switch_page(page_file("members")).run()
    assert len(seen(world)) == 1

    time_passes(world)
    page.run()
    assert seen(world) == 2 * [("viewed", "members", [number])]


def test_several_lists_of_one_page_are_one_view(world: World) -> None:
    joins(world, canaryaa01="탁가람", canarybb02="탁나래")
    leave(world, "canaryaa01", "canarybb02")
    with world.system.database.writing() as session:
        held = world.due_downgrade("canaryaa01").id
        hold_downgrade(session, held, reason="통화", actor=APPROVER, now=world.clock.now())

    page = visit("approvals", APPROVER)

    assert "탁가람" in shown(page)
    assert [line["name"] for line in lines(page)] == ["탁나래"]
    both = sorted((number_of("canaryaa01"), number_of("canarybb02")))
    assert seen(world) == [("viewed", "approvals", both)]


def test_what_cannot_be_written_down_is_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins(world, canaryaa01="탁가람")
    monkeypatch.setattr(shown_members, "PATIENCE_MS", 0)
    page = visit("people", APPROVER)
    writer = somebody_writes(world)

    page.switch_page(page_file("members")).run()

    assert "탁가람" not in shown(page)
    assert not page.dataframe
    assert len(page.error) == 1
    writer.close()
    assert list(page.run().dataframe[0].value["회원"]) == ["탁가람"]


def test_a_viewer_reveals_one_member_who_is_masked_again_elsewhere(world: World) -> None:
    joins(world, canaryaa01="탁가람", canarybb02="탁나래")
    number = number_of("canaryaa01")
    page = visit("members", VIEWER, number=str(number))
    assert "탁○람" in shown(page)
    assert "ca****01" in shown(page)
    assert seen(world) == []

    page = press(page, "members_reveal")

    assert "탁가람" in shown(page)
    assert "canaryaa01" in shown(page)
    assert keys(page, "members_reveal") == []
    assert seen(world) == [("revealed", "members", [number])]

    page.query_params["number"] = str(number_of("canarybb02"))
    assert "탁나래" not in shown(page.run())
    page.query_params["number"] = str(number)
    assert "탁가람" not in shown(page.run())
    page = press(page, "members_reveal")
    page.switch_page(page_file("payments")).run()
    assert "탁가람" not in str(page.dataframe[0].value)


def test_a_busy_book_reveals_nobody_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins(world, canaryaa01="탁가람")
    monkeypatch.setattr(shown_members, "PATIENCE_MS", 0)
    page = visit("members", VIEWER, number=str(number_of("canaryaa01")))
    writer = somebody_writes(world)

    page = press(page, "members_reveal")

    assert "탁가람" not in shown(page)
    assert 'role="alert"' in "".join(part.value for part in page.html)
    writer.close()
    assert seen(world) == []


def test_an_address_holds_no_id_and_no_search(world: World) -> None:
    joins(world, canaryaa01="탁가람")
    number = str(number_of("canaryaa01"))

    page = visit("members", VIEWER, member="canaryaa01")
    assert dict(page.query_params) == {"number": number}
    assert "탁○람" in shown(page)

    page = visit("members", APPROVER)
    page.text_input(key="members_text").set_value("탁가람").run()
    page.switch_page(page_file("payments")).run()
    page.text_input(key="payments_text").set_value("탁가람").run()
    assert not page.query_params


@pytest.mark.parametrize("number", ["nobody", "0", "-1", "999999", "9" * 30])
def test_an_address_of_nobody_says_so(world: World, number: str) -> None:
    joins(world, canaryaa01="탁가람")
    assert "그런 회원 ID는 없습니다" in shown(visit("members", VIEWER, number=number))


def test_whoever_may_only_look_takes_no_file(world: World) -> None:
    joins(world, canaryaa01="탁가람")

    page = visit("exports", VIEWER)

    assert "조회 권한으로는 파일을 받을 수 없습니다" in shown(page)
    assert keys(page, "exports_make") == []
