"""`python -m billing_core keys …`: the API keys with which programs of the company call us."""

from typing import Annotated

import typer

from billing_core.cli.people import the_book
from billing_core.rules.key_scope import KeyScope

keys = typer.Typer(
    help="API keys of the company's programs (API 키): make, list, revoke.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="Which program it is for (이름).")]


@keys.command()
def add(
    name: Name,
    scope: Annotated[list[KeyScope], typer.Option(help="May be given several times (권한).")],
    expires: Annotated[str, typer.Option(help="Its last day in Seoul, 2027-03-31 (만료일).")] = "",
) -> None:
    """Make a key (키 추가) and print it, once."""
    from billing_core.sign_in.api_keys import make_api_key

    with the_book(f"keys add {name}") as (session, actor, now, _):
        key = make_api_key(session, name, scope, last_day=expires, actor=actor, now=now)
    typer.echo(key)
    typer.echo(
        "지금 한 번만 보입니다. 그 프로그램의 비밀 설정에만 적어 두세요. · "
        "Shown once. Keep it in that program's secrets alone."
    )


@keys.command(name="list")
def list_() -> None:
    """Say which keys there are (키 목록)."""
    from billing_core.sign_in.api_keys import api_keys

    with the_book("keys list") as (session, _, now, _):
        for row in api_keys(session, now):
            used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "-"
            over = "(폐기 · revoked)" if row.revoked_at else "(만료 · expired)"
            ends = "" if row.is_valid else over
            may = ",".join(row.scopes)
            typer.echo(f"{row.name:<24}{may:<30}{used:<24}{ends}".rstrip())


@keys.command()
def revoke(name: Name) -> None:
    """Let a key in no more, from the next call on (키 폐기)."""
    from billing_core.sign_in.api_keys import api_key_called, revoke_api_key

    with the_book(f"keys revoke {name}") as (session, actor, now, _):
        revoke_api_key(session, api_key_called(session, name, now).id, actor=actor, now=now)
    typer.echo(f"{name}: 이제 쓸 수 없습니다. · lets nobody in any more.")
