"""The doctor (진단): is everything set as it must be? One table of small checks, for the terminal
and for 점검 alike. It reads our book and this machine, and asks nobody outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from billing_core.desk import doctor_machine as machine
from billing_core.desk.doorbell import last_heard, unheard
from billing_core.desk.unknown_since import unknown_since
from billing_core.lifecycle.restored import waits_for_comparing
from billing_core.lifecycle.watch_gateway import apart, gateway_state
from billing_core.models import BackupMade, CompanyAccount, Heartbeat, Person
from billing_core.rules.actor import Role
from billing_core.rules.backup import LATE_AFTER
from billing_core.rules.calendar import KST
from billing_core.rules.doctor import Checked, DoctorCheck, FlawFound, SetUpFlaw
from billing_core.rules.loop import BEAT_EVERY, LoopName
from billing_core.rules.loopback import is_loopback
from billing_core.settings import Settings
from billing_core.system import System

SILENT_FOR = timedelta(days=3)
FRESH_BEAT = 2 * BEAT_EVERY


@dataclass(frozen=True)
class Examination:
    system: System
    session: Session
    now: datetime

    @property
    def settings(self) -> Settings:
        return self.system.settings


def examine(system: System) -> list[Checked]:
    """Every check, in the order of the table."""
    with system.database.reading() as session:
        asked = Examination(system, session, system.clock.now())
        return [Checked(code, check(asked)) for code, check in CHECKS.items()]


def last_good_backup(session: Session) -> datetime | None:
    return session.scalar(select(func.max(BackupMade.made_at)).where(BackupMade.error == ""))


def _keys(asked: Examination) -> FlawFound | None:
    settings = asked.settings
    if not (settings.imp_key and settings.imp_secret.get_secret_value()):
        return FlawFound(SetUpFlaw.KEYS_MISSING)
    here = machine.is_on_this_machine(settings.gateway_url)
    return FlawFound(SetUpFlaw.KEYS_OF_A_SANDBOX) if here and not settings.demo else None


def _channel(asked: Examination) -> FlawFound | None:
    if asked.settings.demo:
        return None  # the sandbox asks for none
    names = {
        "BILLING_IMP_CODE": asked.settings.imp_code,
        "BILLING_CHANNEL_KEY": asked.settings.channel_key,
    }
    missing = ", ".join(name for name, value in names.items() if not value)
    return FlawFound(SetUpFlaw.CHANNEL_MISSING, {"missing": missing}) if missing else None


def _gateway(asked: Examination) -> FlawFound | None:
    state = gateway_state(asked.session)
    if state is None or (state.last_answer_at is None and state.down_since is None):
        return FlawFound(SetUpFlaw.GATEWAY_NEVER)
    if state.down_since is not None:
        return FlawFound(SetUpFlaw.GATEWAY_SILENT, {"since": _moment(state.down_since)})
    return None


def _notices_heard(asked: Examination) -> FlawFound | None:
    """By the vendor's last calls: nothing inside this machine can tell whether the address of the
    webhooks is reached from outside."""
    heard = last_heard(asked.session)
    if heard is None:
        return FlawFound(SetUpFlaw.NOTICES_NEVER)
    paid = unheard(asked.session, heard)
    if paid is not None and paid.last - heard > SILENT_FOR:
        facts = {"heard": _moment(heard), "paid": _moment(paid.last)}
        return FlawFound(SetUpFlaw.NOTICES_LATE, facts)
    return None


def _recovery(asked: Examination) -> FlawFound | None:
    return FlawFound(SetUpFlaw.RECOVERY_ON) if asked.settings.gateway_recovery else None


def _clocks(asked: Examination) -> FlawFound | None:
    state = gateway_state(asked.session)
    if state is None or state.measured_at is None:
        return FlawFound(SetUpFlaw.CLOCKS_UNKNOWN)
    if apart(state.offset_seconds):
        return FlawFound(SetUpFlaw.CLOCKS_APART, {"seconds": str(abs(state.offset_seconds))})
    return None


def _workers(asked: Examination) -> FlawFound | None:
    """By the heartbeats of the last moments: who has ended beats no more."""
    real_now = asked.system.wall_clock.now()
    fresh = select(Heartbeat.beat_at).where(
        Heartbeat.loop == LoopName.WORK, Heartbeat.beat_at >= real_now - FRESH_BEAT
    )
    beats = asked.session.scalars(fresh).all()
    ahead = max(beats, default=real_now) - real_now
    if ahead > FRESH_BEAT:
        facts = {"seconds": str(int(ahead.total_seconds()))}
        return FlawFound(SetUpFlaw.WORKERS_APART, facts)
    if len(beats) > 1 and asked.system.database.is_sqlite:
        return FlawFound(SetUpFlaw.TWO_WORKERS, {"count": str(len(beats))})
    return None


def _sign_in(asked: Examination) -> FlawFound | None:
    if asked.settings.demo:
        return None  # a click lets its people in
    enters = or_(Person.password_hash != "", exists().where(CompanyAccount.person_id == Person.id))
    administrators = select(func.count(Person.id)).where(
        Person.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None), enters
    )
    return None if asked.session.scalar(administrators) else FlawFound(SetUpFlaw.NO_ADMINISTRATOR)


def _hosts(asked: Examination) -> FlawFound | None:
    settings = asked.settings
    doors = {
        "BILLING_DASHBOARD_URL": (settings.dashboard_host, settings.dashboard_url),
        "BILLING_PORTAL_URL": (settings.sidecar_host, settings.portal_url),
    }
    open_ones = ", ".join(
        name
        for name, (host, url) in doors.items()
        if not is_loopback(host) and not url.lower().startswith("https://")
    )
    return FlawFound(SetUpFlaw.HOST_NOT_TLS, {"names": open_ones}) if open_ones else None


def _mail(asked: Examination) -> FlawFound | None:
    settings = asked.settings
    if not (settings.demo or settings.notice_sender_url or settings.smtp_host):
        return FlawFound(SetUpFlaw.MEMBERS_NOT_TOLD)
    team = settings.team_mail_to or settings.slack_webhook_url.get_secret_value()
    return None if team or settings.demo else FlawFound(SetUpFlaw.TEAM_NOT_TOLD)


def _app(asked: Examination) -> FlawFound | None:
    settings = asked.settings
    names = {
        "BILLING_APP_URL": settings.app_url,
        "BILLING_APP_SECRET": settings.app_secret.get_secret_value(),
    }
    missing = ", ".join(name for name, value in names.items() if not value)
    return FlawFound(SetUpFlaw.APP_MISSING, {"missing": missing}) if missing else None


def _backup(asked: Examination) -> FlawFound | None:
    if asked.settings.demo:
        return None  # it can be lived again
    last = last_good_backup(asked.session)
    if last is None:
        return FlawFound(SetUpFlaw.BACKUP_NEVER)
    if asked.now - last > LATE_AFTER:
        return FlawFound(SetUpFlaw.BACKUP_OLD, {"at": _moment(last)})
    return None


def _restored(asked: Examination) -> FlawFound | None:
    waits = waits_for_comparing(asked.session)
    if waits is not None:
        return FlawFound(SetUpFlaw.NOT_COMPARED, {"at": _moment(waits.backup_at)})
    unknown = unknown_since(asked.session)
    if unknown is None:
        return None
    facts = {
        "at": _moment(unknown.backup_at),
        "payments": str(unknown.payments),
        "won": f"{unknown.won:,}",
    }
    return FlawFound(SetUpFlaw.UNKNOWN_SINCE, facts)


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(KST):%Y-%m-%d %H:%M}"


CHECKS: Mapping[DoctorCheck, Callable[[Examination], FlawFound | None]] = {
    DoctorCheck.KEYS: _keys,
    DoctorCheck.CHANNEL: _channel,
    DoctorCheck.GATEWAY: _gateway,
    DoctorCheck.NOTICES_HEARD: _notices_heard,
    DoctorCheck.RECOVERY: _recovery,
    DoctorCheck.CLOCKS: _clocks,
    DoctorCheck.WORKERS: _workers,
    DoctorCheck.DATABASE: lambda asked: machine.database(asked.session, asked.settings),
    DoctorCheck.FILE_MODES: lambda asked: machine.file_modes(asked.settings),
    DoctorCheck.DISK: lambda asked: machine.disk(asked.settings),
    DoctorCheck.MIGRATIONS: lambda asked: machine.migrations(asked.session),
    DoctorCheck.STREAMLIT: lambda _asked: machine.streamlit_flags(),
    DoctorCheck.SIGN_IN: _sign_in,
    DoctorCheck.HOSTS: _hosts,
    DoctorCheck.MAIL: _mail,
    DoctorCheck.APP: _app,
    DoctorCheck.BACKUP: _backup,
    DoctorCheck.RESTORED: _restored,
    DoctorCheck.FONTS: lambda _asked: machine.fonts(),
}
