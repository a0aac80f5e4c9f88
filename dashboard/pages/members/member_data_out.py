"""A member's data out (열람 요청): everything the book holds about one, for an administrator to hand over."""

from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile

from billing_core.access_log.downloads import DownloadFacts
from billing_core.desk.members import MemberRow
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import Role
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.members import words as w
from dashboard.parts import desk
from dashboard.parts.downloading import MadeDownload, download_button


def member_data_out(row: MemberRow) -> None:
    if desk.shown_actor().role is Role.ADMINISTRATOR:
        name = f"member-{row.number}.zip"
        make = partial(_both_files, row, name)
        download_button(w.DATA_OUT(), name, make, key="members_data_out", grave=True)


def _both_files(row: MemberRow, name: str, reason: str) -> MadeDownload:
    """By our number: an app's id may be no file's name."""
    files, kept = (
        take_out_member_data(desk.the_system(), row.app_id, reason, desk.current_actor()),
        KeptFile(),
    )
    with ZipFile(kept.out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(f"member-{row.number}.json", files.as_json)
        packed.writestr(f"member-{row.number}.html", files.as_page)
    facts = DownloadFacts(
        DownloadKind.MEMBER_DATA, name, "application/zip", files.rows, kept.sha256()
    )
    return MadeDownload(facts, kept)
