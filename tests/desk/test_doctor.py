"""The doctor: each check finds its own flaw, and says in both languages what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, event, select, text, update
from typer.testing import CliRunner

from billing_core.cli import app
from billing_core.clock import HeldClock
from billing_core.desk import doctor_machine
from billing_core.desk.doctor import CHECKS, examine
from billing_core.models import (
    BackupMade,
    CompanyAccount,
    GatewayState,
    Heartbeat,
    InboxEvent,
    InboxState,
    PaymentRecord,
    Person,
    Restoration,
)
from billing_core.rules.actor import Role
from billing_core.rules.classification import PaymentClass
from billing_core.rules.doctor import DoctorCheck, SetUpFlaw
from billing_core.rules.loop import BEAT_EVERY, LoopName
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source
from billing_core.system import System
from billing_core.wording.doctor import FLAWS, check_said
from tests.parts.quiet_system import quiet_system

WELL: dict[str, Any] = {
    "imp_key": "key",
    "imp_secret": SecretStr("secret"),
    "app_url": "https://app.example/hooks",
    "smtp_host": "mail.example",
    "mail_from": "billing@example.com",
    "team_mail_to": ("office@example.com",),
}


def found(system: System) -> dict[DoctorCheck, SetUpFlaw]:
    return {one.code: one.found.flaw for one in examine(system) if one.found is not None}


def changed(system: System, **settings: Any) -> System:
    return replace(system, settings=system.settings.model_copy(update=settings))


def make_well(system: System) -> None:
    now = system.clock.now()
    with system.database.writing() as session:
        session.add(GatewayState(id=1, last_answer_at=now, offset_seconds=0, measured_at=now))
        session.add(heard(system))
        session.add(BackupMade(made_at=now, name="billing.backup", size=1))
        session.add(
            Person(
                login="chief", name="최", role=Role.ADMINISTRATOR, password_hash="x", created_at=now
            )
        )


def heard(system: System) -> InboxEvent:
    now = system.clock.now()
    return InboxEvent(
        received_at=now,
        body=b"{}",
        imp_uid="imp_1",
        state=InboxState.PROCESSED,
        run_at=now,
        attempts=1,
    )


def later(system: System, by: timedelta) -> System:
    return replace(system, clock=HeldClock(system.clock.now() + by))


def beating(system: System, *late: timedelta) -> System:
    """As many workers, and how long ago each of them last beat."""
    now = system.wall_clock.now()
    with system.database.writing() as session:
        for number, by in enumerate(late):
            for loop in LoopName:
                at = {"beat_at": now - by, "turned_at": now - by}
                session.add(Heartbeat(loop=loop, process=f"p{number}", **at))
    return system


def of_gateway(system: System, **values: Any) -> System:
    with system.database.writing() as session:
        state = session.get_one(GatewayState, 1)
        for name, value in values.items():
            setattr(state, name, value)
    return system


def emptied(system: System, table: str) -> System:
    with system.database.writing() as session:
        session.execute(text(f"DELETE FROM {table}"))
    return system


def restored(system: System) -> System:
    now = system.clock.now()
    with system.database.writing() as session:
        session.add(Restoration(backup_at=now, restored_at=now))
    return system


def joined_since_the_backup(system: System) -> System:
    """Their charge runs at the gateway on; the restored book knows neither them nor their card."""
    at = system.clock.now()
    ours = ChargeRef("joinedsince1", 1, 1).merchant_uid
    with system.database.writing() as session:
        session.add(Restoration(backup_at=at, restored_at=at, compared_at=at))
        for name in (ours, "another-shop-1"):
            session.add(
                PaymentRecord(
                    imp_uid=f"imp_{name}",
                    merchant_uid=name,
                    payment_class=PaymentClass.OTHER_PRODUCT,
                    status=PaymentStatus.PAID,
                    amount=29_000,
                    paid_at=at,
                    source=Source.SWEEP,
                    first_seen_at=at,
                    read_at=at,
                    raw={},
                )
            )
    return system


def behind(system: System) -> System:
    with system.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0030'"))
    return system


def nobody_enters(system: System) -> System:
    with system.database.writing() as session:
        session.execute(update(Person).values(password_hash=""))
    return system


def only_strangers_rang(system: System) -> System:
    with system.database.writing() as session:
        session.execute(update(InboxEvent).values(stranger=True))
    return system


def paid(system: System, source: Source) -> System:
    """Four days after the last notice."""
    at = system.clock.now() + timedelta(days=4)
    with system.database.writing() as session:
        session.add(
            PaymentRecord(
                imp_uid=f"imp_{source}",
                merchant_uid=f"m-{source}",
                payment_class=PaymentClass.CHARGE,
                status=PaymentStatus.PAID,
                amount=29_000,
                paid_at=at,
                source=source,
                first_seen_at=at,
                read_at=at,
                raw={},
            )
        )
    return system


def without_secure_delete(system: System) -> System:
    @event.listens_for(system.database.engine, "begin")
    def unset(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")

    return system


def readable(system: System) -> System:
    Path(str(system.database.url.database)).chmod(0o644)
    return system


BREAKS: dict[SetUpFlaw, Callable[[System], System]] = {
    SetUpFlaw.KEYS_MISSING: lambda system: changed(system, imp_key=""),
    SetUpFlaw.KEYS_OF_A_SANDBOX: lambda system: changed(
        system, gateway_url="http://127.0.0.1:8600"
    ),
    SetUpFlaw.CHANNEL_MISSING: lambda system: changed(system, channel_key=""),
    SetUpFlaw.GATEWAY_NEVER: lambda system: of_gateway(system, last_answer_at=None),
    SetUpFlaw.GATEWAY_SILENT: lambda system: of_gateway(system, down_since=system.clock.now()),
    SetUpFlaw.NOTICES_NEVER: lambda system: emptied(system, "inbox_events"),
    SetUpFlaw.NOTICES_LATE: lambda system: paid(system, Source.SWEEP),
    SetUpFlaw.SQLITE_SETTINGS: without_secure_delete,
    SetUpFlaw.NO_ADMINISTRATOR: nobody_enters,
    SetUpFlaw.RECOVERY_ON: lambda system: changed(system, gateway_recovery=True),
    SetUpFlaw.CLOCKS_UNKNOWN: lambda system: of_gateway(system, measured_at=None),
    SetUpFlaw.CLOCKS_APART: lambda system: of_gateway(system, offset_seconds=-120),
    SetUpFlaw.TWO_WORKERS: lambda system: beating(system, timedelta(0), BEAT_EVERY),
    SetUpFlaw.WORKERS_APART: lambda system: beating(system, timedelta(0), -timedelta(minutes=9)),
    SetUpFlaw.POSTGRESQL_PLAIN: lambda system: changed(
        system, database_url="postgresql://billing:x@db.example/billing"
    ),
    SetUpFlaw.FILES_OPEN: readable,
    SetUpFlaw.MIGRATIONS_BEHIND: behind,
    SetUpFlaw.HOST_NOT_TLS: lambda system: changed(system, dashboard_host="0.0.0.0"),
    SetUpFlaw.MEMBERS_NOT_TOLD: lambda system: changed(system, smtp_host=""),
    SetUpFlaw.TEAM_NOT_TOLD: lambda system: changed(system, team_mail_to=()),
    SetUpFlaw.APP_MISSING: lambda system: changed(system, app_url=""),
    SetUpFlaw.BACKUP_NEVER: lambda system: emptied(system, "backups"),
    SetUpFlaw.BACKUP_OLD: lambda system: later(system, timedelta(hours=37)),
    SetUpFlaw.NOT_COMPARED: restored,
    SetUpFlaw.UNKNOWN_SINCE: joined_since_the_backup,
}


@pytest.mark.parametrize("flaw", BREAKS)
def test_what_is_wrong_is_found_and_nothing_else(
    flaw: SetUpFlaw, sqlite_url: str, held_clock: HeldClock
) -> None:
    with quiet_system(sqlite_url, held_clock, **WELL) as system:
        make_well(system)
        assert found(system) == {}

        assert list(found(BREAKS[flaw](system)).values()) == [flaw]


def test_who_enters_by_the_companys_account_is_an_administrator_too(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    with quiet_system(sqlite_url, held_clock, **WELL) as system:
        make_well(system)
        nobody_enters(system)
        with system.database.writing() as session:
            person = session.scalars(select(Person).where(Person.login == "chief")).one()
            session.add(
                CompanyAccount(
                    person_id=person.id,
                    issuer="https://id.company.kr",
                    subject="1",
                    bound_at=held_clock.now(),
                )
            )
        assert found(system) == {}


def test_the_demo_is_asked_for_nothing_that_only_a_company_has(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    """No channel, nobody's password, no mail and no backup."""
    gone = {"imp_code": "", "channel_key": "", "smtp_host": "", "team_mail_to": ()}
    with quiet_system(sqlite_url, held_clock, **WELL) as system:
        make_well(system)
        nobody_enters(emptied(system, "backups"))
        assert found(changed(system, demo=True, **gone)) == {}
        assert len(found(changed(system, **gone))) == 4


