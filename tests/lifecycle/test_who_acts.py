"""Whoever is none of the team does nothing: not even what leaves no row of its own."""

from __future__ import annotations

import pytest

from billing_core.models import AuditRow, Job, JobKind
from billing_core.reconcile.ask_reading import ask_reading
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import Refusal
from tests.lifecycle.conftest import START
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

NOBODYS = Actor("김지현", Role.APPROVER, 9_999)


def test_an_invented_person_reads_nothing_in(world: World) -> None:
    with pytest.raises(Refusal, match="not_signed_in"):
        import_gateway(world.system, START - 30 * DAY, actor=NOBODYS)
    world.forget_jobs(JobKind.SWEEP)
    with (
        pytest.raises(Refusal, match="not_signed_in"),
        world.system.database.writing() as session,
    ):
        ask_reading(session, actor=NOBODYS, now=world.clock.now())
    assert not world.rows(Job, Job.kind == JobKind.SWEEP)


def test_who_asked_for_a_reading_is_written_down(world: World) -> None:
    with world.system.database.writing() as session:
        ask_reading(session, actor=APPROVER, now=world.clock.now())
    (asked,) = world.rows(AuditRow, AuditRow.act == "gateway.reading_asked")
    assert (asked.actor_kind, asked.actor) == ("person", APPROVER.id)
