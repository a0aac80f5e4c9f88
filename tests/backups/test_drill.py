"""The drill: last week's book comes back, and nobody is charged or booked twice.

Real HTTP to the gateway, a real SQLite and a real PostgreSQL, and a clock that the story moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from billing_core.backups import restore_book as restoring
from billing_core.backups.make_backup import make_backup
from billing_core.backups.restore_book import restore_book
from billing_core.bootstrap import assemble, seeded_ids
from billing_core.database import TELLS_MEMBERS, Database, migrate
from billing_core.desk.unknown_since import UnknownSince, unknown_since
from billing_core.forgetting.forgotten_file import (
    forgotten_file,
    forgotten_keys,
    note_forgotten,
)
from billing_core.forgetting.known_again import forgotten_key
from billing_core.forgetting.wipe import wipe_traces
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.restored import waits_for_comparing
from billing_core.lifecycle.send_charge import attempts, intend
from billing_core.models import (
    BackupMade,
    Job,
    JobKind,
    LedgerEntry,
    Member,
    Person,
    Restoration,
    SignInLink,
    Subscription,
)
from billing_core.reconcile import compare_restored
from billing_core.reconcile.sweep import sweep
from billing_core.rules.charge import ChargeHow
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import NextCharge, SubscriptionStatus
from billing_core.settings import Settings
from billing_core.sidecar import create_app
from billing_core.sign_in.links import make_link
from billing_core.sign_in.sessions import read_session
from billing_core.system import System
from billing_core.tokens import digest
from billing_core.worker import Worker
from tests.backups.test_backup import KEY
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.server import serving
from tests.parts.world import DAY, World
from tests.parts.worlds import over_http

START = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
STAYS, PAID_THEN_CANCELLED, CANCELLED, FORGOTTEN = "hana", "duri", "set", "net"
JOINED_SINCE = "dasut"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
) -> Iterator[tuple[str, str]]:
    """The book that is lost, and where the backup goes."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url"), f"sqlite:///{tmp_path / 'new' / 'billing.db'}"
        return
    with fresh_postgresql() as lost, fresh_postgresql() as empty:
        with psycopg.connect(empty.replace("+psycopg", ""), autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
        yield lost, empty


def settings_of(world: World, folder: Path) -> Settings:
    chosen = {
        "backup_folder": folder,
        "backup_key": SecretStr(KEY),
        "seal_key": SecretStr("the key of the seals, kept elsewhere"),
    }
    return world.system.settings.model_copy(update=chosen)


def a_week_is_lost(world: World, settings: Settings) -> Path:
    """A backup in the night before the charges, then a week of which it knows nothing."""
    object.__setattr__(world.system, "settings", settings)
    for member in (STAYS, PAID_THEN_CANCELLED, CANCELLED):
        world.join(member)
    world.join(FORGOTTEN)
    world.cancel(FORGOTTEN)
    world.wait(30 * DAY)
    backup = make_backup(world.system).path
    world.cancel(CANCELLED)
    world.join(JOINED_SINCE)
    world.wait(3 * DAY)
    world.cancel(PAID_THEN_CANCELLED)
    world.wait(4 * DAY)
    note_forgotten(settings, forgotten_key(settings, FORGOTTEN), world.clock.now())
    return backup


@contextmanager
def restored(world: World, url: str, settings: Settings, backup: Path) -> Iterator[World]:
    there = settings.model_copy(update={"database_url": url})
    restore_book(there, backup, [forgotten_file(settings)], world.clock.now())
    system = assemble(there, clock=world.clock, new_id=seeded_ids(77), durable=False)
    try:
        with serving(create_app(system)) as door:
            world.sandbox.configure(notice_url=f"{door}/webhooks/iamport")
            yield World(system, world.sandbox, world.clock, world.company)
    finally:
        system.close()


def at_the_gateway(world: World) -> tuple[list[object], list[object]]:
    payments: list[object] = [
        (one["imp_uid"], one["cancel_amount"]) for one in world.sandbox.payments()
    ]
    live: list[object] = [
        booking.merchant_uid
        for booking in world.system.gateway.bookings(START, START + 400 * DAY)
        if booking.status.value == "scheduled"
    ]
    return payments, sorted(live, key=str)


def test_last_weeks_book_charges_nobody_twice_and_asks_about_what_is_absent(
    empty_place: tuple[str, str], tmp_path: Path
) -> None:
    lost, empty = empty_place
    with over_http(lost, START) as before:
        settings = settings_of(before, tmp_path / "backups")
        backup = a_week_is_lost(before, settings)
        there = at_the_gateway(before)
        paid = {one: len(before.ledger(one)) for one in (STAYS, PAID_THEN_CANCELLED, CANCELLED)}
        assert paid == {STAYS: 2, PAID_THEN_CANCELLED: 2, CANCELLED: 1}

        with restored(before, empty, settings, backup) as world:
            nothing_goes_out_yet(world, there)
            world.work()

            with world.system.database.reading() as session:
                [row] = session.scalars(select(Restoration))
                names = set(session.scalars(select(Member.app_id)))
            assert row.compared_at == world.clock.now()
            assert row.forgotten_again == 1
            assert FORGOTTEN not in names
            assert {STAYS, PAID_THEN_CANCELLED, CANCELLED} < names
            assert at_the_gateway(world) == there
            assert {one: len(world.ledger(one)) for one in paid} == paid
            asked = {one.member_id for one in world.findings(FindingKind.BOOKING_LOST)}
            assert asked == {world.number(PAID_THEN_CANCELLED), world.number(CANCELLED)}

            unknown = unknown_now(world)
            assert unknown is not None
            assert (unknown.payments, unknown.won) == (1, 29_000)

            world.wait(26 * DAY)

            assert {one: len(world.ledger(one)) for one in paid} == paid | {STAYS: 3}
            for finding in world.findings(FindingKind.BOOKING_LOST):
                world.cure_one(finding, Cure.TREAT_AS_CANCELLED)
            status = world.subscription(PAID_THEN_CANCELLED).status
            assert not status.billable
            assert world.subscription(STAYS).status is SubscriptionStatus.ACTIVE


def unknown_now(world: World) -> UnknownSince | None:
    with world.system.database.reading() as session:
        return unknown_since(session)


def nothing_goes_out_yet(world: World, there: tuple[list[object], list[object]]) -> None:
    """Whoever asks is refused, and while the gateway is silent nobody lets go."""
    now = world.clock.now()
    with world.system.database.writing() as session:
        ours = session.get_one(Subscription, world.subscription(STAYS).id)
        wanted = NextCharge(ours.periods_paid, 2, now + timedelta(hours=1))
        tried = attempts(session, ours)
        with pytest.raises(Refusal) as refused:
            intend(session, ours, tried, wanted, how=ChargeHow.BOOKING, now=now)
    assert refused.value.says is RefusalCode.RESTORE_NOT_COMPARED
    paid, card = world.rows(LedgerEntry)[0].imp_uid, ours.customer_uid
    with pytest.raises(Refusal) as refused:  # the same may have gone back since
        refund_payment(world.system, paid, amount=9_000, reason="요청", actor=APPROVER)
    assert refused.value.says is RefusalCode.RESTORE_NOT_COMPARED
    with pytest.raises(Refusal) as refused:  # whose card it was may have come back
        delete_key_by_hand(world.system, card, APPROVER)
    assert refused.value.says is RefusalCode.RESTORE_NOT_COMPARED
    with silent(world) as cut_off:
        Worker(cut_off).tick()
        with cut_off.database.reading() as session:
            assert waits_for_comparing(session) is not None
    world.move(now + timedelta(minutes=10))
    assert at_the_gateway(world) == there


@contextmanager
def silent(world: World) -> Iterator[System]:
    """The same book, and nobody at the gateway's address."""
    settings = world.system.settings.model_copy(update={"gateway_url": "http://127.0.0.1:9"})
    system = assemble(settings, clock=world.clock, durable=False)
    try:
        yield system
    finally:
        system.close()


def test_nobody_is_approved_and_everybody_else_is_told_while_the_books_are_compared(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came to pass since is not told again; what a member does at this moment is."""
    with over_http(sqlite_url, START) as before:
        settings = settings_of(before, tmp_path / "backups")
        object.__setattr__(before.system, "settings", settings)
        before.join(STAYS)
        backup = make_backup(before.system).path
        url = f"sqlite:///{tmp_path / 'new' / 'billing.db'}"
        with restored(before, url, settings, backup) as world:
            with pytest.raises(Refusal, match="not_compared"):
                approve_downgrades(world.system, [1], APPROVER)
            world.system.database.tells_members = True
            told: list[tuple[bool, bool]] = []

            def beside(system: System) -> datetime | None:
                with system.database.writing() as ours, before.system.database.reading():
                    told.append((ours.info[TELLS_MEMBERS], world.system.database.tells_members))
                return sweep(system)

            monkeypatch.setattr(compare_restored, "sweep", beside)
            world.work()

            assert told == [(False, True)]
            assert approve_downgrades(world.system, [], APPROVER) == []


def test_a_place_where_a_book_is_stays_as_it_is(tmp_path: Path, sqlite_url: str) -> None:
    with over_http(sqlite_url, START) as world:
        settings = settings_of(world, tmp_path / "backups")
        object.__setattr__(world.system, "settings", settings)
        backup = make_backup(world.system).path

        with pytest.raises(Refusal) as refused:
            restore_book(settings, backup, [], world.clock.now())

        assert refused.value.says is RefusalCode.RESTORE_NOT_EMPTY
        with world.system.database.reading() as session:
            assert waits_for_comparing(session) is None


def test_nobody_who_was_let_in_then_is_let_in_again(
    empty_place: tuple[str, str], tmp_path: Path
) -> None:
    """A session that was ended since, a link that was spent: the backup has them as they were."""
    lost, empty = empty_place
    with over_http(lost, START) as before:
        settings = settings_of(before, tmp_path / "backups")
        object.__setattr__(before.system, "settings", settings)
        before.join(STAYS)
        now = before.system.wall_clock.now()
        token = token_of(before.system, APPROVER)
        with before.system.database.writing() as session:
            link = make_link(
                session, session.get_one(Person, APPROVER.number), actor=ADMINISTRATOR, now=now
            )
        backup = make_backup(before.system).path

        with (
            restored(before, empty, settings, backup) as world,
            world.system.database.reading() as session,
        ):
            assert read_session(session, digest(token), now) is None
            assert session.scalars(select(SignInLink)).all() == []
            [known] = session.scalars(select(BackupMade.name))
            assert known == backup.name, "a book never has the backup that it is in itself"
            assert session.get(Person, APPROVER.number) is not None
        assert link


def test_a_restore_of_postgresql_that_is_cut_off_is_gone_on_with(
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows are there, and nobody was forgotten again yet: the same backup goes on, no other does."""
    with fresh_postgresql() as lost, fresh_postgresql() as empty, over_http(lost, START) as before:
        with psycopg.connect(empty.replace("+psycopg", ""), autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        settings = settings_of(before, tmp_path / "backups")
        object.__setattr__(before.system, "settings", settings)
        older = make_backup(before.system)
        before.clock.advance(timedelta(minutes=1))
        backup = a_week_is_lost(before, settings)
        there = settings.model_copy(update={"database_url": empty})
        now = before.clock.now()
        with monkeypatch.context() as cut:
            cut.setattr(restoring, "forget_again", _power_cut)
            with pytest.raises(KeyboardInterrupt):
                restore_book(there, backup, [forgotten_file(settings)], now)
        with pytest.raises(Refusal, match="not_empty"):
            restore_book(there, older.path, [forgotten_file(settings)], now)

        done = restore_book(there, backup, [forgotten_file(settings)], now + timedelta(hours=1))

        assert done.forgotten_again == 1
        with pytest.raises(Refusal, match="not_empty"):
            restore_book(there, backup, [forgotten_file(settings)], now)
        system = assemble(there, clock=before.clock, durable=False)
        with system.database.reading() as session:
            assert FORGOTTEN not in set(session.scalars(select(Member.app_id)))
            [row] = session.scalars(select(Restoration))
            assert (row.compared_at, row.forgotten_again) == (None, 1)
            assert session.scalars(select(Job.kind).where(Job.kind == JobKind.AFTER_RESTORE)).all()
        system.close()


def _power_cut(*_given: object) -> int:
    raise KeyboardInterrupt


def test_a_book_that_was_begun_meanwhile_stays(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody starts the desk while a restore is under way: it has begun a book of its own."""
    with over_http(sqlite_url, START) as world:
        settings = settings_of(world, tmp_path / "backups")
        object.__setattr__(world.system, "settings", settings)
        backup = make_backup(world.system).path
    there = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'new' / 'b.db'}"})

    def begins(database: Database) -> None:
        wipe_traces(database)
        migrate(there.database_url)

    monkeypatch.setattr(restoring, "wipe_traces", begins)
    with pytest.raises(Refusal, match="not_empty"):
        restore_book(there, backup, [], START)

    book = Database(there.database_url)
    with book.reading() as session:
        assert session.scalars(select(Member)).all() == []
    book.close()


def test_who_was_forgotten_is_known_on_every_machine_and_after_the_next_backup(
    tmp_path: Path, sqlite_url: str
) -> None:
    """The machine is lost, another one goes on, forgets somebody more and makes a backup: of the
    list beside the backups nothing is lost, so an older backup forgets all of them."""
    with over_http(sqlite_url, START) as world:
        settings = settings_of(world, tmp_path / "backups")
        object.__setattr__(world.system, "settings", settings)
        world.join(STAYS)
        backup = make_backup(world.system).path
        note_forgotten(settings, "1" * 64, START)
        world.clock.advance(timedelta(days=1))
        make_backup(world.system)
    beside = settings.backup_folder / forgotten_file(settings).name
    url = f"sqlite:///{tmp_path / 'another' / 'billing.db'}"
    another = settings.model_copy(update={"database_url": url})
    restore_book(another, backup, [beside], world.clock.now())
    assert forgotten_keys([forgotten_file(another)]) == {"1" * 64}
    forgotten_file(another).unlink()  # or it was restored by an earlier version
    note_forgotten(another, "2" * 64, START)
    system = assemble(another, clock=world.clock, durable=False)
    world.clock.advance(timedelta(days=1))
    make_backup(system)
    system.close()

    assert forgotten_keys([beside]) == {"1" * 64, "2" * 64}
    assert beside.stat().st_mode & 0o077 == 0


def test_a_backup_that_does_not_open_leaves_the_place_empty(
    tmp_path: Path, sqlite_url: str
) -> None:
    place = tmp_path / "new" / "billing.db"
    with over_http(sqlite_url, START) as world:
        settings = settings_of(world, tmp_path / "backups")
        object.__setattr__(world.system, "settings", settings)
        backup = make_backup(world.system).path
        there = settings.model_copy(
            update={
                "database_url": f"sqlite:///{place}",
                "backup_key": SecretStr("another key, wrong"),
            }
        )

        with pytest.raises(Refusal):
            restore_book(there, backup, [], world.clock.now())

        assert list(place.parent.iterdir()) == []
