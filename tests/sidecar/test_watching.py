"""Liveness, readiness and metrics, for whoever watches over the service."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text, update

from billing_core.clock import HeldClock
from billing_core.jobs import enqueue
from billing_core.lifecycle.open_finding import open_finding
from billing_core.models import InboxEvent, JobKind, Sweep
from billing_core.rules.finding import FindingKind
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.permission import Permission
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.outbox.notices import change
from tests.parts.keys import key_with, shows
from tests.parts.loops import let_loops_beat
from tests.parts.members import number_in
from tests.parts.server import serving
from tests.sidecar.conftest import OpenDoor
from tests.sidecar.test_doorbell import BELL, PAID

MINUTE = timedelta(minutes=1)


def numbers(door: httpx.Client, key: str) -> dict[str, float]:
    lines = door.get("/metrics", headers=shows(key)).text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name.removeprefix("billing_"): float(value) for name, value in pairs}


@pytest.fixture
def key(system: System) -> str:
    """Of whoever watches."""
    return key_with(system, KeyScope.METRICS)


def test_a_new_door_is_alive_and_ready(door: httpx.Client, system: System) -> None:
    let_loops_beat(system)
    assert door.get("/healthz").json() == {"alive": True}
    assert door.get("/readyz").json() == {"ready": True, "problems": []}


@pytest.mark.parametrize(
    "change_made", ["UPDATE alembic_version SET version_num = '0001'", "DROP TABLE alembic_version"]
)
def test_a_book_of_another_version_is_not_ready(
    door: httpx.Client, system: System, change_made: str
) -> None:
    with system.database.writing() as session:
        session.execute(text(change_made))
    answer = door.get("/readyz")
    assert answer.status_code == 503
    assert "구조" in answer.json()["problems"][0]
    stranger = httpx.get(f"{door.base_url}/readyz")
    assert (stranger.status_code, stranger.json()) == (503, {"ready": False})
    assert door.get("/readyz", headers=shows("wrong")).status_code == 401


def test_nothing_has_happened_yet(door: httpx.Client, key: str) -> None:
    found = numbers(door, key)
    assert found["book_up"] == 1
    assert found['webhooks_received_total{result="stored"}'] == 0
    assert found["inbox_waiting"] == found["jobs_due"] == found["findings_open"] == 0
    assert "last_webhook_age_seconds" not in found, "an age of what never happened is no number"


def test_what_waits_is_counted_and_timed(
    door: httpx.Client, system: System, held_clock: HeldClock, key: str
) -> None:
    now = held_clock.now()
    door.post(BELL, json=PAID)
    door.post(BELL, json={})
    change(system, "7", Permission.PAID)
    with system.database.writing() as session:
        session.execute(update(InboxEvent).values(stranger=False))  # its payment has been read
        enqueue(session, JobKind.SWEEP, "-", now)
        enqueue(session, JobKind.ROUND, "-", now + timedelta(days=1))
        whose = number_in(session, "7")
        open_finding(session, FindingKind.BOOKING_LOST, "bdc1", now=now, member_id=whose)
        session.add(
            Sweep(window_from=now, window_until=now, started_at=now, finished_at=now - MINUTE)
        )
    held_clock.advance(MINUTE)
    found = numbers(door, key)
    assert found['webhooks_received_total{result="stored"}'] == 1
    assert found['webhooks_received_total{result="refused"}'] == 1
    assert (found["inbox_waiting"], found["inbox_failed"], found["outbox_waiting"]) == (1, 0, 1)
    assert (found["jobs_due"], found["jobs_oldest_due_seconds"]) == (1, 60)
    assert (found["findings_open"], found["downgrades_due"]) == (1, 0)
    assert (found["last_webhook_age_seconds"], found["last_sweep_age_seconds"]) == (60, 120)


def test_each_app_counts_for_itself(system: System, open_door: OpenDoor, key: str) -> None:
    one, another = open_door(system), open_door(system)
    one.post(BELL, json=PAID)
    assert numbers(another, key)['webhooks_received_total{result="stored"}'] == 0


class Recorded:
    def __init__(self) -> None:
        self.acts: list[str] = []

    def start(self) -> None:
        self.acts.append("start")

    def stop(self) -> None:
        self.acts.append("stop")


def test_the_worker_inside_starts_and_stops_with_the_door(system: System) -> None:
    worker = Recorded()
    with serving(create_app(system, worker)) as url:
        assert worker.acts == ["start"]
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert worker.acts == ["start", "stop"]
