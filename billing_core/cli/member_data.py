"""`python -m billing_core member-data …`: everything about one member, as two files."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path

from billing_core.cli.answers import Say, opened
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.lifecycle.app_ids import the_member
from billing_core.owner_only import make_folder, opener
from billing_core.rules.actor import terminal_user


def write_member_data(app_id: str, folder: Path, reason: str, say: Say) -> None:
    """The names of the files have our number of the member: an app's id may be no file's name."""
    with opened() as system:
        with system.database.reading() as session:
            number = the_member(session, app_id).id
        files = take_out_member_data(system, app_id, reason, terminal_user(getuser()))
    make_folder(folder)
    for ending, content in (("json", files.as_json), ("html", files.as_page)):
        path = folder / f"member-{number}.{ending}"
        with open(path, "wb", opener=opener) as out:
            out.write(content)
        say(str(path))
    say("본인에게만 전하고, 전한 뒤 지우세요. · Give them to that person alone, then delete them.")
