"""What the commands that do one thing and end say on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from billing_core.bootstrap import assemble
from billing_core.desk.waiting import waiting
from billing_core.history.report import FileReport
from billing_core.models import Sweep
from billing_core.reconcile.sweep import sweep
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import KST
from billing_core.system import System

Say = Callable[[str], None]


def import_files(payments: Path, cancellations: Path | None, say: Say) -> None:
    """Raises ImportRefused with every bad row."""
    from billing_core.history.import_history import import_history

    with _system() as system:
        report = import_history(
            system.database, payments, cancellations, SYSTEM, system.clock.now()
        )
    for file in (report.payments, report.cancellations):
        if file.file_name:
            _say_file(file, say)


def _say_file(file: FileReport, say: Say) -> None:
    say(
        f"{file.file_name}: {file.rows_read:,}행을 읽어 {file.rows_new:,}행을 새로 가져왔습니다"
        f"(이미 있던 행 {file.rows_known:,}, 새 회원 {file.members_new:,}명, {file.won:,}원). · "
        f"{file.rows_new:,} of {file.rows_read:,} rows are new."
    )
    if file.excluded:
        say(f"집계에서 뺀 {len(file.excluded):,}행 · excluded, never counted:")
    for row in file.excluded:
        say(f"  {row.line}행 {row.subject}: {row.reason}")


def sweep_once(say: Say) -> None:
    """Raises GatewayError when the gateway cannot be read; nothing was marked as read then."""
    with _system() as system:
        sweep(system)
        with system.database.reading() as session:
            done = session.scalars(select(Sweep).order_by(Sweep.id.desc()).limit(1)).one()
    say(
        f"{_moment(done.window_from)} ~ {_moment(done.window_until)}: 결제 {done.payments_read:,}건을 "
        f"읽어 {done.payments_new:,}건을 새로 반영했습니다. · "
        f"{done.payments_new:,} of {done.payments_read:,} payments were news."
    )


def show_status(say: Say) -> None:
    with _system() as system, system.database.reading() as session:
        now, work = system.clock.now(), waiting(session)
    say(f"기준 시각 · as of            {_moment(now)}")
    say(f"승인 대기 · to approve       {work.due:,} (보류 · held {work.held:,})")
    say(f"결제 실패 · failing          {work.failing:,}")
    say(f"확인할 것 · findings         {work.findings:,}")
    say(f"실패한 알림 · events failed  {work.events_failed:,}")
    say(f"전달 중 · being delivered    {work.undelivered:,}")
    say(f"마지막 웹훅 · last webhook   {_moment(work.last_webhook_at)}")
    say(f"마지막 대조 · last sweep     {_moment(work.last_sweep_at)}")


@contextmanager
def _system() -> Iterator[System]:
    system = assemble()
    try:
        yield system
    finally:
        system.close()


def _moment(instant: datetime | None) -> str:
    return "-" if instant is None else f"{instant.astimezone(KST):%Y-%m-%d %H:%M:%S}"
