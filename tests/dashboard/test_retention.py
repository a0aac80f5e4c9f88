"""보관과 삭제: an administrator deletes a member's data and approves what is past its period."""

from __future__ import annotations

import pytest

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.record_act import record_act
from billing_core.models import AccessRow, Disposal, Member
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor
from billing_core.rules.refusal import Refusal
from dashboard.pages.retention import deleting
from dashboard.parts import desk
from dashboard.parts.language import KEY as LANGUAGE
from dashboard.parts.language import Language
from tests.dashboard.test_frame import HANGUL
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World


@pytest.mark.parametrize("who", [VIEWER, APPROVER])
def test_only_an_administrator_sees_it(world: World, who: Actor) -> None:
    page = visit("retention", who)

    assert "관리 권한이 있는 담당자만 볼 수 있습니다" in shown(page)
    assert not [button for button in page.button if str(button.key).startswith("retention_")]


def a_visitor(world: World, app_id: str, years: int) -> None:
    """Somebody the app named so many years ago, who never paid."""
    at = world.clock.now()
    with world.system.database.writing() as session:
        session.add(
            Member(app_id=app_id, name="한가람", created_at=at.replace(year=at.year - years))
        )


def test_a_member_is_deleted_after_what_is_open_was_told(world: World) -> None:
    world.join("hana")
    a_visitor(world, "garam", 1)
    with world.system.database.writing() as session:
        number = the_member(session, "garam").id
        for act in (Act.FINDING_CLOSED, Act.CANCELLATION_WITHDRAWN):
            record_act(
                session,
                act,
                at=world.clock.now(),
                actor=APPROVER,
                member_id=number,
                kind="double_charge",
                reason="한가람 님과 통화",
            )
    page = press(visit("retention", ADMINISTRATOR), "retention_delete")
    page.text_input(key="retention_member").set_value("hana")
    press(page, "retention_delete_do")
    assert "정기결제가 이어지고 있는 회원입니다." in shown(page)

    press(page, "retention_delete")
    page.text_input(key="retention_member").set_value("garam")
    press(page, "retention_delete_do")

    assert "회원 정보를 삭제했습니다." in shown(page)
    (gone,) = world.rows(Member, Member.forgotten_at.is_not(None))
    assert gone.name == gone.app_id != "garam"
    told = shown(visit("members", APPROVER, member=gone.app_id))
    assert "점검 항목을 닫았습니다" in told
    assert told.count("내용 삭제됨") == 2
    assert "한가람" not in told
    assert world.member("hana").forgotten_at is None


def test_whoever_sees_a_member_here_stands_in_the_access_log(world: World) -> None:
    a_visitor(world, "garam", 1)
    a_visitor(world, "nara", 6)
    page = visit("retention", ADMINISTRATOR)
    page.session_state["retention_member"] = "garam"
    press(page, "retention_delete")
    assert "삭제할 회원: 한가람 (garam)" in shown(page)

    seen = world.rows(AccessRow, AccessRow.kind == AccessKind.VIEWED)
    numbers = {member.app_id: member.id for member in world.rows(Member)}
    assert [(row.actor, row.subject, row.members) for row in seen] == [
        (ADMINISTRATOR.id, "retention", [numbers["nara"]]),
        (ADMINISTRATOR.id, "retention", [numbers["garam"]]),
    ]


def test_whoever_lost_the_role_while_the_dialog_is_open_learns_no_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_visitor(world, "garam", 1)
    monkeypatch.setattr(desk, "current_actor", lambda: APPROVER)
    with pytest.raises(Refusal, match="not_allowed"):
        deleting._foresee("garam", "")


def test_what_is_past_its_period_waits_for_an_approval_with_its_reason(world: World) -> None:
    assert "보관 기간이 지난 기록이 없습니다" in shown(visit("retention", ADMINISTRATOR))
    a_visitor(world, "garam", 6)
    page = visit("retention", ADMINISTRATOR)
    assert "한가람" in shown(page)

    press(page, "retention_approve")
    press(page, "retention_approve_do")
    assert "사유를 적어 주세요." in shown(page)
    assert not world.rows(Disposal)
    press(page, "retention_approve")
    page.text_input(key="retention_approve_reason").set_value("연 1회 파기")
    press(page, "retention_approve_do")
    assert "승인했습니다." in shown(page)
    world.work()

    page = visit("retention", ADMINISTRATOR)
    assert "회원 1명" in shown(page)
    assert "한가람" not in shown(page)
    assert world.rows(Disposal)[0].done_at is not None


def test_an_administrator_reads_it_in_english(world: World) -> None:
    a_visitor(world, "garam", 6)
    page = visit("retention", ADMINISTRATOR)
    page.segmented_control(key=LANGUAGE).set_value(Language.ENGLISH).run()
    words = set(HANGUL.findall(shown(page))) - {"최은영", "한가람"}
    assert "Contracts and payments" in str(page.dataframe[0].value)
    assert words == set()


def test_whoever_is_on_the_list_was_seen(world: World) -> None:
    a_visitor(world, "garam", 6)
    number = world.member("garam").id
    visit("retention", ADMINISTRATOR)
    views = world.rows(AccessRow, AccessRow.kind == AccessKind.VIEWED)
    assert [(row.subject, row.members) for row in views] == [("retention", [number])]
