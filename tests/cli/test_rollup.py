"""`rollup check` and `rollup rebuild`, as somebody at a terminal sees them."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from billing_core.cli import app
from billing_core.database import Database
from billing_core.models import MonthTotal
from tests.numbers.book import seoul
from tests.numbers.till import Till


def test_a_sum_that_is_wrong_is_named_and_made_right(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    database = Database(sqlite_url, durable=False)
    with database.writing() as session:
        Till().pays(session, "hana", seoul("2025-01-05"))
        session.execute(update(MonthTotal).values(paid_won=1))
    database.close()

    wrong, rebuilt, right = (
        CliRunner().invoke(app, ["rollup", command]) for command in ("check", "rebuild", "check")
    )

    assert wrong.exit_code == 1
    assert "2025년 1월 결제액: 화면에는 1, 장부로는 29,000입니다." in wrong.output
    assert rebuilt.exit_code == 0
    assert right.exit_code == 0
    assert "집계가 장부와 같습니다." in right.output
