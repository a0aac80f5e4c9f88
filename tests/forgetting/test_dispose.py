"""The yearly list: what is due, who approves it, and a job that is stopped and run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from billing_core.clock import HeldClock
from billing_core.forgetting import dispose as disposing
from billing_core.forgetting.dispose import approve_disposal, dispose
from billing_core.forgetting.due import DisposalList, disposal_list
from billing_core.models import (
    AuditRow,
    Card,
    Disposal,
    Finding,
    ImportBatch,
    InboxEvent,
    InboxState,
    Job,
    JobKind,
    LedgerEntry,
    Member,
    OutboxMessage,
    Subscription,
    UnreadableRow,
)
from billing_core.rules.act import Act
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.retention import RetentionKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.settings import Settings
from billing_core.worker import Worker
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.seals.office import Office, open_office

YEAR = timedelta(days=366)
K = RetentionKind


@pytest.fixture
def office(sqlite_url: str, held_clock: HeldClock) -> Iterator[Office]:
    with years_later(sqlite_url, held_clock) as office:
        yield office


@contextmanager
def years_later(database_url: str, held_clock: HeldClock) -> Iterator[Office]:
    """Hana and Duri paid six years ago, Sena four years ago; Duri's card is still registered."""
    today = held_clock.now()
    with open_office(database_url, held_clock) as office:
        held_clock.set(today - 6 * YEAR)
        office.takes_payments("hana", "duri")
        _leaves_rows(office)
        held_clock.set(today - 4 * YEAR)
        office.takes_payments("sena")
        held_clock.set(today)
        with office.database.writing() as session:
            session.query(Member).update({"permission": Permission.FREE, "name": "이름"})
            session.query(Finding).update({"resolved_at": today - 5 * YEAR})
            session.query(Card).filter(Card.customer_uid != "card-of-duri").update(
                {"deleted_at": today - 5 * YEAR}
            )
        yield office


def _leaves_rows(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as session:
        session.add_all(
            [
                UnreadableRow(digest="0" * 64, raw={"a": 1}, why="amount", first_seen_at=now),
                ImportBatch(
                    file_name="f",
                    sha256="0" * 64,
                    imported_at=now,
                    imported_by="",
                    rows_read=1,
                    rows_new=0,
                    excluded=[{"line": 1, "subject": "x", "why": "zero"}],
                ),
                InboxEvent(
                    received_at=now,
                    run_at=now,
                    body=b"{}",
                    imp_uid="imp_8",
                    state=InboxState.PROCESSED,
                ),
                InboxEvent(
                    received_at=now,
                    run_at=now,
                    body=b"unfinished",
                    imp_uid="imp_9",
                    state=InboxState.FAILED,
                ),
                OutboxMessage(
                    id="m",
                    member_id=2,
                    type="x",
                    payload={"a": 1},
                    created_at=now,
                    run_at=now,
                    delivered_at=now,
                ),
                Finding(
                    kind=FindingKind.UNREADABLE_PAYMENT,
                    subject="nobody",
                    opened_at=now,
                    resolved_at=now,
                    resolution="전화로 설명함",
                ),
            ]
        )


def due(office: Office) -> DisposalList:
    with office.database.reading() as session:
        return disposal_list(session, office.system.settings.keep_periods, office.clock.now())


def approve(office: Office) -> int:
    return approve_disposal(office.system, due(office), "연 1회 파기", ADMINISTRATOR)


def rows(office: Office, table: type[Any], **where: object) -> list[Any]:
    with office.database.reading() as session:
        key = table.__mapper__.primary_key[0]
        return session.query(table).filter_by(**where).order_by(key).all()


def test_what_is_due_is_counted_from_the_last_payment(office: Office) -> None:
    listed = due(office)
    assert [one.app_id for one in listed.members] == ["hana", "duri"]
    assert listed.rows == {K.DISPUTES: 1, K.IMPORT_ROWS: 2, K.NOTICES: 2}


def test_nobody_is_due_whose_subscription_goes_on(office: Office) -> None:
    old = office.clock.now() - 6 * YEAR
    with office.database.writing() as session:
        session.add(
            Subscription(
                id="s1",
                member_id=1,
                plan_id="basic",
                plan_name="월",
                price=29_000,
                months=1,
                customer_uid="card-of-hana",
                fresh_since=old,
                status=SubscriptionStatus.ACTIVE,
                created_at=old,
            )
        )
    assert [one.app_id for one in due(office).members] == ["duri"]


def test_nothing_goes_without_an_approval_and_everything_that_was_approved_does(
    database_url: str, held_clock: HeldClock
) -> None:
    with years_later(database_url, held_clock) as office:
        _approved_and_done(office)


def _approved_and_done(office: Office) -> None:
    won = [entry.amount for entry in rows(office, LedgerEntry)]
    office.seals()
    Worker(office.system).do_jobs()
    assert due(office).rows[K.NOTICES] == 2

    number = approve(office)
    assert [job.subject for job in rows(office, Job, kind=JobKind.DISPOSE)] == [str(number)]
    dispose(office.system, str(number))

    (done,) = rows(office, Disposal)
    assert done.done == {"contracts": 1, "disputes": 1, "import_rows": 2, "notices": 2}
    assert done.kept == {"2": "forget.card_registered"}
    assert done.done_at == office.clock.now()
    (told,) = rows(office, AuditRow, act=Act.RECORDS_DISPOSED)
    assert told.detail == {"kept": 1, **done.done}
    assert [one.name for one in rows(office, Member)][1:] == ["이름", "이름"]
    assert rows(office, Member)[0].forgotten_at is not None
    assert {event.body for event in rows(office, InboxEvent)} == {b"", b"unfinished"}
    assert [entry.amount for entry in rows(office, LedgerEntry)] == won
    office.clock.advance(timedelta(days=8))
    office.seals()
    assert office.told() == []


def test_it_is_stopped_in_the_middle_and_run_twice_and_counts_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approve(office)
    stops = iter([False, True])

    def stopped(*given: Any) -> bool:
        if next(stops, False):
            raise KeyboardInterrupt
        return empty(*given)

    empty = disposing._empty_some
    with monkeypatch.context() as patch:
        patch.setattr(disposing, "_empty_some", stopped)
        with pytest.raises(KeyboardInterrupt):
            dispose(office.system, str(number))
    (half,) = rows(office, Disposal)
    assert half.done_at is None
    assert half.done["contracts"] == 1

    dispose(office.system, str(number))
    dispose(office.system, str(number))

    (done,) = rows(office, Disposal)
    assert done.done == {"contracts": 1, "disputes": 1, "import_rows": 2, "notices": 2}
    assert len(rows(office, AuditRow, act=Act.RECORDS_DISPOSED)) == 1


def test_many_members_are_forgotten_a_helping_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disposing, "MEMBERS_AT_ONCE", 1)
    number = approve(office)
    assert dispose(office.system, str(number)) == office.clock.now()
    assert dispose(office.system, str(number)) is None
    assert rows(office, Disposal)[0].done["contracts"] == 1


