"""The access log as a CSV file: the rows that a filter finds, newest first."""

from collections.abc import Iterable, Iterator
from typing import IO

from billing_core.access_log.access_rows import AccessLine
from billing_core.export.column import FileColumn
from billing_core.export.csv_file import write_csv
from billing_core.export.fingerprint import Fingerprint
from billing_core.wording import access
from billing_core.wording.languages import KOREAN

COLUMNS: tuple[FileColumn[AccessLine], ...] = (
    FileColumn("일시", lambda row: row.at),
    FileColumn("한 일", lambda row: access.ACCESS_KINDS[row.kind][KOREAN]),
    FileColumn("누가", lambda row: row.who),
    FileColumn("구분", lambda row: access.ACTOR_KINDS[row.actor_kind][KOREAN]),
    FileColumn("접속 주소", lambda row: row.remote),
    FileColumn("무엇", lambda row: access.access_place_said(row.subject)),
    FileColumn("누구의 정보(회원 ID)", lambda row: ", ".join(row.app_ids)),
    FileColumn("사유", lambda row: access.access_reason_said(row.reason)),
    FileColumn("거절 이유", lambda row: access.refused_why_said(str(row.detail.get("code", "")))),
    FileColumn("행 수", lambda row: row.detail.get("rows")),
    FileColumn("sha256", lambda row: row.detail.get("sha256")),
)


def write_access_file(out: IO[bytes], lines: Iterable[AccessLine]) -> tuple[int, str]:
    """Returns the number of rows and the fingerprint."""
    marked, rows = Fingerprint(out), 0

    def counted() -> Iterator[AccessLine]:
        nonlocal rows
        for line in lines:
            rows += 1
            yield line

    write_csv(marked, COLUMNS, counted())
    return rows, marked.sha256
