"""`python -m billing_core people …`: the first administrator, and people when nobody can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from billing_core.cli.typist import typist
from billing_core.rules.actor import Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

people = typer.Typer(
    help="Who may sign in at the dashboard (담당자): add, list, let in again.",
    no_args_is_help=True,
)
Login = Annotated[str, typer.Argument(help="What they type at sign-in (아이디).")]


@people.command()
def add(
    login: Login,
    name: Annotated[str, typer.Argument(help="As the desk shows it (이름).")],
    role: Annotated[
        Role, typer.Option(help="viewer 조회, approver 승인, administrator 관리.")
    ] = Role.VIEWER,
) -> None:
    """Add a person (담당자 추가) and print the one-time link with which they choose a password."""
    from billing_core.sign_in.links import make_link
    from billing_core.sign_in.people import add_person

    with the_book(f"people add {login}") as (session, actor, now, address):
        person = add_person(session, login, name, role, actor=actor, now=now)
        _say_link(address + make_link(session, person, actor=actor, now=now))


@people.command()
def link(login: Login) -> None:
    """Print a new one-time link (비밀번호 다시 정하기). Earlier links stop working."""
    from billing_core.sign_in.links import make_link
    from billing_core.sign_in.people import person_called

    with the_book(f"people link {login}") as (session, actor, now, address):
        person = person_called(session, login)
        _say_link(address + make_link(session, person, actor=actor, now=now))


@people.command(name="list")
def list_() -> None:
    """Say who may sign in (담당자 목록)."""
    from billing_core.sign_in.people import people as people_of
    from billing_core.wording.sign_in import way_said

    with the_book("people list") as (session, _, now, _):
        rows = people_of(session, now)
        if not rows:
            typer.echo(
                "아직 담당자가 없습니다. billing people add로 추가해 주세요."
                " · Nobody yet: billing people add adds somebody."
            )
        for row in rows:
            last = f"{row.signed_in_at:%Y-%m-%d %H:%M} UTC" if row.signed_in_at else "-"
            over = "  (사용 중지 · disabled)" if row.disabled_at else ""
            typer.echo(
                f"{row.login:<24}{row.role:<16}{last:<24}{row.name} · {way_said(row.way)}{over}"
            )


@people.command()
def disable(login: Login) -> None:
    """Sign a person out everywhere and let them in no more (사용 중지)."""
    from billing_core.sign_in.people import disable_person, person_called

    with the_book(f"people disable {login}") as (session, actor, now, _):
        disable_person(session, person_called(session, login).id, actor=actor, now=now)
    typer.echo(f"{login}: 더 이상 로그인할 수 없습니다. · may not sign in any more.")


@people.command()
def enable(login: Login) -> None:
    """Let a disabled person in again (다시 사용)."""
    from billing_core.sign_in.people import enable_person, person_called

    with the_book(f"people enable {login}") as (session, actor, now, _):
        enable_person(session, person_called(session, login).id, actor=actor, now=now)
    typer.echo(f"{login}: 다시 로그인할 수 있습니다. · may sign in again.")


@people.command(name="code-off")
def code_off(login: Login) -> None:
    """Ask a person for no code any more (2단계 인증 해제): their app and recovery codes are lost."""
    from billing_core.sign_in.people import person_called
    from billing_core.sign_in.totp import turn_off_totp

    with the_book(f"people code-off {login}") as (session, actor, now, _):
        turn_off_totp(session, person_called(session, login).id, actor=actor, now=now)
    typer.echo(f"{login}: 비밀번호만으로 로그인합니다. · signs in with the password alone.")


@contextmanager
def the_book(command: str) -> Iterator[tuple[Session, Actor, datetime, str]]:
    """One transaction, who types, the real time, and the dashboard's address."""
    from billing_core.cli.answers import opened

    with opened(command) as system, system.database.writing() as session:
        actor = typist()
        yield session, actor, system.wall_clock.now(), system.settings.dashboard_address


def _say_link(address: str) -> None:
    typer.echo(address)
    typer.echo(
        "한 번만, 24시간 안에 쓸 수 있습니다. 그 사람에게만 전하세요. · "
        "Works once, within 24 hours. Give it to that person alone."
    )
