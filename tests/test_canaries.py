"""A phone, an e-mail, a resident number and a card number come in at every entrance. Afterwards the
book and the log have them where a person's own words are kept, and a card number nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from billing_core.cli import app as terminal
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.logs import configure_logs
from billing_core.models import EntryKind, LedgerEntry, Member, UnreadableRow
from billing_core.reconcile.sweep import sweep
from billing_core.rules.actor import Role
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.free_text import error_text
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.transport import SandboxTransport
from billing_core.sidecar import create_app
from billing_core.sign_in.people import add_person
from tests.parts.canaries import ALL_OF_THEM, CARD, PHONE, canaries_of, found_in
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.server import Serve
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
API_KEY = "app-key"
PERSONAL = (
    "buyer_name",
    "buyer_tel",
    "buyer_email",
    "buyer_addr",
    "buyer_postcode",
    "customer_name",
    "customer_tel",
    "customer_email",
    "customer_addr",
    "custom_data",
    "vbank_num",
    "vbank_holder",
    "user_agent",
    "a_field_of_next_year",
)
FREE_TEXT = ("fail_reason", "cancel_reason", "reason", "name", "card_name")


def too_much(value: Any) -> Any:
    """Any answer of a gateway that says all it knows, wherever there is room for it."""
    if isinstance(value, list):
        return [*map(too_much, value)]
    if not isinstance(value, dict):
        return value
    told = {key: too_much(each) for key, each in value.items()}
    told |= dict.fromkeys(PERSONAL, ALL_OF_THEM) | {"deep": {"er": [ALL_OF_THEM]}}
    told |= {key: f"{told[key]} {ALL_OF_THEM}" for key in FREE_TEXT if told.get(key)}
    return told | ({"card_number": CARD} if told.get("card_number") else {})


class Talkative(SandboxTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        told = answer.json()
        told["response"] = too_much(told["response"])
        told["message"] = told["message"] and f"{told['message']} {ALL_OF_THEM}"
        return httpx.Response(answer.status_code, json=told, request=request)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """What the process has said so far."""
    said = StringIO()
    monkeypatch.setattr("sys.stderr", said)
    configure_logs()
    return said.getvalue


@pytest.fixture
def world(
    database_url: str, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str]
) -> Iterator[World]:
    monkeypatch.setattr("tests.parts.worlds.SandboxTransport", Talkative)
    with in_process(database_url, START) as world:
        yield world


@pytest.fixture
def app(world: World, serve: Serve) -> Iterator[httpx.Client]:
    company = {"api_key": SecretStr(API_KEY), "imp_code": "imp00000000"}
    settings = world.system.settings.model_copy(update=company)
    url = serve(create_app(replace(world.system, settings=settings)))
    headers = {"Authorization": f"Bearer {API_KEY}"}
    with httpx.Client(base_url=url, headers=headers) as app:
        yield app


def test_the_gateways_answers(world: World, log: Callable[[], str]) -> None:
    """Payments, schedules, customers and refusals: paid, declined, refunded, revoked, unreadable."""
    world.join("a")
    world.join("b", card="9366-0000-0000-0061")
    [payment] = [one for one in world.sandbox.payments() if one["apply_num"]]
    world.sandbox.refund_at_console(str(payment["imp_uid"]), 1_000, ALL_OF_THEM)
    world.sandbox.put_payment(
        {**payment, "imp_uid": "imp_odd", "cancel_amount": {"won": ALL_OF_THEM}}
    )
    world.sandbox.put_payment({"imp_uid": "", "status": ALL_OF_THEM}, listed_as="paid")
    world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, "again"))
    world.cancel("a")
    world.wait(DAY)

    assert world.findings(FindingKind.UNREADABLE_PAYMENT)
    assert len(world.rows(UnreadableRow)) == 2
    assert canaries_of(world.system.database) == {}
    assert found_in(log()) == set()


@pytest.mark.parametrize("form", [False, True])
def test_a_webhook(world: World, app: httpx.Client, log: Callable[[], str], form: bool) -> None:
    notice = {"imp_uid": "imp_1", "merchant_uid": "bd1", "status": ALL_OF_THEM}
    notice |= dict.fromkeys(PERSONAL, ALL_OF_THEM)
    media = "application/x-www-form-urlencoded" if form else "application/json"
    body = urlencode(notice) if form else json.dumps(notice)
    for content in (body, body[:-1] + "\xff", f"{body}{ALL_OF_THEM}"):
        headers = {"content-type": f"{media}; x={quote(ALL_OF_THEM)}"}
        app.post("/webhooks/iamport", content=content.encode("latin-1", "ignore"), headers=headers)
    world.work()

    assert canaries_of(world.system.database) == {}
    assert found_in(log()) == set()


def test_the_companys_app(world: World, app: httpx.Client, log: Callable[[], str]) -> None:
    checkout = {"member_id": "a", "member_name": "김하늘", "plan_id": "basic"}
    assert app.post("/v1/checkouts", json=checkout).status_code == 201
    world.join("a")
    for sent in ({"member_id": CARD}, {"member_name": f"김 {CARD}"}, {"plan_id": CARD}):
        answer = app.post("/v1/checkouts", json=checkout | sent)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "card_number")
    answer = app.post("/v1/members/a/cancellation", json={"reason": ALL_OF_THEM})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "card_number")
    assert app.get(f"/v1/members/{CARD}/billing").status_code == 404
    assert canaries_of(world.system.database) == {}

    words = f"전화 주세요 {PHONE}"
    assert app.post("/v1/members/a/cancellation", json={"reason": words}).status_code == 200
    assert canaries_of(world.system.database) == {
        "audit_log.detail": {PHONE},
        "cancellations.reason": {PHONE},
    }
    assert found_in(log()) == set()


def test_files(world: World, log: Callable[[], str]) -> None:
    """Columns that nobody reads are nowhere; card numbers are masked in those that are read."""
    files = {
        FileKind.MEMBERS: f"member_id,name,joined_at,전화,카드\nm1,김하늘 {CARD},2025-01-01T00:00:00+09:00,"
        f"{PHONE},{CARD}\n",
        FileKind.CARDS: f"customer_uid,member_id,card_name,card_number\nk1,m1,국민 {CARD},{CARD}\n",
        FileKind.PAYMENTS: "imp_uid,merchant_uid,member_id,paid_at,amount,card_name,memo\n"
        f"p1,o1,m1,2025-02-01T00:00:00+09:00,29000,국민 {CARD},{ALL_OF_THEM}\n",
        FileKind.CANCELLATIONS: "cancellation_id,member_id,requested_at,reason\n"
        f"c1,m1,2025-02-03T00:00:00+09:00,카드 {CARD} 바꿈\n",
    }
    sources = {kind: SourceFile(f"{CARD}.csv", text.encode()) for kind, text in files.items()}
    report = import_history(world.system.database, sources, APPROVER, START)

    assert [file.cards_masked for file in report.files] == [1, 2, 1, 1]
    assert canaries_of(world.system.database) == {}
    assert found_in(log()) == set()


def test_what_people_type(world: World, log: Callable[[], str]) -> None:
    """Whatever the step, its words go through the audit log, which takes no card number; nothing
    was sent to the gateway either."""
    world.join("a")
    [paid] = world.rows(LedgerEntry)
    system, now, words = world.system, world.clock.now(), f"새 카드 {CARD}"
    world.sandbox.put_payment({"imp_uid": "imp_odd", "merchant_uid": paid.merchant_uid})
    sweep(system)
    [odd] = world.findings(FindingKind.UNREADABLE_PAYMENT)

    def by_hand(session: Session) -> None:
        record_refund_by_hand(
            session,
            paid.imp_uid,
            EntryKind.CHARGEBACK,
            amount=1_000,
            at=paid.occurred_at,
            reason="민원",
            evidence=words,
            actor=APPROVER,
            now=now,
        )

    def member_of_team(session: Session) -> None:
        add_person(session, "new", words, Role.VIEWER, actor=ADMINISTRATOR, now=now)

    def in_a_transaction(step: Callable[[Session], None]) -> None:
        with system.database.writing() as session:
            step(session)

    steps: list[Callable[[], object]] = [
        lambda: refund_payment(system, paid.imp_uid, amount=1, reason=words, actor=APPROVER),
        lambda: cure_finding(system, odd.id, Cure.LEAVE_OUT, reason=words, actor=APPROVER),
        lambda: world.cancel("a", words, APPROVER),
        lambda: in_a_transaction(by_hand),
        lambda: in_a_transaction(member_of_team),
    ]
    for step in steps:
        with pytest.raises(Refusal) as refusal:
            step()
        assert refusal.value.says is RefusalCode.CARD_NUMBER
    assert [entry.amount for entry in world.rows(LedgerEntry)] == [paid.amount]
    assert canaries_of(system.database) == {}
    assert found_in(log()) == set()


def test_the_terminal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str]
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    typed = CliRunner().invoke(terminal, ["people", "add", "hana", f"김하나 {CARD}"])
    assert isinstance(typed.exception, Refusal | SystemExit)
    book = Database(sqlite_url)
    assert canaries_of(book) == {}
    book.close()
    assert found_in(log()) == set()


def test_an_exception_and_its_row(database: Database, log: Callable[[], str]) -> None:
    """What a database says of a row that it refused, with the row, and what is kept of it."""
    try:
        with database.writing() as session:
            session.execute(insert(Member), {"app_id": ALL_OF_THEM, "name": ALL_OF_THEM})
    except IntegrityError as error:
        structlog.get_logger().exception("row not written", error=str(error), said=ALL_OF_THEM)
        kept = error_text(str(error))
    said = log()
    assert "row not written" in said
    assert found_in(said) == found_in(kept) == set()
