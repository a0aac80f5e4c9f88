"""The command line. What a command needs is imported when it runs, so that `--help` is instant."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from billing_core.cli.backups import backup, restore
from billing_core.cli.examine import doctor
from billing_core.cli.file_commands import export, import_, import_gateway
from billing_core.cli.keys import keys
from billing_core.cli.member_data import member_data
from billing_core.cli.people import people
from billing_core.cli.plain_errors import PlainErrors
from billing_core.cli.rollup import rollup
from billing_core.cli.seal import seal
from billing_core.home import BOOKS

app = typer.Typer(
    cls=PlainErrors,
    help="Billing Desk (결제 데스크): recurring card payments, seen and steered by the people who answer for them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(rollup, name="rollup")
app.add_typer(people, name="people")
app.add_typer(keys, name="keys")
app.add_typer(seal, name="seal")

# The sandbox is its own program with its own options; we only open its door.
_PASSED_ON = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": list[str](),
}
_SERVICES = ("sidecar", "worker", "dashboard")
DataFolder = Annotated[Path, typer.Option(help="Where the demo keeps its books (장부 폴더).")]
Port = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, help="0 takes a free one; left out, the usual one or else a free one."
    ),
]


@app.callback()
def begin(context: typer.Context) -> None:
    from billing_core.logs import configure_logs
    from billing_core.owner_only import keep_to_owner
    from billing_core.processes import end_with_parent, interrupt_on_sigterm

    keep_to_owner()
    # A command that answers a person says it in one sentence; its log would only bury that.
    configure_logs(logging.INFO if context.invoked_subcommand in _SERVICES else logging.CRITICAL)
    interrupt_on_sigterm()
    end_with_parent()


@app.command()
def demo(
    *,
    data: DataFolder = BOOKS,
    members: Annotated[int, typer.Option(min=1, max=5000, help="Members (회원 수).")] = 150,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months lived (개월 수).")] = 24,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 20_240,
    dashboard_port: Port = None,
    sidecar_port: Port = None,
    sandbox_port: Port = None,
    app_port: Port = None,
) -> None:
    """Run a whole demo company on this machine until Ctrl-C (데모).

    The first start lives its past through the sandbox gateway; a later start keeps the books.
    """
    from billing_core.demo.places import Folder
    from billing_core.demo.run import DemoSize, run_demo

    asked = {
        "dashboard": dashboard_port,
        "sidecar": sidecar_port,
        "sandbox": sandbox_port,
        "company": app_port,
    }
    run_demo(Folder(data), asked, DemoSize(members, months, seed), typer.echo)


@app.command()
def serve() -> None:
    """Run for your company, with your keys (운영).

    The newest schema first, then the sidecar with its worker and the dashboard.
    """
    from billing_core.cli.serving import serve_company

    serve_company(typer.echo)


@app.command()
def sidecar() -> None:
    """Run the web door alone (결제 알림 받기): PortOne's notices and the API for your app."""
    from billing_core.bootstrap import assemble, refuse_weak_settings
    from billing_core.processes import require_port
    from billing_core.settings import Settings
    from billing_core.sidecar import serve as serve_sidecar

    settings = Settings()
    refuse_weak_settings(settings)
    system = assemble(settings)
    try:
        require_port(settings.sidecar_port, settings.sidecar_host, "BILLING_SIDECAR_PORT")
        serve_sidecar(system)
    finally:
        system.close()


@app.command()
def worker() -> None:
    """Run one more worker (작업자).

    It settles, books, retries, sweeps and delivers; any number may share the work.
    """
    from threading import Event

    from billing_core.bootstrap import assemble, refuse_weak_settings
    from billing_core.processes import end_within, no_interruptions
    from billing_core.settings import Settings
    from billing_core.worker import Worker

    settings = Settings()
    refuse_weak_settings(settings)
    system = assemble(settings)
    hands = Worker(system)
    try:
        with suppress(KeyboardInterrupt):
            hands.start()  # whose first loop works already while the others start
            Event().wait()
    finally:
        with no_interruptions():
            end_within(15)
            hands.stop()
            system.close()


@app.command()
def dashboard() -> None:
    """Run the page of the administration team alone (대시보드)."""
    from billing_core.bootstrap import refuse_open_door, refuse_weak_settings
    from billing_core.processes import require_port
    from billing_core.settings import Settings
    from billing_core.web_server import run_door

    settings = Settings()
    refuse_open_door(settings)
    refuse_weak_settings(settings)
    require_port(settings.dashboard_port, settings.dashboard_host, "BILLING_DASHBOARD_PORT")
    run_door(
        "dashboard.asgi:app",
        settings.door_limits,
        host=settings.dashboard_host,
        port=settings.dashboard_port,
        timeout_graceful_shutdown=2,  # a page left open must not hold up the end
        last_seconds=10,  # what a person has just pressed is finished
    )


@app.command(context_settings=_PASSED_ON)
def sandbox(context: typer.Context) -> None:
    """Run the pretend Iamport (샌드박스), for this or any other project."""
    from billing_core.sandbox.__main__ import main

    raise typer.Exit(main(["serve", *context.args]))


@app.command(name="sandbox-clock", context_settings=_PASSED_ON)
def sandbox_clock(context: typer.Context) -> None:
    """Move the clock of a running sandbox (샌드박스 시계)."""
    from billing_core.sandbox.__main__ import main

    raise typer.Exit(main(["clock", *context.args]))


@app.command()
def migrate() -> None:
    """Bring the book to the newest schema (데이터베이스 구조). Safe to repeat."""
    from billing_core.cli.migrating import MigrationWords
    from billing_core.database import migrate as migrate_book
    from billing_core.settings import Settings

    migrate_book(Settings().database_url, told=MigrationWords(typer.echo))
    typer.echo("데이터베이스가 최신 구조입니다. · The book has the newest schema.")


@app.command()
def sweep() -> None:
    """Read the gateway's books once, now (포트원 내역 대조)."""
    from billing_core.cli.answers import sweep_once

    sweep_once(typer.echo)


@app.command()
def verify() -> None:
    """Compare ledger and audit log with their seals (봉인 확인).

    Exits with 1 and one sentence for each difference.
    """
    from billing_core.cli.verifying import verify_seals

    if not verify_seals(typer.echo):
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Show what waits, and when we last heard anything (상태)."""
    from billing_core.cli.answers import show_status

    show_status(typer.echo)


app.command(name="import")(import_)
app.command(name="import-gateway")(import_gateway)
app.command(name="export")(export)
app.command(name="member-data")(member_data)
app.command(name="backup")(backup)
app.command(name="restore")(restore)
app.command(name="doctor")(doctor)
