"""`python -m billing_core member-data …`: everything about one member, as two files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing_core.cli.typist import typist
from billing_core.home import BOOKS
from billing_core.owner_only import make_folder, opener

if TYPE_CHECKING:
    from billing_core.cli.answers import Say


def member_data(
    member: Annotated[str, typer.Argument(help="The app's id of the member (회원 ID).")],
    reason: Annotated[str, typer.Option(help="Why; it is written down (사유).")],
    out: Annotated[Path, typer.Option(help="Folder for the files (저장할 폴더).")] = BOOKS,
) -> None:
    """Write everything about one member as JSON and as a page to read (회원 정보 열람)."""
    write_member_data(member, out, reason, typer.echo)


def write_member_data(app_id: str, folder: Path, reason: str, say: Say) -> None:
    """The names of the files have our number of the member: an app's id may be no file's name."""
    from billing_core.cli.answers import opened
    from billing_core.forgetting.member_data import take_out_member_data
    from billing_core.lifecycle.app_ids import the_member

    with opened("member-data") as system:
        with system.database.reading() as session:
            number = the_member(session, app_id).id
        files = take_out_member_data(system, app_id, reason, typist())
    make_folder(folder)
    for ending, content in (("json", files.as_json), ("html", files.as_page)):
        path = folder / f"member-{number}.{ending}"
        with open(path, "wb", opener=opener) as made:
            made.write(content)
        say(str(path))
    say("본인에게만 전하고, 전한 뒤 지우세요. · Give them to that person alone, then delete them.")
