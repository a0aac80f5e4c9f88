"""Files in and files out, from the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.test_cli import run, said_plainly

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
def office(tmp_path: Path) -> Path:
    (tmp_path / "내역.csv").write_bytes(SHOP.encode("cp949"))
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_a_dry_run_then_the_real_one_then_the_year_as_files(office: Path) -> None:
    order = ("import", "내역.csv", "--mapping", "mapping.toml")
    dry, real = run(office, *order, "--dry-run"), run(office, *order)
    out = run(office, "export", "2025", "--to", "files", "--xlsx")

    assert "nothing was changed" in dry.stdout
    assert "가져올 수 있습니다" in dry.stdout
    assert "CP949" in real.stdout
    assert "1 of 1 rows are new" in real.stdout
    assert out.returncode == 0
    with ZipFile(office / "files" / "결제데스크_2025.zip") as archive:
        listed = {one["name"]: one["total"] for one in json.loads(archive.read("manifest.json"))}
    assert (
        listed["2025-01/원장_2025-01.csv"] == listed["2025-01/세무사전달용_2025-01.xlsx"] == 29_000
    )
    assert not list(office.rglob("*.unfinished"))


def test_a_dry_run_with_bad_rows_names_them_and_fails(office: Path) -> None:
    answer = run(office, "import", "내역.csv", "--dry-run")

    assert answer.returncode == 1
    assert "내역.csv 1행: 열이 없습니다" in answer.stdout


def test_rows_are_payments_once_somebody_says_which(office: Path) -> None:
    """A list with states waits; `--only`, `--refunds` and `--every-row` are the choice."""
    rows = SHOP.splitlines()
    states = [f"{rows[0]},상태", f"{rows[1]},결제완료", f"{rows[1].replace('-1', '-2')},취소"]
    (office / "상태.csv").write_text("\n".join(states), encoding="utf-8")
    order = ("import", "상태.csv", "--mapping", "mapping.toml", "--dry-run")

    asked, chosen = run(office, *order), run(office, *order, "--only", "상태=결제완료")
    every = run(office, *order, "--every-row")

    assert asked.returncode == 1
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
    office: Path, command: tuple[str, ...], sentence: str
) -> None:
    assert sentence in said_plainly(run(office, *command))
    assert not list(office.rglob("*.zip"))
    assert not list(office.rglob("*.unfinished"))


def test_a_month_without_rows_is_a_zip_of_headings_under_the_months_own_name(office: Path) -> None:
    assert run(office, "export", "2024-2", "--to", "files").returncode == 0

    with ZipFile(office / "files" / "결제데스크_2024-02.zip") as archive:
        listed = json.loads(archive.read("manifest.json"))
    assert {one["rows"] for one in listed} == {0}
    assert {one["total"] for one in listed} == {0, None}
