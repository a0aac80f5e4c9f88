"""The whole demo company on this machine, until Ctrl-C."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from billing_core.clock import SystemClock
from billing_core.database import Database, migrate
from billing_core.demo.fill import fill, filling_alone, is_filled
from billing_core.demo.how_far import HowFar
from billing_core.demo.places import HOST, Doors, Folder, Keys, environment
from billing_core.demo.refuse_real import refuse_real
from billing_core.demo.team import hire
from billing_core.demo.waiting_page import waiting_page
from billing_core.owner_only import mend
from billing_core.processes import Program, Together, free_port, require_port
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.settings import DEFAULT_PEOPLE, Settings

if TYPE_CHECKING:
    from billing_core.demo.life import Past

Say = Callable[[str], None]


_OPTIONS = {
    "dashboard": "--dashboard-port",
    "sidecar": "--sidecar-port",
    "sandbox": "--sandbox-port",
    "company": "--app-port",
}


@dataclass(frozen=True)
class DemoSize:
    members: int
    months: int
    seed: int


def run_demo(folder: Folder, asked: Mapping[str, int | None], size: DemoSize, say: Say) -> None:
    """Runs the demo until it is asked to stop; fills the books on the first start only.

    `asked` has a port for some of the `Doors`; 0 takes a free one. Raises Refusal:
    "demo_beside_real", "port_taken", "ports_alike", "demo_filling", "program_ended";
    KeyboardInterrupt while it fills.
    """
    settings = Settings()
    refuse_real(settings, demo_url=folder.database_url)
    doors = _open_doors(asked, say)
    if not is_filled(folder):
        with filling_alone(folder):
            _fill(folder, doors, size, say)
    keys = Keys.kept_in(folder)
    mend(folder.path, *folder.files)
    migrate(folder.database_url)
    _hire_team(folder)
    with Together(folder.logs, settings.log_rotation) as together:
        for program in _programs(folder, keys, doors):
            together.start(program)
        together.wait_until_ready()
        say(_table(folder, doors))
        together.watch(say)


def _hire_team(folder: Folder) -> None:
    """Books that an earlier version filled have nobody who could sign in."""
    database = Database(folder.database_url)
    try:
        hire(database, DEFAULT_PEOPLE, SystemClock().now())
    finally:
        database.close()


def _open_doors(asked: Mapping[str, int | None], say: Say) -> Doors:
    """A port that somebody named is theirs to free; a usual one gives way to a free one."""
    named = {door: port for door, port in asked.items() if port}
    if len(set(named.values())) < len(named):
        options = ", ".join(_OPTIONS[door] for door in named)
        raise Refusal(RefusalCode.PORTS_ALIKE, options=options)
    for door, port in named.items():
        require_port(port, HOST, _OPTIONS[door])
    return Doors(**{door: _port(door, usual, asked, say) for door, usual in vars(Doors()).items()})


def _port(door: str, usual: int, asked: Mapping[str, int | None], say: Say) -> int:
    wanted = asked.get(door)
    if wanted is not None:
        return free_port(wanted)
    chosen = free_port(usual)
    if chosen != usual:
        say(
            f"포트 {usual} 사용 중 → {chosen} ({_OPTIONS[door]}로 정할 수 있습니다) · "
            f"port {usual} is taken; {_OPTIONS[door]} chooses another"
        )
    return chosen


def _fill(folder: Folder, doors: Doors, size: DemoSize, say: Say) -> None:
    if is_filled(folder):
        return  # by somebody who was done just now
    how_far = HowFar(size.months)

    def on_month(month: Month) -> None:
        how_far.reach(month)
        say(f"  {month}")

    with waiting_page(doors.dashboard, how_far):
        say(
            f"데모 회사의 {size.months}개월을 살아 보는 중입니다(처음 한 번만). · "
            f"Living {size.months} months of the demo company, on the first start only."
        )
        say(f"대시보드 · dashboard    {doors.dashboard_url}    ← 여기를 여세요 · open this")
        fill(folder, Keys.kept_in(folder), doors, _past(size), on_month)


def _past(size: DemoSize) -> Past:
    from billing_core.demo.life import Past

    now = datetime.now(UTC).replace(microsecond=0)
    return Past(now, members=size.members, months=size.months, seed=size.seed)


def _programs(folder: Folder, keys: Keys, doors: Doors) -> list[Program]:
    told = environment(folder, keys, doors)
    sandbox = [
        *("billing_core", "sandbox", "--host", HOST, "--port", str(doors.sandbox)),
        *("--book", str(folder.sandbox_book), "--notice-url", doors.notice_url),
        *("--imp-key", keys.imp_key, "--imp-secret", keys.imp_secret, "--resend-notices"),
    ]
    company = ["billing_core.demo.serve_company", str(doors.company)]
    return [
        Program("company", company, doors.company_url + "/permissions/-", told),
        Program("sidecar", ["billing_core", "sidecar"], doors.sidecar_url + "/healthz", told),
        Program("sandbox", sandbox, doors.sandbox_url + "/sandbox/clock", told),
        Program(
            "dashboard",
            ["billing_core", "dashboard"],
            doors.dashboard_url + "/healthz",
            told,
        ),
    ]


def _table(folder: Folder, doors: Doors) -> str:
    rows = [
        ("대시보드", "dashboard", doors.dashboard_url, "← 여기를 여세요 · open this"),
        ("결제 알림과 API", "sidecar", doors.sidecar_url, f"키 · key: {folder.keys}"),
        ("가짜 포트원", "sandbox gateway", doors.sandbox_url, "테스트 카드 · test cards"),
        ("회사 앱", "company's app", doors.company_url, "← 회원이 되어 보기 · be a member"),
        ("기록", "logs", str(folder.logs), ""),
    ]
    lines = [
        f"  {_padded(korean, 17)}{english:<18}{where:<25}{note}".rstrip()
        for korean, english, where, note in rows
    ]
    heading = "결제 데스크 데모 · Billing Desk demo"
    return "\n".join(["", heading, "", *lines, "", "종료하려면 Ctrl-C · Ctrl-C stops it"])


def _padded(text: str, width: int) -> str:
    """Korean letters are two columns wide in a terminal."""
    columns = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * (width - columns)
