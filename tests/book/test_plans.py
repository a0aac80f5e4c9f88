"""Questions about few rows of a table that grows for ever: SQLite finds them by their own index.

No test notices that one is not taken: a small book answers as quickly.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Select

from billing_core.closing.closed_month import FINGERPRINTS_RENEWED
from billing_core.database import Database


@pytest.mark.parametrize(
    ("question", "index"), [(FINGERPRINTS_RENEWED, "fingerprints_renewed")], ids=["renewed"]
)
def test_the_index_of_the_few_is_taken(
    sqlite_url: str, question: Select[str, object], index: str
) -> None:
    database = Database(sqlite_url, durable=False)
    with database.reading() as session:
        text = str(question.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    database.close()

    steps = [row[3] for row in plan]
    assert any(f"USING INDEX {index}" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
