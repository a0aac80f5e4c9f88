"""The references that `make bench` measures against answer as the desk does, on a small book."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from billing_core.roll_ups.rebuild import rebuild
from tests.bench_numbers import by_roll_ups
from tests.parts.large_company import company_of
from tests.parts.references import by_pandas, by_sql


def test_one_pass_of_sql_and_a_notebook_count_what_the_desk_counts() -> None:
    with company_of(600) as database:
        with database.writing() as session:
            rebuild(session)
        with (
            closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as raw,
            database.reading() as session,
        ):
            ours = by_roll_ups(session)
            assert any(line.paid for line in ours.values())
            assert by_sql(raw) == ours
            assert by_pandas(raw) == ours
