"""날짜별 대조 on 점검, and the note beside numbers of days that were not read whole."""

from __future__ import annotations

from datetime import date

from billing_core.models import DayRead, Job, JobKind
from billing_core.rules.payment import PaymentStatus
from tests.dashboard.company import joins
from tests.dashboard.visits import press, shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

JOINED = date(2026, 9, 21)
UNREAD = "9월 21일은 포트원 내역을 아직 다 읽지 않았습니다"


def test_a_day_that_differs_is_named_beside_its_numbers_and_explained(world: World) -> None:
    joins(world, hana="김하나")
    world.wait(2 * DAY)
    for page in ("today", "analysis", "number", "month_close", "exports"):
        assert "다 읽지 않았습니다" not in shown(visit(page))

    with world.system.database.writing() as session:
        paid = session.get_one(DayRead, (JOINED, PaymentStatus.PAID))
        paid.gateway, paid.left_out = paid.gateway + 2, 1
    for page in ("today", "analysis", "number", "month_close", "exports"):
        assert UNREAD in shown(visit(page)), page
    assert UNREAD not in shown(visit("number", month="2026-08"))

    said = shown(visit("health", view="days"))
    assert "2026-09-21 (월) 결제: 포트원에 있는 1건이 우리 장부에 없습니다" in said
    assert "포트원의 1건은 내용을 읽을 수 없어 빼고 그대로 보관했습니다" in said


def test_a_person_asks_for_a_reading_now(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("health", APPROVER, view="days"), "health_read_now")
    assert "포트원을 지금 다시 읽습니다" in shown(page)
    due = world.rows(Job, Job.run_at <= world.clock.now())
    assert {JobKind.SWEEP, JobKind.BOOKINGS} <= {job.kind for job in due}
