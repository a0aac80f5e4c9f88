"""Files in and files out, from the terminal."""

from __future__ import annotations

import json
from zipfile import ZipFile

import pytest

from tests.cli.test_cli import Here, here, plainly, run

__all__ = ["here"]

SHOP = "거래번호,주문번호,회원번호,결제일시,결제금액\nT-1,A-1,hana,2025.1.3 오전 9:00,29000\n"
MAPPING = """\
time_zone = "Asia/Seoul"
[payments.columns]
imp_uid = "거래번호"
merchant_uid = "주문번호"
member_id = "회원번호"
paid_at = "결제일시"
amount = "결제금액"
"""


@pytest.fixture
def office(here: Here) -> Here:
    """A folder with a file."""
    (here.folder / "내역.csv").write_bytes(SHOP.encode("cp949"))
    (here.folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return here


def test_a_dry_run_then_the_real_one_then_the_year_as_files(office: Here) -> None:
    """As programs of their own, as in a terminal."""
    order = ("import", "내역.csv", "--mapping", "mapping.toml")
    dry, real = run(office.folder, *order, "--dry-run"), run(office.folder, *order)
    out = run(office.folder, "export", "2025", "--to", "files", "--xlsx")

    assert "nothing was changed" in dry.stdout
    assert "가져올 수 있습니다" in dry.stdout
    assert "CP949" in real.stdout
    assert "1 of 1 rows are new" in real.stdout
    assert out.returncode == 0
    with ZipFile(office.folder / "files" / "결제데스크_2025.zip") as archive:
        listed = {one["name"]: one["total"] for one in json.loads(archive.read("manifest.json"))}
    assert (
        listed["2025-01/원장_2025-01.csv"] == listed["2025-01/세무사전달용_2025-01.xlsx"] == 29_000
    )
    assert not list(office.folder.rglob("*.unfinished"))


def test_a_dry_run_with_bad_rows_names_them_and_fails(office: Here) -> None:
    answer = office.types("import", "내역.csv", "--dry-run")

    assert answer.exit_code == 1
    assert "내역.csv 1행: 열이 없습니다" in answer.stdout


def test_rows_are_payments_once_somebody_says_which(office: Here) -> None:
    """A list with states waits; `--only`, `--refunds` and `--every-row` are the choice."""
    rows = SHOP.splitlines()
    states = [f"{rows[0]},상태", f"{rows[1]},결제완료", f"{rows[1].replace('-1', '-2')},취소"]
    (office.folder / "상태.csv").write_text("\n".join(states), encoding="utf-8")
    order = ("import", "상태.csv", "--mapping", "mapping.toml", "--dry-run")

    asked, chosen = office.types(*order), office.types(*order, "--only", "상태=결제완료")
    every = office.types(*order, "--every-row")

    assert asked.exit_code == 1
    assert (
        "고르기 전에는 가져올 수 없습니다. 상태로 보이는 열: 상태(취소, 결제완료)" in asked.stdout
    )
    assert "1 of 1 rows are new" in chosen.stdout
    assert "2 of 2 rows are new" in every.stdout


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("import",), "가져올 파일을 하나 이상"),
        (("import", "내역.csv", "--mapping", "내역.csv"), "매핑 파일을 고쳐 주세요"),
        (("import", "내역.csv", "--mapping", "none.toml"), "none.toml"),
        (("import", "내역.csv", "--only", "결제완료"), "'상태=결제완료,승인'처럼"),
        (("import", "내역.csv", "--refunds", "=취소"), "'상태=결제완료,승인'처럼"),
        (("export", "25"), "2025나 2025-06"),
        (("export", "0000"), "2025나 2025-06"),
        (("export", "2999"), "아직 오지 않은 기간입니다: 2999"),
        (("export", "2999-01"), "아직 오지 않은 기간입니다: 2999-01"),
        (("export", "2025-13"), "2025나 2025-06"),
        (("import-gateway", "--since", "작년"), "2024-01-01처럼"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    office: Here, command: tuple[str, ...], sentence: str
) -> None:
    assert sentence in plainly(office.types(*command))
    assert not list(office.folder.rglob("*.zip"))
    assert not list(office.folder.rglob("*.unfinished"))


def test_a_month_without_rows_is_a_zip_of_headings_under_the_months_own_name(office: Here) -> None:
    assert office.types("export", "2024-2", "--to", "files").exit_code == 0

    with ZipFile(office.folder / "files" / "결제데스크_2024-02.zip") as archive:
        listed = json.loads(archive.read("manifest.json"))
    assert {one["rows"] for one in listed} == {0}
    assert {one["total"] for one in listed} == {0, None}
