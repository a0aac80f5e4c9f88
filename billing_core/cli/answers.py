"""The commands that do one thing and end (`sweep`, `status`): what they say on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from billing_core.access_log.note_access import note_access
from billing_core.bootstrap import assemble
from billing_core.cli.typist import typist
from billing_core.desk.seal_light import newest_seal
from billing_core.desk.waiting import waiting
from billing_core.models import Sweep
from billing_core.reconcile.sweep import sweep
from billing_core.rules.access import AccessKind
from billing_core.rules.calendar import KST
from billing_core.system import System

Say = Callable[[str], None]


def sweep_once(say: Say) -> None:
    """Sweeps. Raises GatewayError when the gateway cannot be read; nothing is marked read then."""
    with opened("sweep") as system:
        sweep(system)
        with system.database.reading() as session:
            done = session.scalars(
                select(Sweep).order_by(Sweep.window_until.desc(), Sweep.id.desc()).limit(1)
            ).one()
    say(
        f"{moment(done.window_from)} ~ {moment(done.window_until)}: 결제 {done.payments_read:,}건을 "
        f"읽어 {done.payments_new:,}건을 새로 반영했습니다. · "
        f"{done.payments_new:,} of {done.payments_read:,} payments were news."
    )


def show_status(say: Say) -> None:
    with opened(None) as system, system.database.reading() as session:
        now, work, seal = system.clock.now(), waiting(session), newest_seal(session)
        book = system.database.url.render_as_string(hide_password=True)
    say(f"장부 · book                  {book}")
    say(f"기준 시각 · as of            {moment(now)}")
    say(f"승인 대기 · to approve       {work.due:,} (보류 · held {work.held:,})")
    say(f"결제 실패 · failing          {work.failing:,}")
    say(f"확인할 것 · findings         {work.findings:,}")
    say(f"실패한 알림 · events failed  {work.events_failed:,}")
    say(f"전달 중 · being delivered    {work.undelivered:,}")
    say(f"마지막 알림 · last notice    {moment(work.last_webhook_at)}")
    say(f"마지막 대조 · last sweep     {moment(work.last_sweep_at)}")
    say(f"마지막 봉인 · newest seal    {' '.join(map(str, seal)) if seal else '-'}")


@contextmanager
def opened(command: str | None) -> Iterator[System]:
    """The system of the settings, for one command. `command` as it was typed, where it reads or
    changes what members or people are: the access log says so before it does; None where not."""
    system = assemble()
    try:
        if command is not None:
            with system.database.writing() as session:
                note_access(
                    session,
                    AccessKind.TERMINAL_COMMAND,
                    at=system.wall_clock.now(),
                    actor=typist(),
                    subject=command,
                )
        yield system
    finally:
        system.close()


def moment(instant: datetime | None) -> str:
    """Seoul time, or a dash for never."""
    return "-" if instant is None else f"{instant.astimezone(KST):%Y-%m-%d %H:%M:%S}"