def test_a_worker_that_took_over_leaves_alone_whom_the_other_has_forgotten_since(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approve(office)
    monkeypatch.setattr(disposing, "_members_left", lambda _session, one: list(one.members))
    dispose(office.system, str(number))
    with office.database.writing() as session:
        session.query(Disposal).update({"done_at": None})

    dispose(office.system, str(number))

    (disposal,) = rows(office, Disposal)
    assert disposal.done[K.CONTRACTS] == 1
    assert disposal.kept == {"2": "forget.card_registered"}


def test_who_came_back_after_the_approval_stays(office: Office) -> None:
    number = approve(office)
    with office.database.writing() as session:
        office.till.pays(session, "hana", office.clock.now())
    dispose(office.system, str(number))
    (done,) = rows(office, Disposal)
    assert done.kept["1"] == "disposal.changed"
    assert rows(office, Member)[0].app_id == "hana"


def test_who_approves_what(office: Office) -> None:
    listed = due(office)
    for actor, reason, shown, code in (
        (APPROVER, "연 1회", listed, RefusalCode.NOT_ALLOWED),
        (ADMINISTRATOR, " ", listed, RefusalCode.NO_REASON),
        (ADMINISTRATOR, "x", DisposalList(listed.cutoffs, (), {}), RefusalCode.DISPOSAL_NOTHING),
        (
            ADMINISTRATOR,
            "x",
            DisposalList(listed.cutoffs, listed.members[:1], {}),
            RefusalCode.DISPOSAL_CHANGED,
        ),
    ):
        with pytest.raises(Refusal) as refused:
            approve_disposal(office.system, shown, reason, actor)
        assert refused.value.says is code
    approve(office)
    with pytest.raises(Refusal) as refused:
        approve(office)
    assert refused.value.says is RefusalCode.DISPOSAL_RUNNING


@pytest.mark.parametrize("kept", [{"keep_contract_years": 4}, {"keep_dispute_years": 2}])
def test_a_period_shorter_than_the_law_is_no_setting(kept: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**kept)
