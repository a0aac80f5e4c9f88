"""`python -m billing_core backup` and `restore`: the whole book as one file, and back again."""

from pathlib import Path
from typing import Annotated

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


def restore(
    file: Annotated[Path, typer.Argument(help="A backup (백업 파일).")],
    forgotten: Annotated[
        Path | None,
        typer.Option(help="Who was forgotten since; left out, the file beside the seals' key."),
    ] = None,
) -> None:
    """Restore a backup into an empty place (복구). Nothing is charged until it was compared."""
    from billing_core.backups.restore_book import restore_book
    from billing_core.clock import SystemClock
    from billing_core.forgetting.forgotten_file import forgotten_file
    from billing_core.settings import Settings

    settings = Settings()
    beside = forgotten_file(settings)
    files = [forgotten] if forgotten else [beside, file.with_name(beside.name)]
    if not any(one.exists() for one in files):
        typer.echo(
            f"삭제한 회원의 파일({beside})이 없습니다. 백업 뒤에 삭제한 회원이 있다면 다시 삭제해 주세요. · "
            "No file of forgotten members: forget again whom you have forgotten since the backup."
        )
    restored = restore_book(settings, file, files, SystemClock().now())
    typer.echo(
        f"{restored.rows:,}행을 복구했고, 회원 {restored.forgotten_again:,}명을 다시 삭제했습니다. · "
        f"{restored.rows:,} rows; {restored.forgotten_again:,} members forgotten again."
    )
    typer.echo(
        "다시 켜면 포트원을 먼저 읽습니다. 그때까지 결제하거나 예약하지 않고, 없어진 예약은 점검에서 사람이 정합니다. · "
        "Once started it reads PortOne first and charges nobody until then; bookings that are gone "
        "are questions on 점검."
    )
    typer.echo(
        "모두 다시 로그인해야 합니다. 백업 뒤에 사용을 중지한 담당자, 바꾼 비밀번호, 폐기한 API 키는 백업할 때로 돌아갔으니 "
        "담당자 화면에서 다시 확인해 주세요. · Everybody signs in again. People who were disabled, passwords that "
        "were changed and API keys that were revoked since are as they were: look at them on 담당자."
    )
