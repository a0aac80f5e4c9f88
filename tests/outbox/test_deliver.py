"""Delivery from the outbox: in order, until the app says yes, and never by two at once."""

from __future__ import annotations

import threading
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from billing_core.clock import HeldClock
from billing_core.demo.company_app import NOTICES_PATH, CompanyApp
from billing_core.models import AuditRow
from billing_core.outbox.deliver import deliver_messages
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.system import System
from billing_core.wording.undelivered import undelivered_said
from tests.outbox.conftest import OpenSystem
from tests.outbox.notices import approve, change, delivered_at, ended_member, messages, undo
from tests.parts.members import app_id_in
from tests.parts.ports import chosen_port
from tests.parts.quiet_system import quiet_system
from tests.parts.server import Serve, serving

HOUR = timedelta(hours=1)


class Answering:
    """An app that answers every notice with one status, until it is told another."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.heard: list[str] = []
        self.asgi = Starlette(routes=[Route(NOTICES_PATH, self._hear, methods=["POST"])])

    async def _hear(self, request: Request) -> Response:
        self.heard.append(request.headers["webhook-id"])
        if 300 <= self.status < 400:
            return RedirectResponse(f"{request.base_url}elsewhere", self.status)
        return Response(status_code=self.status)


def deliver_all(system: System) -> int:
    total = 0
    while acknowledged := deliver_messages(system):
        total += acknowledged
    return total


def test_the_app_learns_of_a_payment_and_later_of_the_approval(
    system: System, company: CompanyApp, held_clock: HeldClock
) -> None:
    downgrade = ended_member(system, "7")
    assert deliver_all(system) == 1
    assert company.permissions == {"7": "paid"}

    held_clock.advance(HOUR)
    approve(system, downgrade)
    assert delivered_at(system, downgrade) is None, "decided, but the app does not know yet"
    assert deliver_all(system) == 1
    assert company.permissions == {"7": "free"}
    assert delivered_at(system, downgrade) == held_clock.now()
    assert deliver_all(system) == 0


def test_every_delivery_has_its_audit_row(system: System, held_clock: HeldClock) -> None:
    change(system, "7", Permission.PAID)
    deliver_all(system)
    [message] = messages(system)
    with system.database.reading() as session:
        [row] = session.scalars(select(AuditRow).where(AuditRow.act == "permission.delivered"))
        who = app_id_in(session, row.member_id)
    assert (who, row.subject, row.at) == ("7", message.id, held_clock.now())
    assert (message.delivered_at, message.claimed_until) == (held_clock.now(), None)


def test_the_app_is_down_and_comes_back(
    open_system: OpenSystem, company: CompanyApp, held_clock: HeldClock
) -> None:
    port = chosen_port()
    down = open_system(f"http://127.0.0.1:{port}{NOTICES_PATH}")
    downgrade = ended_member(down, "7")
    approve(down, downgrade)
    assert deliver_all(down) == 0
    first, second = messages(down)
    assert undelivered_said(first.last_error).startswith("앱에 연결하지 못했습니다(ConnectError")
    assert (first.attempts, second.attempts) == (1, 0)
    assert delivered_at(down, downgrade) is None

    with serving(company.asgi) as url:
        up = open_system(url + NOTICES_PATH)
        assert deliver_all(up) == 0, "patience: it is not tried again at once"
        held_clock.advance(HOUR)
        assert deliver_all(up) == 2
    assert company.heard == [first.id, second.id]
    assert delivered_at(up, downgrade) == held_clock.now()
    assert [message.last_error for message in messages(up)] == ["", ""]


def test_anything_but_2xx_is_not_an_acknowledgement(
    open_system: OpenSystem, serve: Serve, held_clock: HeldClock
) -> None:
    app = Answering(500)
    system = open_system(serve(app.asgi) + NOTICES_PATH)
    change(system, "7", Permission.PAID)
    for status in (500, 404, 410, 302, 307):
        app.status = status
        assert deliver_all(system) == 0
        [message] = messages(system)
        assert message.delivered_at is None
        assert undelivered_said(message.last_error) == f"앱이 HTTP {status}로 답했습니다"
        held_clock.advance(HOUR)
    app.status = 204
    assert deliver_all(system) == 1
    assert len(app.heard) == 6, "each once; no redirect was followed"
    assert len(set(app.heard)) == 1, "the same webhook-id every time"


def test_one_members_trouble_holds_up_only_that_member(
    open_system: OpenSystem, company: CompanyApp, serve: Serve, held_clock: HeldClock
) -> None:
    async def picky(request: Request) -> Response:
        refused = b'"member_id": "7"' in await request.body()
        return await company._hear(request) if not refused else Response(status_code=422)

    app = Starlette(routes=[Route(NOTICES_PATH, picky, methods=["POST"])])
    system = open_system(serve(app) + NOTICES_PATH)
    change(system, "7", Permission.PAID)
    change(system, "8", Permission.PAID)
    held_clock.advance(timedelta(seconds=1))
    change(system, "7", Permission.FREE, PermissionCause.APPROVED)
    change(system, "8", Permission.FREE, PermissionCause.APPROVED)
    assert deliver_all(system) == 2
    assert company.permissions == {"8": "free"}
    assert [message.attempts for message in messages(system)] == [1, 1, 0, 1]


def test_a_first_approval_acknowledged_late_says_nothing_about_the_second(
    system: System, held_clock: HeldClock
) -> None:
    downgrade = ended_member(system, "7")
    deliver_all(system)
    approve(system, downgrade)
    undo(system, downgrade)
    held_clock.advance(HOUR)
    approve(system, downgrade)
    assert deliver_messages(system, limit=1) == 1
    assert delivered_at(system, downgrade) is None
    assert deliver_messages(system, limit=1) == 1
    assert delivered_at(system, downgrade) is None
    assert deliver_messages(system, limit=1) == 1
    assert delivered_at(system, downgrade) == held_clock.now()


def test_two_workers_at_once_deliver_each_notice_once(
    open_system: OpenSystem, company: CompanyApp, company_url: str, held_clock: HeldClock
) -> None:
    first, second = open_system(company_url), open_system(company_url)
    members = [str(number) for number in range(10)]
    for permission, cause in (
        (Permission.PAID, PermissionCause.PAID),
        (Permission.FREE, PermissionCause.APPROVED),
    ):
        for member_id in members:
            change(first, member_id, permission, cause)
        held_clock.advance(timedelta(seconds=1))
    together = threading.Barrier(2)

    def work(system: System) -> None:
        together.wait(10)
        deliver_all(system)

    threads = [threading.Thread(target=work, args=[system]) for system in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    deliver_all(first)  # what the last to finish freed, the other may have looked for too early
    sent = messages(first)
    assert [message.attempts for message in sent] == [1] * 20
    assert sorted(company.heard) == sorted(message.id for message in sent)
    assert company.permissions == dict.fromkeys(members, "free"), "each member's in order"


def test_without_an_address_or_a_key_notices_wait_and_say_why(
    sqlite_url: str, held_clock: HeldClock, company: CompanyApp, serve: Serve
) -> None:
    with quiet_system(sqlite_url, held_clock) as nowhere:
        change(nowhere, "7", Permission.PAID)
        assert deliver_all(nowhere) == 0
        assert "BILLING_APP_URL" in undelivered_said(messages(nowhere)[0].last_error)
    url = serve(company.asgi) + NOTICES_PATH
    for secret in ("", "whsec_!", "whsec_한글"):
        with quiet_system(
            sqlite_url, held_clock, app_url=url, app_secret=SecretStr(secret)
        ) as unsigned:
            assert deliver_all(unsigned) == 0
            assert "BILLING_APP_SECRET" in undelivered_said(messages(unsigned)[0].last_error)
            assert messages(unsigned)[0].attempts == 0
    with quiet_system(sqlite_url, held_clock, app_url=url) as configured:
        assert deliver_all(configured) == 1, "at once: waiting for us cost no patience"


def test_an_address_that_is_none_is_a_reason_and_no_crash(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    for address in ("회사", "ftp://app.example/", "http://[::1", "http://127.0.0.1:99999/"):
        with quiet_system(sqlite_url, held_clock, app_url=address) as system:
            change(system, address, Permission.PAID)
            assert deliver_messages(system) == 0
            assert messages(system)[-1].last_error.startswith("unreachable:")