def test_who_was_killed_and_started_again_is_one_worker_a_minute_later(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    with quiet_system(sqlite_url, held_clock, real_clock=held_clock, **WELL) as system:
        make_well(system)
        assert found(beating(system, timedelta(minutes=1), timedelta(0))) == {}


def test_several_workers_may_share_a_postgresql_while_their_clocks_agree(
    postgresql_url: str, held_clock: HeldClock
) -> None:
    with quiet_system(postgresql_url, held_clock, real_clock=held_clock, **WELL) as system:
        make_well(system)
        assert found(beating(system, *[timedelta(0)] * 3)) == {}
        ahead = replace(system, wall_clock=HeldClock(held_clock.now() - timedelta(minutes=2)))
        assert found(ahead) == {DoctorCheck.WORKERS: SetUpFlaw.WORKERS_APART}


def test_a_forged_notice_proves_no_doorbell_and_a_transfer_rings_none(
    sqlite_url: str, held_clock: HeldClock
) -> None:
    with quiet_system(sqlite_url, held_clock, **WELL) as system:
        make_well(system)
        assert found(paid(system, Source.BY_HAND)) == {}
        heard = {DoctorCheck.NOTICES_HEARD: SetUpFlaw.NOTICES_NEVER}
        assert found(only_strangers_rang(system)) == heard


def test_every_flaw_has_its_story() -> None:
    of_the_machine = {SetUpFlaw.DISK_FULL, SetUpFlaw.STREAMLIT_FLAGS, SetUpFlaw.FONT_MISSING}
    assert {*BREAKS} | of_the_machine == {*SetUpFlaw}


def test_the_machine_is_looked_at(
    sqlite_url: str, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor_machine, "FONT", tmp_path / "none.ttf")
    monkeypatch.setattr(doctor_machine, "LEAST_FREE", 10**18)
    monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false")
    with quiet_system(sqlite_url, held_clock, **WELL) as system:
        make_well(system)

        assert found(system) == {
            DoctorCheck.DISK: SetUpFlaw.DISK_FULL,
            DoctorCheck.STREAMLIT: SetUpFlaw.STREAMLIT_FLAGS,
            DoctorCheck.FONTS: SetUpFlaw.FONT_MISSING,
        }


def test_every_check_and_flaw_has_words_in_both_languages() -> None:
    assert set(CHECKS) == set(DoctorCheck)
    assert set(FLAWS) == set(SetUpFlaw)
    for language in (0, 1):
        assert len({check_said(code, language) for code in DoctorCheck}) == len(DoctorCheck)


def test_the_command_counts_and_fails_where_one_does(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)

    result = CliRunner().invoke(app, ["doctor"])

    assert result.exit_code == 1
    assert f"{len(CHECKS)} checks, " in result.output.splitlines()[-1]
    assert "billing backup을 하루에 한 번" in result.output
