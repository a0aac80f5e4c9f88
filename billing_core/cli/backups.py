"""`python -m billing_core backup`: one file of the whole book, opened again before it counts."""

from __future__ import annotations

import typer


def backup() -> None:
    """Make a backup while everything runs (백업): opened again, older ones kept by the rule."""
    from billing_core.backups.make_backup import make_backup
    from billing_core.cli.answers import opened

    with opened("backup") as system:
        made = make_backup(system)
        keyed = made.encrypted
    typer.echo(str(made.path))
    typer.echo(
        f"{made.rows:,}행, {made.size:,}바이트를 백업하고 다시 열어 확인했습니다. · "
        f"{made.rows:,} rows, {made.size:,} bytes; opened again and found whole."
    )
    if not keyed:
        typer.echo(
            "암호화하지 않았습니다. 이 컴퓨터 밖에 두려면 BILLING_BACKUP_KEY를 정해 주세요. · "
            "Not encrypted: set BILLING_BACKUP_KEY before it leaves this machine."
        )
    for name in made.gone:
        typer.echo(f"지움 · removed  {name}")
