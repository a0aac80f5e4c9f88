"""docs/import.md keeps its word: every example in it works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from billing_core.history.file_kind import FileKind
from billing_core.history.mapping import KEYS, read_mapping
from tests.history.desk import Desk
from tests.numbers.book import seoul

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_plain_forms_are_taken_in_as_they_are_shown(desk: Desk) -> None:
    payments, members, cancellations, cards = blocks("csv")
    report = desk.takes(payments, members=members, cancellations=cancellations, cards=cards)

    assert [file.kind for file in report.files] == list(FileKind)
    assert desk.paid() == {
        "imp_000000000001": (seoul("2025-01-31 23:59:59"), 29_000),
        "imp_000000000002": (seoul("2025-02-01 09:00"), 29_000),
    }
    assert [row.subject for row in report.of(FileKind.PAYMENTS).excluded] == ["imp_000000000003"]


def test_the_mapping_is_read_as_it_is_shown(sqlite_desk: Desk) -> None:
    [text] = blocks("toml")
    mapping = read_mapping(text)[FileKind.PAYMENTS]
    heading = ",".join([*(mapping.theirs(ours)[0] for ours in mapping.columns), "상태"])
    row = 'T-1,A-1,hana,03/01/2025 09:00,"29,000원",결제완료'

    sqlite_desk.imports(f"{heading}\n{row}\n", text)

    assert sqlite_desk.paid() == {"T-1": (seoul("2025-01-03 09:00"), 29_000)}


def test_every_way_of_writing_that_the_page_names_is_read(sqlite_desk: Desk) -> None:
    table = "\n".join(line for line in PAGE.splitlines() if line.startswith("| "))
    times = re.findall(r"`(\d{4}[-./년][^`]*)`", table)
    sums = re.findall(r"`(₩?29[^`]*)`", table)
    rows = [(time, sums[n % len(sums)]) for n, time in enumerate(times)]
    text = "imp_uid,merchant_uid,member_id,paid_at,amount\n" + "".join(
        f'imp_{n},o-{n},hana,"{time}","{won}"\n' for n, (time, won) in enumerate(rows)
    )

    assert (len(times), len(sums)) == (6, 4)
    assert sqlite_desk.imports(text, 'time_zone = "Asia/Seoul"').won == 29_000 * len(rows)


def test_the_page_names_every_column_and_every_key() -> None:
    columns = {column for kind in FileKind for column in kind.columns} - {"card_number"}
    assert [name for name in (*columns, *KEYS, *(str(kind) for kind in FileKind)) if name not in PAGE] == []  # fmt: skip
